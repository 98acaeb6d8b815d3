package bundle

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/profiles/realruns"
)

// bench is a benchmark that somebody ran for purposes of his own: the setting that its points share.
type bench struct {
	profile, source, licence string
	vllmVersion, endpoint    string
	engine                   scenario.Engine
	workload                 func(p *strangerPoint, dataDir string, w *scenario.Workload) error
	keys                     []string // of what was measured
	note                     string
}

// Both engines schedule synchronously, as vLLM did by default before 0.14. IOG's pool is that of another run on this card.
var (
	gpustack = bench{
		profile: "h100-qwen3-8b-bf16-tp1", source: "gpustack/gpustack", licence: "Apache-2.0",
		vllmVersion: "0.11.0", endpoint: profile.EndpointChat,
		engine:   scenario.Engine{MaxNumSeqs: 1024, MaxNumBatchedTokens: 8192, EnablePrefixCaching: true},
		workload: chats,
		keys:     []string{"mean_ttft_ms", "median_ttft_ms", "mean_tpot_ms", "output_throughput"},
		note:     "lengths are known by their means; the chat frontend comes from the run with eight clients",
	}
	iog = bench{
		profile: "rtx4090-llama-3.1-8b-bf16-tp1", source: "IOG-Foundation/llm-inference-benchmarks", licence: "not stated",
		vllmVersion: "0.8.5", endpoint: profile.EndpointCompletions,
		engine:   scenario.Engine{MaxNumSeqs: 256, MaxNumBatchedTokens: 2048, NumGPUBlocks: 2588, EnablePrefixCaching: true},
		workload: shareGPTArrivals,
		keys:     []string{"mean_ttft_ms", "median_ttft_ms", "mean_tpot_ms", "median_tpot_ms", "output_throughput"},
		note: "output lengths are known by their mean alone and assumed, the pool is that of another run on this card, and numbers of prompt " +
			"tokens are those of the usual ShareGPT sample; the host time of vLLM 0.8 comes from the runs at 1 and 8 requests/s",
	}
)

// strangers are the points that are bundled. By those that are fitted something was chosen, see the note of their bench.
var strangers = []struct {
	bench     *bench
	id, title string
	fitted    bool
}{
	{&gpustack, "gpustack-h100-qwen3-8b-c1", "vLLM 0.11.0 on H100, 100 ShareGPT chats one at a time", false},
	{&gpustack, "gpustack-h100-qwen3-8b-c8", "vLLM 0.11.0 on H100, 100 ShareGPT chats 8 at a time", true},
	{&iog, "iog-4090x1-Meta-Llama-3-8B-Instruct-q32", "vLLM 0.8.5 on RTX 4090, 200 ShareGPT requests at 32/s", false},
	{&iog, "iog-4090x1-Meta-Llama-3-8B-Instruct-q8", "vLLM 0.8.5 on RTX 4090, 200 ShareGPT requests at 8/s", true},
	{&iog, "iog-4090x1-Meta-Llama-3-8B-Instruct-q1", "vLLM 0.8.5 on RTX 4090, 200 ShareGPT requests at 1/s", true},
}

// strangerPoint is a point as the source has it.
type strangerPoint struct {
	ID     string
	Client struct {
		NumPrompts     int64   `json:"num_prompts"`
		MeanInputLen   float64 `json:"mean_input_len"`
		MeanOutputLen  float64 `json:"mean_output_len"`
		RequestRate    any     `json:"request_rate"` // a number or "inf"
		MaxConcurrency int64   `json:"max_concurrency"`
	}
	Measured map[string]float64
}

// readStrangers turns public benchmarks of single requests into those that are bundled, in the order of strangers.
func readStrangers(dataDir string) ([]realruns.Point, error) {
	path := filepath.Join(dataDir, "real", "strangers", "points.jsonl")
	byID := map[string]*strangerPoint{}
	err := eachLine(path, func(line []byte) error {
		p := new(strangerPoint)
		err := json.Unmarshal(line, p)
		byID[p.ID] = p
		return err
	})
	if err != nil {
		return nil, err
	}
	points := make([]realruns.Point, len(strangers))
	for i, k := range strangers {
		p := byID[k.id]
		if p == nil {
			return nil, fmt.Errorf("%s: %s is missing", path, k.id)
		}
		if points[i], err = k.bench.point(p, dataDir); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", path, k.id, err)
		}
		points[i].Title, points[i].Fitted = k.title, k.fitted
	}
	return points, nil
}

