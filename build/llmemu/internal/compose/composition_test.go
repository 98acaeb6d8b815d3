package compose

import (
	"compress/gzip"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/oracle"
)

// source is a small folder of measurements: times in µs that are easy to add up by hand.
func source(t *testing.T, edit func(files map[string]string)) string {
	t.Helper()
	files := map[string]string{
		"meta.yaml": `vllm_version: 0.19.0
attention_grid:
  chunks: 0, 16-32 x2
  n_decode: 0, 1-2 x2
  kv: 0, 16-32 x2
skew_fit:
  enabled: true
  bucket_axes:
    n_bins: [0, 2]
    n_labels: [n<=2]
    skew_rate_bins: [-0.01, 0.5, 1.01]
    skew_rate_labels: [sr<=50%, sr>50%]
    kv_big_bins: [0, 1000]
    kv_big_labels: [kvB<=1k]
    kp_bins: [-1, 0, 1000]
    kp_labels: [kp=0, kp<=1k]
  per_tp:
    1: {alpha_default: 0.25}
`,
		"per_sequence.csv.gz": "layer,sequences,time_us\nlm_head,1,100\nlm_head,3,300\nsampler,1,10\nsampler,3,10\n",
		"skew_fit.csv.gz": "pc,n_label,skew_rate_label,kv_big_label,kp_label,alpha\n" +
			"0,n<=2,sr<=50%,kvB<=1k,kp=0,0.5\n16,n<=2,sr<=50%,kvB<=1k,kp=0,0.2\n32,n<=2,sr<=50%,kvB<=1k,kp=0,0.4\n",
	}
	dense := "layer,tokens,time_us\n"
	for _, layer := range []string{"embedding", "layernorm", "qkv_proj", "rotary_emb", "o_proj", "gate_up_proj", "act_fn", "down_proj", "final_layernorm"} {
		dense += layer + ",1,1\n" + layer + ",101,2\n"
	}
	files["dense.csv.gz"] = dense
	attention := "prefill_chunk,kv_prefill,n_decode,kv_decode,time_us\n"
	for _, p := range []int{0, 16, 32} {
		for _, k := range []int{0, 16, 32} {
			for _, n := range []int{0, 1, 2} {
				for _, kv := range []int{0, 16, 32} {
					if p+n > 0 && (p > 0 || k == 0) && (n > 0) == (kv > 0) {
						attention += fmt.Sprintf("%d,%d,%d,%d,%d\n", p, k, n, kv, p+k+n*kv)
					}
				}
			}
		}
	}
	files["attention.csv.gz"] = attention
	edit(files)

	folder := t.TempDir()
	for name, text := range files {
		file, err := os.Create(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".gz") {
			zip := gzip.NewWriter(file)
			zip.Write([]byte(text))
			err = zip.Close()
		} else {
			_, err = file.WriteString(text)
		}
		if err != nil {
			t.Fatal(err)
		}
		file.Close()
	}
	return folder
}

func composeSource(folder string) (*Composition, error) {
	m, err := readMeta(folder)
	if err != nil {
		return nil, err
	}
	return compose(folder, m, 2, 1)
}

func TestStepIsTheSumOfItsLayers(t *testing.T) {
	c, err := composeSource(source(t, func(map[string]string) {}))
	if err != nil {
		t.Fatal(err)
	}
	// Two layers of nine kernels (layernorm twice among eight), the embedding and the last norm. Eight of these 18 are
	// matrix products, which cost from 2 tokens on what 101 do; the others are linear from 1 to 2 µs.
	dense := func(tokens float64) float64 { return 8*2_000 + 10*(1_000+10*(tokens-1)) }
	for _, b := range []struct {
		name  string
		batch oracle.Batch
		want  float64 // ns
	}{
		{"one decode", oracle.Batch{Decodes: 1, DecodeContext: 24, DecodeMin: 24, DecodeMax: 24, Outputs: 1}, 18*1_000 + 2*24_000 + 110_000},
		{"a prefill", oracle.Batch{PrefillTokens: 32, PrefillContext: 8, Outputs: 2}, dense(32) + 2*40_000 + 210_000},
		{"mixed", oracle.Batch{PrefillTokens: 32, PrefillContext: 32, Decodes: 19, DecodeContext: 19 * 16, DecodeMin: 16, DecodeMax: 16, Outputs: 1},
			dense(51) + 2*(64+19*16)*1_000 + 110_000},
		// Contexts 16, 32: mean 24, alpha 0.5 of t(32) − t(24) = 2·2·8 µs.
		{"unequal decodes", oracle.Batch{Decodes: 2, DecodeContext: 48, DecodeMin: 16, DecodeMax: 32, Outputs: 1},
			dense(2) + 2*48_000 + 0.5*2*16_000 + 110_000},
		// Alpha is 0.3 half way between 16 and 32 prefill tokens.
		{"unequal decodes beside a prefill", oracle.Batch{PrefillTokens: 24, Decodes: 2, DecodeContext: 48, DecodeMin: 16, DecodeMax: 32, Outputs: 1},
			dense(26) + 2*(16+16*(work(24, 0)-work(16, 0))/(work(32, 0)-work(16, 0))+48)*1_000 + 0.3*2*16_000 + 110_000},
		// Nobody measured this bin: the default of 0.25.
		{"unmeasured bin", oracle.Batch{PrefillTokens: 16, PrefillContext: 16, Decodes: 2, DecodeContext: 48, DecodeMin: 16, DecodeMax: 32, Outputs: 1},
			dense(18) + 2*(32+48)*1_000 + 0.25*2*16_000 + 110_000},
	} {
		if got := c.Step(&b.batch); math.Abs(got-b.want) > 0.001 {
			t.Errorf("%s: %v ns, want %v", b.name, got, b.want)
		}
	}
}

