package scenario

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

// Kind is the type of a field's value.
type Kind int

// Kinds of fields.
const (
	Int Kind = iota
	Float
	Bool
	Enum
	Text
	RateKind // a number of requests per second or "inf"
)

// Field describes one scalar field of a scenario: its vLLM name, what it means, and what it may hold.
type Field struct {
	Group   string   // "" or one of groups
	Name    string   // vLLM's own name
	Kind    Kind     //
	Min     float64  // smallest value allowed
	Max     float64  // largest value allowed
	OpenMax bool     // Max itself is not allowed
	Options []string // of an Enum
	Unit    string   // "", "tok", "req/s", "ms", …
	Doc     string   // one sentence
	Absent  string   // for an optional field: what its absence means; "" where the field always has a value
	Chosen  string   // the same from version 2 on, for a field that has a default in version 1
	Since   int64    // the scenario version in which it appeared; 0 for the first
	Dataset string   // the one workload.dataset that reads it; "" where all do

	at func(*Scenario) any // pointer to the value inside s
}

// Path names the field as error messages and links do: "engine.max_num_seqs".
func (f *Field) Path() string {
	if f.Group == "" {
		return f.Name
	}
	return f.Group + "." + f.Name
}

// Absence says what it means in s that the field is absent; "" where it has to have a value.
func (f *Field) Absence(s *Scenario) string {
	if f.Chosen != "" && s.Version >= 2 {
		return f.Chosen
	}
	return f.Absent
}

// Optional says whether the field may be absent in s (null in JSON, an empty input in the page).
func (f *Field) Optional(s *Scenario) bool { return f.Absence(s) != "" }

// Known says whether the version of s has the field.
func (f *Field) Known(s *Scenario) bool { return f.Since <= s.Version }

// Allowed spells the values the field takes, for messages and hints.
func (f *Field) Allowed() string {
	switch f.Kind {
	case Bool:
		return "true or false"
	case Enum:
		return "one of " + strings.Join(f.Options, ", ")
	case Text:
		return message.Sprintf("text of at most %d bytes", int(f.Max))
	}
	text := format.Plain(f.Min) + " to " + format.Plain(f.Max)
	if f.OpenMax {
		text = format.Plain(f.Min) + " to below " + format.Plain(f.Max)
	}
	if f.Kind == Int {
		text = "a whole number, " + text
	}
	if f.Kind == RateKind {
		text += `, or "inf"`
	}
	return text
}

// chosen is what the absence of a limit means that vLLM sets by card and version.
const chosen = "what vllm serve chooses for the card"

// ofProfile is what the absence of a field means that the profile knows.
const ofProfile = "the profile's"

// groups are the objects of a scenario, in the order of the page and of the canonical JSON.
var groups = []string{"engine", "server", "workload", "slo"}

