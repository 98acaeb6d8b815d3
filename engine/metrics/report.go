package metrics

import (
	"math"
	"slices"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
)

// Version is the emulator's version, as reports carry it.
const Version = "0.1.0"

// Setting is what a report needs to know of a run beside its log.
type Setting struct {
	Scenario     *scenario.Scenario
	Profile      *profile.Profile
	NumGPUBlocks int // the null block included

	// Idle is how long a request's prefill and decode would take on an engine that serves nothing else, in nanoseconds.
	Idle func(promptLen, tokens int32) (prefill, decode int64)
}

// Report evaluates the log of a finished run. Samples are sorted once and shared by all that is read from them.
type Report struct {
	log     *Log
	setting Setting

	ttft, tpot, itl, e2el *sample
}

// NewReport evaluates a finished run: every request in the log has all its tokens.
func NewReport(log *Log, setting Setting) *Report {
	return &Report{
		log:     log,
		setting: setting,
		ttft:    newSample(log.since(log.Sent, log.First)),
		tpot:    newSample(log.tpots()),
		itl:     log.itl(),
		e2el:    newSample(log.since(log.Sent, log.Last)),
	}
}

// Summary is the run's result. Date and WallMS, which the engine cannot know, are left for the caller.
func (r *Report) Summary() *Summary {
	log, w := r.log, &r.setting.Scenario.Workload
	n := len(log.Sent)
	input, output := sum(log.PromptLen), sum(log.Tokens)
	s := &Summary{
		Backend:              "llmemu",
		Label:                r.setting.Scenario.Name,
		ModelID:              r.setting.Profile.Model.ID,
		TokenizerID:          r.setting.Profile.Model.ID,
		NumPrompts:           n,
		RequestRate:          "inf",
		Burstiness:           w.Burstiness,
		Duration:             r.seconds(),
		Completed:            n,
		TotalInputTokens:     input,
		TotalOutputTokens:    output,
		RequestThroughput:    r.perSecond(int64(n)),
		OutputThroughput:     r.perSecond(output),
		TotalTokenThroughput: r.perSecond(input + output),
		MaxOutputTokensPerS:  log.maxTokensPerSecond(),
		MaxConcurrent:        log.maxConcurrent(),
		TTFT:                 r.ttft.stats(),
		TPOT:                 r.tpot.stats(),
		ITL:                  r.itl.stats(),
		E2EL:                 r.e2el.stats(),
		LLMEmu: LLMEmu{
			Version:           Version,
			Profile:           r.setting.Scenario.Profile,
			Seed:              r.setting.Scenario.Seed,
			Steps:             len(log.Start),
			Preemptions:       int(sum(log.Preemptions)),
			PreemptedRequests: countPositive(log.Preemptions),
			PrefixHitTokens:   sum(log.HitTokens),
			NumGPUBlocks:      r.setting.NumGPUBlocks,
			MaxKVUsage:        r.kvUsage(largest(log.UsedBlocks)),
			ExtrapolatedSteps: log.Extrapolated,
			Extrapolated:      log.excesses(r.setting.Profile.Range),
			Caveats:           Caveats(r.setting.Scenario, r.setting.Profile),
			SLOAttainment:     r.attainment(),
			Digest:            log.Digest(),
		},
	}
	if rate := float64(w.RequestRate); rate > 0 && !math.IsInf(rate, 1) {
		s.RequestRate = rate
	}
	if w.MaxConcurrency > 0 {
		s.MaxConcurrency = &w.MaxConcurrency
	}
	if a := s.LLMEmu.SLOAttainment; a != nil {
		goodput := a.All * s.RequestThroughput
		s.RequestGoodput = &goodput
	}
	return s
}

// seconds is the duration of the run, from its start to its last token.
func (r *Report) seconds() float64 { return float64(r.log.end()) / nsPerS }

// perSecond is a count over the duration of the run; 0 for a run without one.
func (r *Report) perSecond(n int64) float64 {
	seconds := r.seconds()
	if seconds == 0 {
		return 0
	}
	return float64(n) / seconds
}

// attainment is the share of requests that meet the SLO; a request without a TPOT meets any.
func (r *Report) attainment() *Attainment {
	slo := r.setting.Scenario.SLO
	if slo == (scenario.SLO{}) {
		return nil
	}
	a := &Attainment{}
	for _, part := range []struct {
		limit  float64
		sample *sample
		share  **float64
	}{{slo.TTFTMs, r.ttft, &a.TTFT}, {slo.TPOTMs, r.tpot, &a.TPOT}, {slo.E2ELMs, r.e2el, &a.E2EL}} {
		if part.limit > 0 {
			share := part.sample.share(part.limit)
			*part.share = &share
		}
	}
	met := 0
	for id := range r.log.Sent {
		if within(r.log.TTFT(id), slo.TTFTMs) && within(r.log.TPOT(id), slo.TPOTMs) && within(r.log.E2E(id), slo.E2ELMs) {
			met++
		}
	}
	a.All = float64(met) / float64(len(r.log.Sent))
	return a
}

func within(v, limit float64) bool { return limit == 0 || math.IsNaN(v) || v <= limit }

// kvUsage is the share of the pool's usable blocks.
func (r *Report) kvUsage(blocks int32) float64 {
	return float64(blocks) / float64(r.setting.NumGPUBlocks-1)
}

// end is the time of the last token.
func (l *Log) end() int64 {
	if len(l.Last) == 0 {
		return 0
	}
	return slices.Max(l.Last)
}

// maxTokensPerSecond and maxConcurrent count by whole seconds from the first send, as vLLM's benchmark does.
func (l *Log) maxTokensPerSecond() float64 {
	seconds := l.seconds()
	tokens := make([]int64, len(seconds))
	for k, n := range l.Outputs {
		tokens[l.second(l.End[k])] += int64(n)
	}
	return float64(slices.Max(tokens))
}

func (l *Log) maxConcurrent() int {
	change := l.seconds()
	for id := range l.Sent {
		change[l.second(l.Sent[id])]++
		change[l.second(l.Last[id])+1]--
	}
	most, now := 0, 0
	for _, c := range change {
		now += c
		most = max(most, now)
	}
	return most
}

func (l *Log) seconds() []int { return make([]int, l.second(l.end())+2) }

// second counts from the first send. Unsigned: that is a division and no more, on every platform.
func (l *Log) second(at int64) int { return int(uint64(at-l.Sent[0]) / nsPerS) }

func sum(values []int32) int64 {
	total := int64(0)
	for _, v := range values {
		total += int64(v)
	}
	return total
}

func countPositive(values []int32) int {
	n := 0
	for _, v := range values {
		if v > 0 {
			n++
		}
	}
	return n
}

func largest(values []int32) int32 {
	if len(values) == 0 {
		return 0
	}
	return slices.Max(values)
}
