package metrics

import "github.com/llmemu/playground/internal/plainjson"

// Summary is the result of a run under the keys of `vllm bench serve --save-result`; what vLLM does not know of stands
// in LLMEmu. In JSON the statistics are keys as vLLM writes them (mean_ttft_ms, p99_e2el_ms, …).
type Summary struct {
	Date                 string
	Backend              string
	EndpointType         string // the backend, under the key of older versions
	Label                string
	ModelID              string
	TokenizerID          string
	NumPrompts           int // that were asked for
	RequestRate          any // requests per second, or "inf"
	Burstiness           float64
	RampUp               *string // how the rate moves from RampUpStart to RampUpEnd; nil, and left out, where it does not
	RampUpStart          *float64
	RampUpEnd            *float64
	MaxConcurrency       *int64  // null: no limit
	Duration             float64 // seconds, from the start of the run to its last token
	Completed            int
	Failed               int
	TotalInputTokens     int64
	TotalOutputTokens    int64
	RequestThroughput    float64  // requests per second
	RequestGoodput       *float64 // requests per second that meet the SLO; null without one
	OutputThroughput     float64  // tokens per second
	TotalTokenThroughput float64  // tokens per second, prompt and output
	MaxOutputTokensPerS  float64  // tokens in the busiest second
	MaxConcurrent        int      // most requests in flight at a moment

	TTFT Stats // milliseconds
	TPOT Stats // milliseconds
	ITL  Stats // milliseconds
	E2EL Stats // milliseconds

	ClientQueue   Stats // milliseconds that max_concurrency held requests back: no latency above counts them
	E2ELWithQueue Stats // E2EL and that

	LLMEmu LLMEmu
}

// LLMEmu is what the emulator knows beyond vLLM's own report.
type LLMEmu struct {
	Version           string
	Profile           string
	Seed              int64
	Steps             int
	Preemptions       int
	PreemptedRequests int
	PrefixHitTokens   int64  // at first admission, as vLLM counts them
	PrefixHitsResumed int64  // tokens that preempted requests found when they were admitted again
	Engine            Engine // what the scenario may leave to vLLM and to the profile
	Server            Server // the same
	NumGPUBlocks      int
	MaxKVUsage        float64     // share of the usable blocks, 0 to 1
	ExtrapolatedSteps int         // outside the profile's measured range
	Extrapolated      []Excess    // the same by way; a step may count in several
	Caveats           []Caveat    // settings that are not those of the profile's capture, or of which vLLM has something to say
	Rejected          []Rejection // why requests failed: the server answers 400
	SLOAttainment     *Attainment // null without an SLO
	Steady            *Steady     // null for a run that is too short to have a steady part
	Verdict           string      // the run in one line
	Digest            string      // of all request timestamps
	WallMS            float64     // what the run took on this machine
}

// Engine is what the run took for settings that a scenario may leave open.
type Engine struct {
	VLLMVersion          string
	MaxNumSeqs           int64
	MaxNumBatchedTokens  int64
	MaxModelLen          int
	GPUMemoryUtilization float64
	KVCacheDType         string
}

func engineOf(s *Setting) Engine {
	e := &s.Scenario.Engine
	return Engine{e.VLLMVersion, e.MaxNumSeqs, e.MaxNumBatchedTokens, s.MaxModelLen, e.GPUMemoryUtilization, s.Profile.Engine.KVDtype}
}

// Attainment is the share of the requests that were sent (0 to 1) that meet each objective, null where there is none, and all of them.
type Attainment struct {
	TTFT *float64
	TPOT *float64
	E2EL *float64
	All  float64
}