// point is everything of a point but its title.
func (b *bench) point(p *strangerPoint, dataDir string) (realruns.Point, error) {
	out := realruns.Point{
		Name: strings.ToLower(p.ID), Source: b.source, Licence: b.licence, Note: b.note,
		Server: &realruns.Server{VLLMVersion: b.vllmVersion, Endpoint: b.endpoint},
	}
	s := scenario.Default(b.profile)
	s.Name = out.Name
	e := &s.Engine
	e.MaxNumSeqs, e.MaxNumBatchedTokens, e.NumGPUBlocks = b.engine.MaxNumSeqs, b.engine.MaxNumBatchedTokens, b.engine.NumGPUBlocks
	e.EnablePrefixCaching, e.AsyncScheduling = b.engine.EnablePrefixCaching, b.engine.AsyncScheduling
	s.Workload.NumPrompts, s.Workload.MaxConcurrency = p.Client.NumPrompts, p.Client.MaxConcurrency
	if err := b.workload(p, dataDir, &s.Workload); err != nil {
		return out, err
	}
	out.Scenario = json.RawMessage(s.JSON())
	for _, key := range b.keys {
		value, ok := p.Measured[key]
		if !ok {
			return out, fmt.Errorf("measured.%s is missing", key)
		}
		out.Measured = append(out.Measured, realruns.Figure{Key: key, Value: value})
	}
	return out, nil
}

// chats draws lengths around the known means as ShareGPT's spread. The chat template adds 12 tokens to a prompt.
func chats(p *strangerPoint, _ string, w *scenario.Workload) error {
	w.Dataset = scenario.DatasetLognormal
	w.LognormalInputMean, w.LognormalInputCV = p.Client.MeanInputLen+12, 1.1
	w.LognormalOutputMean, w.LognormalOutputCV = p.Client.MeanOutputLen, 0.9
	return nil
}

// shareGPTArrivals takes the recorded arrivals of a rate, and the lengths of the usual sample in proportion to the known
// means. Outputs are those with which another model ended the same prompts, in their order.
func shareGPTArrivals(p *strangerPoint, dataDir string, w *scenario.Workload) error {
	rate, ok := p.Client.RequestRate.(float64)
	if !ok {
		return fmt.Errorf("request_rate is %v, allowed are numbers", p.Client.RequestRate)
	}
	var arrivals struct {
		ByRate map[string][]float64 `json:"arrivals_s"`
	}
	var lengths struct {
		Inputs  []int64 `json:"input_lens"`
		Outputs []int64 `json:"actual_output_lens_405B_base_eos_honoured"`
	}
	if err := readJSON(filepath.Join(dataDir, "workloads", "iog-arrivals.json.gz"), &arrivals); err != nil {
		return err
	}
	if err := readJSON(filepath.Join(dataDir, "workloads", "sharegpt-1000-seed0-llama3-input-lens.json"), &lengths); err != nil {
		return err
	}
	const tooShort = 3 // vLLM's sampling of ShareGPT leaves such replies out
	var outputs []int64
	for _, n := range lengths.Outputs {
		if n > tooShort {
			outputs = append(outputs, n)
		}
	}
	n := int(p.Client.NumPrompts)
	at := arrivals.ByRate[strconv.FormatFloat(rate, 'g', -1, 64)]
	if len(at) < n || len(lengths.Inputs) < n || len(outputs) < n {
		return fmt.Errorf("%d arrivals, %d inputs and %d outputs, needed are %d", len(at), len(lengths.Inputs), len(outputs), n)
	}
	inputs := scaled(lengths.Inputs[:n], p.Client.MeanInputLen)
	outputs = scaled(outputs[:n], p.Client.MeanOutputLen)
	w.Dataset = scenario.DatasetRequests
	for i := range n {
		w.Requests = append(w.Requests, scenario.Request{ArrivalS: round(at[i], 3), PromptLen: inputs[i], OutputLen: outputs[i]})
	}
	return nil
}

// scaled gives lengths another mean.
func scaled(lengths []int64, mean float64) []int64 {
	var sum int64
	for _, n := range lengths {
		sum += n
	}
	out := make([]int64, len(lengths))
	for i, n := range lengths {
		out[i] = max(1, int64(float64(n)*mean*float64(len(lengths))/float64(sum)))
	}
	return out
}

// readJSON reads a file, which may be gzip-compressed.
func readJSON(path string, into any) error {
	data, err := readFile(path)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
