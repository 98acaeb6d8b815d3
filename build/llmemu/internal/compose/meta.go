package compose

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

// meta is what composing needs of a source folder's meta.yaml.
type meta struct {
	VLLMVersion string `yaml:"vllm_version"`
	ProfiledAt  string `yaml:"profiled_at"`
	GPU         string `yaml:"gpu"`
	Engine      struct {
		EnforceEager         bool    `yaml:"enforce_eager"`
		BlockSize            int64   `yaml:"block_size"`
		GPUMemoryUtilization float64 `yaml:"gpu_memory_utilization"`
		MaxNumBatchedTokens  int64   `yaml:"max_num_batched_tokens"`
		MaxNumSeqs           int64   `yaml:"max_num_seqs"`
	} `yaml:"engine_effective"`
	Grid struct {
		Chunks  progression `yaml:"chunks"`
		NDecode progression `yaml:"n_decode"`
		KV      progression `yaml:"kv"`
	} `yaml:"attention_grid"`
	Skew struct {
		Enabled bool     `yaml:"enabled"`
		Axes    skewAxes `yaml:"bucket_axes"`
		PerTP   map[int64]struct {
			AlphaDefault float64 `yaml:"alpha_default"`
		} `yaml:"per_tp"`
	} `yaml:"skew_fit"`
}

// skewAxes are the bins of skew_fit.csv: bin i holds the values in (bins[i], bins[i+1]] and is called labels[i].
type skewAxes struct {
	NBins       []float64 `yaml:"n_bins"`
	NLabels     []string  `yaml:"n_labels"`
	RateBins    []float64 `yaml:"skew_rate_bins"`
	RateLabels  []string  `yaml:"skew_rate_labels"`
	KVBigBins   []float64 `yaml:"kv_big_bins"`
	KVBigLabels []string  `yaml:"kv_big_labels"`
	KPBins      []float64 `yaml:"kp_bins"`
	KPLabels    []string  `yaml:"kp_labels"`
}

func readMeta(folder string) (*meta, error) {
	path := filepath.Join(folder, "meta.yaml")
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	m := new(meta)
	if err := yaml.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// progression is a list of counts that the file abbreviates: "0, 16-2048 x2" is 0, 16, 32, … 2048.
type progression []int64

// UnmarshalYAML expands the abbreviation.
func (p *progression) UnmarshalYAML(data []byte) error {
	var text string
	if err := yaml.Unmarshal(data, &text); err != nil {
		return err
	}
	*p = nil
	for item := range strings.SplitSeq(text, ",") {
		values, err := expand(strings.TrimSpace(item))
		if err != nil {
			return fmt.Errorf("%q is not a list like 0, 16-2048 x2", text)
		}
		*p = append(*p, values...)
	}
	return nil
}

// expand reads one item of a progression: a number, or a range with a factor.
func expand(item string) ([]int64, error) {
	span, step, repeated := strings.Cut(item, " x")
	if !repeated {
		v, err := strconv.ParseInt(item, 10, 64)
		return []int64{v}, err
	}
	from, to, _ := strings.Cut(span, "-")
	first, err1 := strconv.ParseInt(from, 10, 64)
	last, err2 := strconv.ParseInt(to, 10, 64)
	factor, err3 := strconv.ParseInt(step, 10, 64)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	if first < 1 || last > 1<<24 || factor < 2 {
		return nil, strconv.ErrRange
	}
	var values []int64
	for v := first; v <= last; v *= factor {
		values = append(values, v)
	}
	return values, nil
}
