package bundle

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/profiles/realruns"
)

// pointProfiles names the profile of a benchmark point by the GPU its name begins with, and who measured there.
var pointProfiles = []struct{ gpu, profile, source, licence string }{
	{"rtx8000-", "rtx8000-qwen3-8b-fp16-tp1", "AKafakA/vllm", "Apache-2.0"},
	{"mi300x-", "mi300x-qwen3-8b-bf16-tp1", "ROCm/rocm-aic", "MIT"},
}

// sourcePoint is a benchmark point as the source has it.
type sourcePoint struct {
	Name, GPU, Model, VLLM, Note string
	Engine                       struct {
		MaxModelLen         int64 `json:"max_model_len"`
		MaxNumBatchedTokens int64 `json:"max_num_batched_tokens"`
		MaxNumSeqs          int64 `json:"max_num_seqs"`
		BlockSize           int64 `json:"block_size"`
		NumGPUBlocks        int64 `json:"num_gpu_blocks"`
		KVCacheTokens       int64 `json:"kv_cache_tokens"`
		EnablePrefixCaching bool  `json:"enable_prefix_caching"`
		AsyncScheduling     bool  `json:"async_scheduling"`
	}
	Client struct {
		InputLen       int64   `json:"input_len"`
		OutputLen      int64   `json:"output_len"`
		NumPrompts     int64   `json:"num_prompts"`
		RequestRate    float64 `json:"request_rate"`
		Burstiness     float64
		MaxConcurrency int64 `json:"max_concurrency"`
	}
	Measured struct {
		OutputThroughput float64 `json:"output_throughput"`
		TTFT             mean    `json:"ttft_ms"`
		TPOT             mean    `json:"tpot_ms"`
		E2EL             mean    `json:"e2el_ms"`
	}
	Reference map[string]float64 `json:"reference_emulator_error_pct"`
}

type mean struct{ Mean float64 }

// readPoints turns the benchmark points of a file into those that are bundled.
func readPoints(dataDir string) ([]realruns.Point, error) {
	path := filepath.Join(dataDir, "real", "points.json")
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var sources []sourcePoint
	if err := json.Unmarshal(data, &sources); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	points := make([]realruns.Point, len(sources))
	for i := range sources {
		if points[i], err = sources[i].point(); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", path, sources[i].Name, err)
		}
	}
	return points, nil
}

// title reads "vLLM 0.18.0 on Quadro RTX 8000, 2,000 requests at 2/s, 256 → 128 tokens".
func (p *sourcePoint) title() string {
	pace := fmt.Sprintf("at %g/s", p.Client.RequestRate)
	switch {
	case p.Client.MaxConcurrency == 1:
		pace = "one at a time"
	case p.Client.MaxConcurrency > 1:
		pace = fmt.Sprintf("%d at a time", p.Client.MaxConcurrency)
	}
	return fmt.Sprintf("vLLM %s on %s, %s requests %s, %s → %s tokens", p.VLLM, p.GPU,
		format.Count(p.Client.NumPrompts), pace, format.Count(p.Client.InputLen), format.Count(p.Client.OutputLen))
}

func (p *sourcePoint) point() (realruns.Point, error) {
	out := realruns.Point{Name: p.Name, Title: p.title(), Note: p.Note}
	if p.Client.MaxConcurrency == 1 {
		out.Note = "the one-client TTFT is fitted, since the frontend cost of the profile comes from it"
	}
	s := scenario.Default("")
	for _, known := range pointProfiles {
		if strings.HasPrefix(p.Name, known.gpu) {
			s.Profile, out.Source, out.Licence = known.profile, known.source, known.licence
		}
	}
	if s.Profile == "" {
		return out, fmt.Errorf("no profile is known for this GPU")
	}
	e, w := &s.Engine, &s.Workload
	s.Name = p.Name
	e.MaxModelLen, e.MaxNumBatchedTokens, e.MaxNumSeqs, e.BlockSize = p.Engine.MaxModelLen, p.Engine.MaxNumBatchedTokens, p.Engine.MaxNumSeqs, p.Engine.BlockSize
	e.NumGPUBlocks = p.Engine.NumGPUBlocks
	if e.NumGPUBlocks == 0 {
		e.NumGPUBlocks = p.Engine.KVCacheTokens / p.Engine.BlockSize
	}
	e.EnablePrefixCaching, e.AsyncScheduling = p.Engine.EnablePrefixCaching, p.Engine.AsyncScheduling
	w.RandomInputLen, w.RandomOutputLen, w.NumPrompts = p.Client.InputLen, p.Client.OutputLen, p.Client.NumPrompts
	w.RequestRate, w.MaxConcurrency = scenario.Rate(p.Client.RequestRate), p.Client.MaxConcurrency
	if p.Client.Burstiness > 0 {
		w.Burstiness = p.Client.Burstiness
	}
	out.Scenario = json.RawMessage(s.JSON())
	for _, f := range []struct {
		key       string
		value     float64
		reference string
	}{
		{"mean_ttft_ms", p.Measured.TTFT.Mean, "ttft_mean"}, {"mean_tpot_ms", p.Measured.TPOT.Mean, "tpot_mean"},
		{"mean_e2el_ms", p.Measured.E2EL.Mean, "e2el_mean"}, {"output_throughput", p.Measured.OutputThroughput, "output_throughput"},
	} {
		if f.value > 0 {
			reference := p.Reference[f.reference]
			out.Measured = append(out.Measured, realruns.Figure{Key: f.key, Value: f.value, ReferenceErrorPct: &reference})
		}
	}
	return out, nil
}
