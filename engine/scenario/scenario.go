// Package scenario is the versioned description of a run: which profile, which engine settings, which workload, which
// objectives. Field names, meanings and defaults are vLLM's own; the table in fields.go is their single truth, read by
// the JSON codec, the command line and the page alike.
package scenario

import (
	"math"

	"github.com/llmemu/playground/engine/scheduler"
)

// Version is the newest scenario version. Defaults belong to the version: changing one makes a new version with a
// migration (Upgrade), so that an old link keeps its meaning.
//
// Version 2 knows vLLM's version, and leaves to it what version 1 fixed at 2,048 tokens, 256 sequences and 0.9 of the memory
// and what becomes of requests that are too long, which version 1 clips. It knows the dtype of keys and values, and the server
// around the GPU.
const Version = 2

// Scenario is one complete run. The zero value of an optional field means "not given"; see Field.Absent for what that
// stands for. Obtain one with Default or Parse: the zero Scenario is not valid.
type Scenario struct {
	Version  int64
	Name     string
	Seed     int64 // of arrivals, lengths and sampled latencies
	Profile  string
	Engine   Engine
	Server   Server
	Workload Workload
	SLO      SLO
}

// Engine holds vLLM's engine arguments. From version 2 on, a 0 of the first two and of GPUMemoryUtilization is what vLLM
// chooses, see package servercfg.
type Engine struct {
	MaxNumSeqs                int64
	MaxNumBatchedTokens       int64   // tokens a step
	MaxModelLen               int64   // tokens; 0: the profile's own
	BlockSize                 int64   // tokens
	NumGPUBlocks              int64   // with the null block; 0: derived from the profile's memory
	GPUMemoryUtilization      float64 // share of the GPU's memory
	EnablePrefixCaching       bool
	EnableChunkedPrefill      bool
	LongPrefillTokenThreshold int64 // tokens; 0: off
	SchedulingPolicy          string
	AsyncScheduling           bool
	SchedulerReserveFullISL   bool
	VLLMVersion               string  // "": the profile's
	Watermark                 float64 // share of the blocks, below 1
	MaxNumScheduledTokens     int64   // tokens a step; 0: MaxNumBatchedTokens
	KVCacheDType              string  // of keys and values
}

// Budget is how many tokens a step may have.
func (e *Engine) Budget() int64 {
	if e.MaxNumScheduledTokens > 0 {
		return e.MaxNumScheduledTokens
	}
	return e.MaxNumBatchedTokens
}

// Server is what surrounds the GPU. What is not given is the profile's, see profile.Server.
type Server struct {
	FrontendMs            Optional // for each request, one after another
	FrontendMsPer1KTokens Optional // more of it for each 1,000 prompt tokens
	FrontendParallel      Optional // ms for each request, side by side
	HostMsPerStep         Optional
	HostUsPerSeq          Optional // more for each request of the step
}

// Optional is a number that may be absent, where 0 is a value like others.
type Optional struct {
	Value float64
	Given bool
}

// Workload holds the arguments of `vllm bench serve` that shape the requests and their arrivals.
type Workload struct {
	Dataset        string
	NumPrompts     int64 // 0: DefaultNumPrompts, or all of a recorded stream
	RequestRate    Rate
	Burstiness     float64
	MaxConcurrency int64 // 0: no limit
	OnTooLong      string

	RampUpStrategy string // "": none
	RampUpStartRPS float64
	RampUpEndRPS   float64

	RandomInputLen   int64
	RandomOutputLen  int64
	RandomRangeRatio float64

	LognormalInputMean  float64
	LognormalInputCV    float64
	LognormalOutputMean float64
	LognormalOutputCV   float64

	PrefixRepetitionPrefixLen   int64
	PrefixRepetitionSuffixLen   int64
	PrefixRepetitionNumPrefixes int64
	PrefixRepetitionOutputLen   int64

	Trace string // dataset "trace" alone: which one

	Requests []Request // dataset "requests" alone
}