// fields is the table. Order is the order of the page and of the canonical JSON.
var fields = []Field{
	{Name: "name", Kind: Text, Max: 200, Absent: "untitled",
		Doc: "A title for the run.", at: func(s *Scenario) any { return &s.Name }},
	{Name: "seed", Kind: Int, Min: 0, Max: 1<<53 - 1,
		Doc: "Seeds arrivals, lengths and sampled latencies: the same seed gives the same run.", at: func(s *Scenario) any { return &s.Seed }},
	{Name: "profile", Kind: Text, Max: 100,
		Doc: "The measured GPU and model whose step latencies drive the engine.", at: func(s *Scenario) any { return &s.Profile }},

	{Group: "engine", Name: "max_num_seqs", Kind: Int, Min: 1, Max: 65536, Chosen: chosen,
		Doc: "Most sequences that run in one step.", at: func(s *Scenario) any { return &s.Engine.MaxNumSeqs }},
	{Group: "engine", Name: "max_num_batched_tokens", Kind: Int, Min: 1, Max: 1 << 20, Unit: "tok", Chosen: chosen,
		Doc: "Token budget of one step, shared by prefill and decode.", at: func(s *Scenario) any { return &s.Engine.MaxNumBatchedTokens }},
	{Group: "engine", Name: "num_gpu_blocks", Kind: Int, Min: 2, Max: 1 << 24, Absent: "derived from gpu_memory_utilization",
		Doc: "Blocks in the KV pool, the reserved null block included.", at: func(s *Scenario) any { return &s.Engine.NumGPUBlocks }},
	{Group: "engine", Name: "block_size", Kind: Int, Min: 1, Max: 4096, Unit: "tok",
		Doc: "Tokens that one KV block holds.", at: func(s *Scenario) any { return &s.Engine.BlockSize }},
	{Group: "engine", Name: "enable_prefix_caching", Kind: Bool,
		Doc: "Reuse the KV blocks of an equal prefix.", at: func(s *Scenario) any { return &s.Engine.EnablePrefixCaching }},
	{Group: "engine", Name: "enable_chunked_prefill", Kind: Bool,
		Doc: "Split a prompt that exceeds the budget left in a step; off, it waits for a step with room.", at: func(s *Scenario) any { return &s.Engine.EnableChunkedPrefill }},
	{Group: "engine", Name: "async_scheduling", Kind: Bool,
		Doc: "Schedule step k+1 while step k runs.", at: func(s *Scenario) any { return &s.Engine.AsyncScheduling }},
	{Group: "engine", Name: "max_model_len", Kind: Int, Min: 2, Max: 1 << 24, Unit: "tok", Absent: "the profile's own",
		Doc: "Most tokens of a sequence, prompt and output together.", at: func(s *Scenario) any { return &s.Engine.MaxModelLen }},
	{Group: "engine", Name: "gpu_memory_utilization", Kind: Float, Min: 0.01, Max: 1, Chosen: "what vllm serve chooses in this version",
		Doc: "Share of the GPU's memory that weights and KV pool may use.", at: func(s *Scenario) any { return &s.Engine.GPUMemoryUtilization }},
	{Group: "engine", Name: "long_prefill_token_threshold", Kind: Int, Min: 0, Max: 1 << 20, Unit: "tok",
		Doc: "Most tokens one request may prefill in a step; 0 sets no limit.", at: func(s *Scenario) any { return &s.Engine.LongPrefillTokenThreshold }},
	{Group: "engine", Name: "scheduling_policy", Kind: Enum, Options: scheduler.PolicyNames(),
		Doc: "Who is admitted first and who is preempted: arrival order, or the request's priority.", at: func(s *Scenario) any { return &s.Engine.SchedulingPolicy }},
	{Group: "engine", Name: "scheduler_reserve_full_isl", Kind: Bool,
		Doc: "Admit a prompt only when the pool has room for all of it, not just its first chunk.", at: func(s *Scenario) any { return &s.Engine.SchedulerReserveFullISL }},
	{Group: "engine", Name: "vllm_version", Kind: Enum, Options: scheduler.VersionNames(), Since: 2, Absent: "the profile's",
		Doc: "Whose scheduler decides, and whose defaults stand where a setting is absent.", at: func(s *Scenario) any { return &s.Engine.VLLMVersion }},
	{Group: "engine", Name: "watermark", Kind: Float, Min: 0, Max: 1, OpenMax: true, Since: 2,
		Doc: "Share of the KV blocks that an admission leaves free while requests run; vLLM 0.28 has it.", at: func(s *Scenario) any { return &s.Engine.Watermark }},
	{Group: "engine", Name: "max_num_scheduled_tokens", Kind: Int, Min: 1, Max: 1 << 20, Unit: "tok", Since: 2, Absent: "max_num_batched_tokens",
		Doc: "Most tokens that the scheduler gives out in a step, where they are to be fewer than max_num_batched_tokens.", at: func(s *Scenario) any { return &s.Engine.MaxNumScheduledTokens }},
	{Group: "engine", Name: "kv_cache_dtype", Kind: Enum, Options: []string{KVAuto, KVBFloat16, KVFP8}, Since: 2,
		Doc: "What a key or a value is stored in: fp8 halves the bytes of a KV block, so that the pool holds twice as many tokens.", at: func(s *Scenario) any { return &s.Engine.KVCacheDType }},

	{Group: "server", Name: "frontend_ms", Kind: Float, Min: 0, Max: 60_000, Unit: "ms", Since: 2, Absent: ofProfile,
		Doc: "What the frontend (HTTP, tokenising, handing over) takes for each request, one after another.", at: func(s *Scenario) any { return &s.Server.FrontendMs }},
	{Group: "server", Name: "frontend_ms_per_1k_tokens", Kind: Float, Min: 0, Max: 60_000, Unit: "ms", Since: 2, Absent: ofProfile,
		Doc: "More of it for each 1,000 prompt tokens.", at: func(s *Scenario) any { return &s.Server.FrontendMsPer1KTokens }},
	{Group: "server", Name: "frontend_parallel", Kind: Float, Min: 0, Max: 60_000, Unit: "ms", Since: 2, Absent: ofProfile,
		Doc: "What the frontend takes for each request besides, side by side with others.", at: func(s *Scenario) any { return &s.Server.FrontendParallel }},
	{Group: "server", Name: "host_ms_per_step", Kind: Float, Min: 0, Max: 1000, Unit: "ms", Since: 2, Absent: ofProfile,
		Doc: "How long the CPU keeps the GPU waiting in every step.", at: func(s *Scenario) any { return &s.Server.HostMsPerStep }},
	{Group: "server", Name: "host_us_per_seq", Kind: Float, Min: 0, Max: 100_000, Unit: "µs", Since: 2, Absent: ofProfile,
		Doc: "How much longer for each request of the step.", at: func(s *Scenario) any { return &s.Server.HostUsPerSeq }},

	{Group: "workload", Name: "dataset", Kind: Enum, Options: []string{DatasetRandom, DatasetLognormal, DatasetPrefixRepetition, DatasetShareGPT, DatasetTrace, DatasetRequests},
		Doc: "Where prompt and output lengths come from.", at: func(s *Scenario) any { return &s.Workload.Dataset }},
	{Group: "workload", Name: "trace", Kind: Enum, Options: []string{TraceConversation, TraceCode}, Dataset: DatasetTrace,
		Doc: "Which recorded trace of production traffic to send.", at: func(s *Scenario) any { return &s.Workload.Trace }},
	{Group: "workload", Name: "num_prompts", Kind: Int, Min: 1, Max: MaxRequests, Absent: "1,000, or all of a recorded stream",
		Doc: "Requests to send; a recorded stream is cut to it.", at: func(s *Scenario) any { return &s.Workload.NumPrompts }},
	{Group: "workload", Name: "request_rate", Kind: RateKind, Min: 0.001, Max: 1e6, Unit: "req/s", Absent: "inf, or the recorded pace of a stream",
		Doc: "Mean arrival rate; a recorded stream is stretched to it.", at: func(s *Scenario) any { return &s.Workload.RequestRate }},
	{Group: "workload", Name: "burstiness", Kind: Float, Min: 0.01, Max: 1000,
		Doc: "Shape of the gamma gaps between arrivals: 1 is Poisson, below 1 bursty, above 1 regular.", at: func(s *Scenario) any { return &s.Workload.Burstiness }},
	{Group: "workload", Name: "max_concurrency", Kind: Int, Min: 1, Max: MaxRequests, Absent: "no limit",
		Doc: "Most requests in flight; the client holds back the rest.", at: func(s *Scenario) any { return &s.Workload.MaxConcurrency }},
	{Group: "workload", Name: "on_too_long", Kind: Enum, Options: []string{TooLongReject, TooLongClip}, Since: 2,
		Doc: "What becomes of a request whose prompt and output exceed max_model_len: vLLM's server rejects it, an engine that is fed directly clips its output.", at: func(s *Scenario) any { return &s.Workload.OnTooLong }},
	{Group: "workload", Name: "ramp_up_strategy", Kind: Enum, Options: []string{RampLinear, RampExponential}, Absent: "none",
		Doc: "Let the rate move from ramp_up_start_rps to ramp_up_end_rps over the requests.", at: func(s *Scenario) any { return &s.Workload.RampUpStrategy }},
	{Group: "workload", Name: "ramp_up_start_rps", Kind: Float, Min: 0.001, Max: 1e6, Unit: "req/s", Absent: "none",
		Doc: "Rate of the first request under a ramp.", at: func(s *Scenario) any { return &s.Workload.RampUpStartRPS }},
	{Group: "workload", Name: "ramp_up_end_rps", Kind: Float, Min: 0.001, Max: 1e6, Unit: "req/s", Absent: "none",
		Doc: "Rate of the last request under a ramp.", at: func(s *Scenario) any { return &s.Workload.RampUpEndRPS }},
	{Group: "workload", Name: "random_input_len", Kind: Int, Min: 1, Max: 1 << 24, Unit: "tok", Dataset: DatasetRandom,
		Doc: "Prompt length.", at: func(s *Scenario) any { return &s.Workload.RandomInputLen }},
	{Group: "workload", Name: "random_output_len", Kind: Int, Min: 1, Max: 1 << 24, Unit: "tok", Dataset: DatasetRandom,
		Doc: "Output length.", at: func(s *Scenario) any { return &s.Workload.RandomOutputLen }},
	{Group: "workload", Name: "random_range_ratio", Kind: Float, Min: 0, Max: 1, OpenMax: true, Dataset: DatasetRandom,
		Doc: "Lengths are uniform within this share around their value.", at: func(s *Scenario) any { return &s.Workload.RandomRangeRatio }},
	{Group: "workload", Name: "lognormal_input_mean", Kind: Float, Min: 1, Max: 1 << 24, Unit: "tok", Dataset: DatasetLognormal,
		Doc: "Mean prompt length.", at: func(s *Scenario) any { return &s.Workload.LognormalInputMean }},
	{Group: "workload", Name: "lognormal_input_cv", Kind: Float, Min: 0, Max: 10, Dataset: DatasetLognormal,
		Doc: "Coefficient of variation of prompt lengths.", at: func(s *Scenario) any { return &s.Workload.LognormalInputCV }},
	{Group: "workload", Name: "lognormal_output_mean", Kind: Float, Min: 1, Max: 1 << 24, Unit: "tok", Dataset: DatasetLognormal,
		Doc: "Mean output length.", at: func(s *Scenario) any { return &s.Workload.LognormalOutputMean }},
	{Group: "workload", Name: "lognormal_output_cv", Kind: Float, Min: 0, Max: 10, Dataset: DatasetLognormal,
		Doc: "Coefficient of variation of output lengths.", at: func(s *Scenario) any { return &s.Workload.LognormalOutputCV }},
	{Group: "workload", Name: "prefix_repetition_prefix_len", Kind: Int, Min: 1, Max: 1 << 24, Unit: "tok", Dataset: DatasetPrefixRepetition,
		Doc: "Tokens that the requests of one prefix share.", at: func(s *Scenario) any { return &s.Workload.PrefixRepetitionPrefixLen }},
	{Group: "workload", Name: "prefix_repetition_suffix_len", Kind: Int, Min: 1, Max: 1 << 24, Unit: "tok", Dataset: DatasetPrefixRepetition,
		Doc: "Tokens of a prompt after its shared prefix.", at: func(s *Scenario) any { return &s.Workload.PrefixRepetitionSuffixLen }},
	{Group: "workload", Name: "prefix_repetition_num_prefixes", Kind: Int, Min: 1, Max: MaxRequests, Dataset: DatasetPrefixRepetition,
		Doc: "Number of distinct prefixes, each used equally often.", at: func(s *Scenario) any { return &s.Workload.PrefixRepetitionNumPrefixes }},
	{Group: "workload", Name: "prefix_repetition_output_len", Kind: Int, Min: 1, Max: 1 << 24, Unit: "tok", Dataset: DatasetPrefixRepetition,
		Doc: "Output length.", at: func(s *Scenario) any { return &s.Workload.PrefixRepetitionOutputLen }},

	{Group: "slo", Name: "ttft_ms", Kind: Float, Min: 0.001, Max: 1e9, Unit: "ms", Absent: "none",
		Doc: "Longest TTFT that meets the SLO.", at: func(s *Scenario) any { return &s.SLO.TTFTMs }},
	{Group: "slo", Name: "tpot_ms", Kind: Float, Min: 0.001, Max: 1e9, Unit: "ms", Absent: "none",
		Doc: "Longest TPOT that meets the SLO.", at: func(s *Scenario) any { return &s.SLO.TPOTMs }},
	{Group: "slo", Name: "e2el_ms", Kind: Float, Min: 0.001, Max: 1e9, Unit: "ms", Absent: "none",
		Doc: "Longest E2E latency that meets the SLO.", at: func(s *Scenario) any { return &s.SLO.E2ELMs }},
}

