package metrics

import (
	"bytes"
	"encoding/json"
)

// Summary is the result of a run under the keys of `vllm bench serve --save-result`; what vLLM does not know of stands
// in LLMEmu. In JSON the statistics are keys as vLLM writes them (mean_ttft_ms, p99_e2el_ms, …).
type Summary struct {
	Date                 string   `json:"date"`
	Backend              string   `json:"backend"`
	Label                string   `json:"label"`
	ModelID              string   `json:"model_id"`
	TokenizerID          string   `json:"tokenizer_id"`
	NumPrompts           int      `json:"num_prompts"`
	RequestRate          any      `json:"request_rate"` // requests per second, or "inf"
	Burstiness           float64  `json:"burstiness"`
	MaxConcurrency       *int64   `json:"max_concurrency"` // null: no limit
	Duration             float64  `json:"duration"`        // seconds, from the start of the run to its last token
	Completed            int      `json:"completed"`
	Failed               int      `json:"failed"`
	TotalInputTokens     int64    `json:"total_input_tokens"`
	TotalOutputTokens    int64    `json:"total_output_tokens"`
	RequestThroughput    float64  `json:"request_throughput"`      // requests per second
	RequestGoodput       *float64 `json:"request_goodput"`         // requests per second that meet the SLO; null without one
	OutputThroughput     float64  `json:"output_throughput"`       // tokens per second
	TotalTokenThroughput float64  `json:"total_token_throughput"`  // tokens per second, prompt and output
	MaxOutputTokensPerS  float64  `json:"max_output_tokens_per_s"` // tokens in the busiest second
	MaxConcurrent        int      `json:"max_concurrent_requests"` // requests in flight in the busiest second

	TTFT Stats `json:"-"` // milliseconds
	TPOT Stats `json:"-"` // milliseconds
	ITL  Stats `json:"-"` // milliseconds
	E2EL Stats `json:"-"` // milliseconds

	LLMEmu LLMEmu `json:"llmemu"`
}

// LLMEmu is what the emulator knows beyond vLLM's own report.
type LLMEmu struct {
	Version           string      `json:"version"`
	Profile           string      `json:"profile"`
	Seed              int64       `json:"seed"`
	Steps             int         `json:"steps"`
	Preemptions       int         `json:"preemptions"`
	PreemptedRequests int         `json:"preempted_requests"`
	PrefixHitTokens   int64       `json:"prefix_hit_tokens"` // at every admission or re-admission
	NumGPUBlocks      int         `json:"num_gpu_blocks"`
	MaxKVUsage        float64     `json:"max_kv_usage"`       // share of the usable blocks, 0 to 1
	ExtrapolatedSteps int         `json:"extrapolated_steps"` // outside the profile's measured range
	Extrapolated      []Excess    `json:"extrapolated"`       // the same by way; a step may count in several
	Caveats           []Caveat    `json:"caveats"`            // settings that are not those of the profile's capture
	SLOAttainment     *Attainment `json:"slo_attainment"`     // null without an SLO
	Digest            string      `json:"digest"`             // of all request timestamps
	WallMS            float64     `json:"wall_ms"`            // what the run took on this machine
}

// Attainment is the share of requests (0 to 1) that meet each objective, null where there is none, and all of them.
type Attainment struct {
	TTFT *float64 `json:"ttft"`
	TPOT *float64 `json:"tpot"`
	E2EL *float64 `json:"e2el"`
	All  float64  `json:"all"`
}

// latencies are the four metrics in vLLM's order, under vLLM's names.
func (s *Summary) latencies() []namedStats {
	return []namedStats{{"ttft_ms", &s.TTFT}, {"tpot_ms", &s.TPOT}, {"itl_ms", &s.ITL}, {"e2el_ms", &s.E2EL}}
}

type namedStats struct {
	name  string
	stats *Stats
}

func (s *Stats) fields() []namedValue {
	return []namedValue{{"mean", &s.Mean}, {"median", &s.Median}, {"std", &s.Std}, {"p50", &s.P50}, {"p90", &s.P90}, {"p99", &s.P99}}
}

type namedValue struct {
	name  string
	value *float64
}

// Stat finds a statistic by its key's parts, as in Stat("ttft_ms", "p99"); nil where there is none.
func (s *Summary) Stat(metric, stat string) *float64 {
	for _, m := range s.latencies() {
		for _, f := range m.stats.fields() {
			if m.name == metric && f.name == stat {
				return f.value
			}
		}
	}
	return nil
}

type plainSummary Summary // without the methods that would recurse

// MarshalJSON writes vLLM's flat keys.
func (s *Summary) MarshalJSON() ([]byte, error) {
	data, err := json.Marshal((*plainSummary)(s))
	if err != nil {
		return nil, err
	}
	head, tail, _ := bytes.Cut(data, []byte(`,"llmemu":`))
	var out bytes.Buffer
	out.Write(head)
	for _, m := range s.latencies() {
		for _, f := range m.stats.fields() {
			value, err := json.Marshal(*f.value)
			if err != nil {
				return nil, err
			}
			out.WriteString(`,"` + f.name + "_" + m.name + `":`)
			out.Write(value)
		}
	}
	out.WriteString(`,"llmemu":`)
	out.Write(tail)
	return out.Bytes(), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Summary) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, (*plainSummary)(s)); err != nil {
		return err
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(data, &keys); err != nil {
		return err
	}
	for _, m := range s.latencies() {
		for _, f := range m.stats.fields() {
			if raw, ok := keys[f.name+"_"+m.name]; ok {
				if err := json.Unmarshal(raw, f.value); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