// Request is one entry of an explicit request stream.
type Request struct {
	ArrivalS        float64 // seconds from the start of the run
	PromptLen       int64   // tokens
	OutputLen       int64   // tokens, end-of-sequence ignored
	Priority        int64   // lower is more urgent
	PrefixGroup     int64   // requests of one group share their first SharedPrefixLen tokens
	SharedPrefixLen int64   // tokens; 0: shares nothing
}

// SLO holds service-level objectives in milliseconds; 0 means none. A request meets the SLO when it meets all of them.
type SLO struct {
	TTFTMs float64
	TPOTMs float64
	E2ELMs float64
}

// Rate is a request rate in requests per second. 0 means "not given" (as fast as possible for generated workloads, its
// own pace for a recorded stream) and +Inf is vLLM's "inf".
type Rate float64

// Unlimited is vLLM's request_rate "inf": everything arrives at once.
var Unlimited = Rate(math.Inf(1))

// Default is the scenario of version 1 in which every field has its default (vLLM's), for the given profile.
func Default(profile string) *Scenario {
	return &Scenario{
		Version: 1,
		Profile: profile,
		Engine: Engine{
			MaxNumSeqs:              256,
			MaxNumBatchedTokens:     2048,
			BlockSize:               16,
			GPUMemoryUtilization:    0.9,
			EnablePrefixCaching:     true,
			EnableChunkedPrefill:    true,
			SchedulingPolicy:        scheduler.FCFS.String(),
			AsyncScheduling:         true,
			SchedulerReserveFullISL: true,
			KVCacheDType:            KVAuto,
		},
		Workload: Workload{
			Dataset:          DatasetRandom,
			Burstiness:       1,
			OnTooLong:        TooLongClip,
			RandomInputLen:   1024,
			RandomOutputLen:  128,
			RandomRangeRatio: 0,

			LognormalInputMean:  1024,
			LognormalInputCV:    1,
			LognormalOutputMean: 128,
			LognormalOutputCV:   1,

			PrefixRepetitionPrefixLen:   256,
			PrefixRepetitionSuffixLen:   256,
			PrefixRepetitionNumPrefixes: 10,
			PrefixRepetitionOutputLen:   128,

			Trace: TraceConversation,
		},
	}
}

// DefaultOf is the scenario of a version in which every field has its default.
func DefaultOf(version int64, profile string) *Scenario {
	s := Default(profile)
	s.Version = version
	if version >= 2 {
		s.Engine.MaxNumSeqs, s.Engine.MaxNumBatchedTokens, s.Engine.GPUMemoryUtilization = 0, 0, 0
		s.Workload.OnTooLong = TooLongReject
	}
	return s
}

// Upgrade makes s a scenario of the given version that means what it meant: values that it left to its own version's
// defaults are its own from then on. A scenario of that version or a newer one stays as it is.
func (s *Scenario) Upgrade(version int64) { s.Version = max(s.Version, version) }

// Values of engine.kv_cache_dtype. Where it is "auto" keys and values have the dtype that the profile was made with.
const (
	KVAuto     = "auto"
	KVBFloat16 = "bfloat16"
	KVFP8      = "fp8"
)

// Values of workload.on_too_long.
const (
	TooLongReject = "reject"
	TooLongClip   = "clip"
)

// Values of workload.dataset.
const (
	DatasetRandom           = "random"
	DatasetLognormal        = "lognormal"
	DatasetPrefixRepetition = "prefix_repetition"
	DatasetShareGPT         = "sharegpt"
	DatasetTrace            = "trace"
	DatasetRequests         = "requests"
)

// Values of workload.trace: production traffic of two Azure LLM services on 16 November 2023.
const (
	TraceConversation = "azure-2023-conversation"
	TraceCode         = "azure-2023-code"
)

// StreamShareGPT is the recorded stream of dataset "sharegpt".
const StreamShareGPT = "sharegpt-llama-3.1-8b"

// Values of workload.ramp_up_strategy.
const (
	RampLinear      = "linear"
	RampExponential = "exponential"
)

// Clone copies the scenario, the request stream included.
func (s *Scenario) Clone() *Scenario {
	c := *s
	c.Workload.Requests = append([]Request(nil), s.Workload.Requests...)
	return &c
}