// latencies are the metrics in vLLM's order, under vLLM's names.
func (s *Summary) latencies() []namedStats {
	return []namedStats{{"ttft_ms", &s.TTFT}, {"tpot_ms", &s.TPOT}, {"itl_ms", &s.ITL}, {"e2el_ms", &s.E2EL},
		{"client_queue_time_ms", &s.ClientQueue}, {"e2el_including_client_queue_ms", &s.E2ELWithQueue}}
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

// MarshalJSON writes the summary for readers that do not know of package record.
func (s *Summary) MarshalJSON() ([]byte, error) { return plainjson.Marshal(s) }

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Summary) UnmarshalJSON(data []byte) error { return plainjson.Unmarshal(data, s) }

// Members are the keys of vLLM's report, and LLMEmu.
func (s *Summary) Members() plainjson.Members {
	members := plainjson.Members{
		"date", &s.Date, "backend", &s.Backend, "endpoint_type", &s.EndpointType, "label", &s.Label, "model_id", &s.ModelID,
		"tokenizer_id", &s.TokenizerID, "num_prompts", &s.NumPrompts, "request_rate", &s.RequestRate,
		"burstiness", &s.Burstiness, "ramp_up_strategy", plainjson.Optional(&s.RampUp),
		"ramp_up_start_rps", plainjson.Optional(&s.RampUpStart), "ramp_up_end_rps", plainjson.Optional(&s.RampUpEnd),
		"max_concurrency", plainjson.Nullable(&s.MaxConcurrency),
		"duration", &s.Duration, "completed", &s.Completed, "failed", &s.Failed,
		"total_input_tokens", &s.TotalInputTokens, "total_output_tokens", &s.TotalOutputTokens,
		"request_throughput", &s.RequestThroughput, "request_goodput", plainjson.Nullable(&s.RequestGoodput),
		"output_throughput", &s.OutputThroughput, "total_token_throughput", &s.TotalTokenThroughput,
		"max_output_tokens_per_s", &s.MaxOutputTokensPerS, "max_concurrent_requests", &s.MaxConcurrent,
	}
	for _, m := range s.latencies() {
		for _, f := range m.stats.fields() {
			members = append(members, f.name+"_"+m.name, f.value)
		}
	}
	return append(members, "llmemu", &s.LLMEmu)
}

// Members are those of the JSON.
func (l *LLMEmu) Members() plainjson.Members {
	return plainjson.Members{
		"version", &l.Version, "profile", &l.Profile, "seed", &l.Seed, "steps", &l.Steps,
		"preemptions", &l.Preemptions, "preempted_requests", &l.PreemptedRequests,
		"prefix_hit_tokens", &l.PrefixHitTokens, "prefix_hit_tokens_resumed", &l.PrefixHitsResumed, "engine", &l.Engine, "server", &l.Server, "num_gpu_blocks", &l.NumGPUBlocks,
		"max_kv_usage", &l.MaxKVUsage, "extrapolated_steps", &l.ExtrapolatedSteps,
		"extrapolated", plainjson.List(&l.Extrapolated), "caveats", plainjson.List(&l.Caveats), "rejected", plainjson.List(&l.Rejected),
		"slo_attainment", plainjson.Nullable(&l.SLOAttainment), "steady", plainjson.Nullable(&l.Steady), "verdict", &l.Verdict, "digest", &l.Digest, "wall_ms", &l.WallMS,
	}
}

// Members are those of the JSON.
func (e *Engine) Members() plainjson.Members {
	return plainjson.Members{
		"vllm_version", &e.VLLMVersion, "max_num_seqs", &e.MaxNumSeqs, "max_num_batched_tokens", &e.MaxNumBatchedTokens,
		"max_model_len", &e.MaxModelLen, "gpu_memory_utilization", &e.GPUMemoryUtilization,
		"kv_cache_dtype", &e.KVCacheDType,
	}
}

// Members are those of the JSON.
func (a *Attainment) Members() plainjson.Members {
	return plainjson.Members{
		"ttft", plainjson.Nullable(&a.TTFT), "tpot", plainjson.Nullable(&a.TPOT), "e2el", plainjson.Nullable(&a.E2EL),
		"all", &a.All,
	}
}
