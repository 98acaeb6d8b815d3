package state

import (
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/plainjson"
)

// Result is the header of a packed result. Its columns stay with the charts and never pass through here.
type Result struct {
	Summary  metrics.Summary     `json:"summary"`
	Measured *metrics.Comparison `json:"measured"`
	Gaps     *metrics.Gaps       `json:"gaps"` // nil where no request has two tokens
	AtOnce   bool                `json:"at_once"`

	Profile string `json:"-"` // file of the profile that it ran with; "" where the catalogue's is the one
}

// ParseResult reads a header. What else is in it says where the columns are.
func ParseResult(header []byte) (*Result, error) {
	members, err := plainjson.Split(header)
	if err != nil {
		return nil, err
	}
	r := &Result{}
	for name, value := range map[string]any{"summary": &r.Summary, "measured": plainjson.Nullable(&r.Measured), "gaps": plainjson.Nullable(&r.Gaps), "at_once": &r.AtOnce} {
		if members[name] == nil {
			continue
		}
		if err := plainjson.Unmarshal(members[name], value); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Latency is a statistic of a latency metric, in milliseconds.
func (r *Result) Latency(metric, stat string) float64 { return *r.Summary.Stat(metric, stat) }

// Metrics are the latencies of a request, by their vLLM key and the name that the page calls them by.
var Metrics = []struct{ Key, Title string }{{"ttft_ms", "TTFT"}, {"tpot_ms", "TPOT"}, {"itl_ms", "ITL"}, {"e2el_ms", "E2E"}}

// MetricTitle is the name of a metric's key.
func MetricTitle(key string) string {
	for _, m := range Metrics {
		if m.Key == key {
			return m.Title
		}
	}
	return "Output"
}

// Taken is what the run on show took for a number that a scenario may leave open; false for other fields.
func (a *App) Taken(path string) (v float64, ok bool) {
	ran := &a.Result.Summary.LLMEmu
	switch path {
	case "engine.num_gpu_blocks":
		return float64(ran.NumGPUBlocks), true
	case "engine.max_num_seqs":
		return float64(ran.Engine.MaxNumSeqs), true
	case "engine.max_num_batched_tokens":
		return float64(ran.Engine.MaxNumBatchedTokens), true
	case "engine.gpu_memory_utilization":
		return ran.Engine.GPUMemoryUtilization, true
	case "server.frontend_ms":
		return ran.Server.FrontendMs, true
	case "server.frontend_ms_per_1k_tokens":
		return ran.Server.FrontendMsPer1KTokens, true
	case "server.frontend_parallel":
		return ran.Server.FrontendParallel, true
	case "server.host_ms_per_step":
		return ran.Server.HostMsPerStep, true
	case "server.host_us_per_seq":
		return ran.Server.HostUsPerSeq, true
	}
	return 0, false
}

// Approximate stands before figures that hang on extrapolated step latencies; "" where none was extrapolated.
func (r *Result) Approximate() string {
	if r.Summary.LLMEmu.ExtrapolatedSteps > 0 {
		return "≈\u2009"
	}
	return ""
}

// MetricValue writes a metric's value with its unit.
func MetricValue(key string, v float64) string {
	if key == "output_throughput" {
		return format.Number(v) + "\u00a0tok/s"
	}
	return format.Duration(v)
}

// Deviation finds one figure of the measured run beside the emulated one, nil where it was not measured.
func (r *Result) Deviation(key, stat string) *metrics.Deviation {
	if r.Measured == nil {
		return nil
	}
	for i := range r.Measured.Metrics {
		if d := &r.Measured.Metrics[i]; d.Key == key && d.Stat == stat {
			return d
		}
	}
	return nil
}