// MaxRequests is the largest number of requests in a run.
const MaxRequests = 1_000_000

// Fields lists every scalar field in page order. The slice is shared: do not change it.
func Fields() []Field { return fields }

// FieldAt finds a field by its path ("engine.max_num_seqs"), nil where there is none.
func FieldAt(path string) *Field {
	for i := range fields {
		if fields[i].Path() == path {
			return &fields[i]
		}
	}
	return nil
}

// Error is a value that a scenario cannot have. It names the field, so that a form can show it there.
type Error struct {
	Path    string // "engine.max_num_seqs", "workload.requests[3].prompt_len"; "" where no field is at fault
	Message string // what is wrong and what is allowed
}

func (e *Error) Error() string {
	if e.Path == "" {
		return e.Message
	}
	return e.Path + ": " + e.Message
}

func (f *Field) errorf(format string, args ...any) error {
	return &Error{Path: f.Path(), Message: message.Sprintf(format, args...) + "; allowed: " + f.Allowed()}
}

// Text is the field's value as an input shows it and SetText reads it; "" where an optional field is absent.
func (f *Field) Text(s *Scenario) string {
	switch p := f.at(s).(type) {
	case *string:
		return *p
	case *bool:
		return strconv.FormatBool(*p)
	case *int64:
		if *p == 0 && f.Optional(s) {
			return ""
		}
		return strconv.FormatInt(*p, 10)
	case *float64:
		if *p == 0 && f.Optional(s) {
			return ""
		}
		return formatFloat(*p)
	case *Optional:
		if !p.Given {
			return ""
		}
		return formatFloat(p.Value)
	case *Rate:
		switch {
		case *p == 0:
			return ""
		case *p == Unlimited:
			return "inf"
		}
		return formatFloat(float64(*p))
	}
	panic("scenario: field " + f.Path() + " has no text form")
}