// What both lattices have is kept, what only the finer one has is found again, and the base fills the rest.
func TestTwoLatticesAreJoined(t *testing.T) {
	var extra strings.Builder
	for _, k := range []int{0, 32} {
		for _, n := range []int{1, 2} {
			for _, kv := range []int{16, 24, 32} {
				fmt.Fprintf(&extra, "20,%d,%d,%d,%d\n", k, n, kv, 1000+k+n*kv)
			}
		}
	}
	c, err := composeSource(source(t, func(files map[string]string) {
		files["attention.csv.gz"] += extra.String() + "20,0,0,0,20\n20,32,0,0,52\n"
	}))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []struct{ p, k, n, kv, want float64 }{
		{20, 32, 2, 24, 2 * (1000 + 32 + 48)},
		{20, 0, 1, 16, 2 * (1000 + 16)},
		{16, 16, 2, 32, 2 * (16 + 16 + 64)},
		{32, 0, 1, 16, 2 * (32 + 16)},
	} {
		if got := c.attention.mixed.at(q.p, q.k, q.n, q.kv) / 1000; math.Abs(got-q.want) > 1e-9 {
			t.Errorf("at %+v: %v µs", q, got)
		}
	}
}

func TestBadSourcesAreNamed(t *testing.T) {
	for _, c := range []struct {
		want string // in the error
		edit func(files map[string]string)
	}{
		{"dense.csv.gz: layer o_proj is missing", func(f map[string]string) {
			f["dense.csv.gz"] = strings.ReplaceAll(f["dense.csv.gz"], "o_proj", "x_proj")
		}},
		{"per_sequence.csv.gz: column sequences is missing", func(f map[string]string) {
			f["per_sequence.csv.gz"] = strings.Replace(f["per_sequence.csv.gz"], "sequences", "seqs", 1)
		}},
		{"per_sequence.csv.gz: line 3: time_us is \"-1\"", func(f map[string]string) {
			f["per_sequence.csv.gz"] = strings.Replace(f["per_sequence.csv.gz"], "300", "-1", 1)
		}},
		{"attention.csv.gz: line 2: prefill_chunk is \"x\"", func(f map[string]string) {
			f["attention.csv.gz"] = strings.Replace(f["attention.csv.gz"], "\n0,", "\nx,", 1)
		}},
		{"attention.csv.gz: decode: cells are missing", func(f map[string]string) {
			f["attention.csv.gz"] = strings.Replace(f["attention.csv.gz"], "\n0,0,1,16,16\n", "\n", 1)
		}},
		{"meta.yaml: skew_fit.per_tp: 1 is missing", func(f map[string]string) {
			f["meta.yaml"] = strings.Replace(f["meta.yaml"], "1: {alpha", "2: {alpha", 1)
		}},
		{"occurs twice", func(f map[string]string) { f["attention.csv.gz"] += "16,0,1,16,1\n" }},
		{"attention.csv.gz: mixed: neither one lattice nor two", func(f map[string]string) {
			f["attention.csv.gz"] = strings.Replace(f["attention.csv.gz"], "16,0,1,16,32\n", "", 1)
		}},
		{"skew_fit.csv.gz: line 2: n_label is \"n<=3\"", func(f map[string]string) {
			f["skew_fit.csv.gz"] = strings.Replace(f["skew_fit.csv.gz"], "n<=2", "n<=3", 1)
		}},
		{"meta.yaml: skew_fit.bucket_axes: n has 3 edges", func(f map[string]string) { f["meta.yaml"] = strings.Replace(f["meta.yaml"], "[0, 2]", "[0, 2, 4]", 1) }},
		{"meta.yaml", func(f map[string]string) { f["meta.yaml"] = strings.Replace(f["meta.yaml"], "16-32 x2", "16-32", 1) }},
	} {
		_, err := composeSource(source(t, c.edit))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error is %v, want %q in it", err, c.want)
		}
	}
}

// mixedBatch is a step of one prefill without context and some decodes of equal context.
func mixedBatch(tokens, decodes, context int64) oracle.Batch {
	return oracle.Batch{
		PrefillTokens: tokens, PrefillReqs: 1,
		Decodes: decodes, DecodeContext: decodes * context, DecodeMin: context, DecodeMax: context, Outputs: decodes + 1,
	}
}