// MaxValueText bounds what SetText looks at: no number or choice is longer, and a title is cut by its own limit.
const MaxValueText = 400

// SetText reads text into the field. Thousands commas and surrounding space are accepted. On error s is unchanged and
// the error is an *Error that names the field and the allowed range.
func (f *Field) SetText(s *Scenario, text string) error {
	if err := f.checkKnown(s); err != nil {
		return err
	}
	if len(text) > MaxValueText {
		return f.errorf("%s bytes of text", format.Count(len(text)))
	}
	text = strings.TrimSpace(text)
	if text == "" && f.Kind != Text {
		if !f.Optional(s) {
			return f.errorf("a value is needed")
		}
		f.clear(s)
		return nil
	}
	switch f.Kind {
	case Bool:
		if text != "true" && text != "false" {
			return f.errorf("%q", text)
		}
		*f.at(s).(*bool) = text == "true"
		return nil
	case Enum, Text:
		return f.setString(s, text)
	}
	if f.Kind == RateKind && slices.Contains([]string{"inf", "Inf", "INF"}, text) {
		*f.at(s).(*Rate) = Unlimited
		return nil
	}
	// A reader may copy a number as the page writes it: with commas and a true minus.
	v, err := strconv.ParseFloat(strings.NewReplacer(",", "", "\u2212", "-").Replace(text), 64)
	if err != nil {
		return f.errorf("%q is not a number", text)
	}
	return f.setNumber(s, v, text)
}

// checkKnown refuses a field that the scenario's version does not have.
func (f *Field) checkKnown(s *Scenario) error {
	if f.Known(s) {
		return nil
	}
	return &Error{Path: f.Path(), Message: message.Sprintf("needs a scenario of version %d, and this one is of version %d", f.Since, s.Version)}
}

func (f *Field) setString(s *Scenario, v string) error {
	if f.Kind == Text {
		if len(v) > int(f.Max) {
			return f.errorf("%d bytes of text", len(v))
		}
		*f.at(s).(*string) = v
		return nil
	}
	for _, option := range f.Options {
		if v == option {
			*f.at(s).(*string) = v
			return nil
		}
	}
	return f.errorf("%q", v)
}

// setNumber takes a number, which was written like that.
func (f *Field) setNumber(s *Scenario, v float64, written string) error {
	if math.IsNaN(v) || v < f.Min || v > f.Max || f.OpenMax && v == f.Max {
		return f.errorf("%s", echo(v, written))
	}
	switch p := f.at(s).(type) {
	case *int64:
		if v != math.Trunc(v) {
			return f.errorf("%s", echo(v, written))
		}
		*p = int64(v)
	case *float64:
		*p = v
	case *Optional:
		*p = Optional{Value: v, Given: true}
	case *Rate:
		*p = Rate(v)
	}
	return nil
}

func (f *Field) clear(s *Scenario) {
	switch p := f.at(s).(type) {
	case *string:
		*p = ""
	case *int64:
		*p = 0
	case *float64:
		*p = 0
	case *Optional:
		*p = Optional{}
	case *Rate:
		*p = 0
	}
}

// Same says whether a and b hold the same value of the field.
func (f *Field) Same(a, b *Scenario) bool { return f.Text(a) == f.Text(b) }

func formatFloat(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// echo writes a number that was refused: as it was written where a float holds another in its place, or none.
func echo(v float64, written string) string {
	const exact = 1 << 53 // whole numbers below have a float each
	if math.Abs(v) < exact {
		return format.Plain(v)
	}
	return message.Name(written)
}
