package metrics

import (
	"math"
	"slices"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/workload"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
	"github.com/llmemu/playground/internal/stats"
)

// Version is the emulator's version, as reports carry it.
const Version = "0.1.0"

// Setting is what a report needs to know of a run beside its log.
type Setting struct {
	Scenario     *scenario.Scenario // as vLLM runs it: nothing that vLLM chooses is absent
	Profile      *profile.Profile
	NumGPUBlocks int // the null block included
	MaxModelLen  int
	Caveats      []Caveat // beside those of what the profile measured
	Rejected     []workload.Rejection

	// Idle is how long a request's prefill and decode would take on an engine that serves nothing else, in nanoseconds.
	Idle func(promptLen, tokens int32) (prefill, decode int64)
}

// Report evaluates the log of a finished run. Samples are sorted once and shared by all that is read from them.
type Report struct {
	log     *Log
	setting Setting
	totals  Totals

	ttft, tpot, itl, e2el *stats.Sample
}

// NewReport evaluates a finished run: every request in the log has all its tokens.
func NewReport(log *Log, setting Setting) *Report {
	return &Report{
		log:     log,
		setting: setting,
		totals:  log.Totals(&setting),
		ttft:    stats.NewSample(log.since(log.Sent, log.First)),
		tpot:    stats.NewSample(log.tpots()),
		itl:     stats.NewWeighted(log.GapLengths()),
		e2el:    stats.NewSample(log.since(log.Sent, log.Last)),
	}
}

// Summary is the run's result. Date and WallMS, which the engine cannot know, are left for the caller.
func (r *Report) Summary() *Summary {
	log, t, w := r.log, &r.totals, &r.setting.Scenario.Workload
	n := len(log.Sent)
	failed := r.setting.Failed()
	s := &Summary{
		Backend:              "llmemu",
		EndpointType:         "llmemu",
		Label:                r.setting.Scenario.Name,
		ModelID:              r.setting.Profile.Model.ID,
		TokenizerID:          r.setting.Profile.Model.ID,
		NumPrompts:           n + failed,
		RequestRate:          "inf",
		Burstiness:           w.Burstiness,
		Duration:             t.Seconds,
		Completed:            n,
		Failed:               failed,
		TotalInputTokens:     t.Input,
		TotalOutputTokens:    t.Output,
		RequestThroughput:    t.RequestsPerS,
		OutputThroughput:     t.OutputPerS,
		TotalTokenThroughput: t.TokensPerS,
		MaxOutputTokensPerS:  log.maxTokensPerSecond(),
		MaxConcurrent:        log.maxConcurrent(),
		TTFT:                 statsOf(r.ttft),
		TPOT:                 statsOf(r.tpot),
		ITL:                  statsOf(r.itl),
		E2EL:                 statsOf(r.e2el),
		LLMEmu: LLMEmu{
			Version:           Version,
			Profile:           r.setting.Scenario.Profile,
			Seed:              r.setting.Scenario.Seed,
			Steps:             len(log.Start),
			Preemptions:       int(t.Preemptions),
			PreemptedRequests: countPositive(log.Preemptions),
			PrefixHitTokens:   sum(log.HitTokens),
			PrefixHitsResumed: sum(log.HitsAgain),
			NumGPUBlocks:      r.setting.NumGPUBlocks,
			MaxKVUsage:        t.PeakKV,
			ExtrapolatedSteps: log.Extrapolated,
			Extrapolated:      log.excesses(r.setting.Profile.Range),
			Engine:            engineOf(&r.setting),
			Server:            r.server(),
			Caveats:           append(Caveats(r.setting.Scenario, r.setting.Profile), r.setting.Caveats...),
			Rejected:          rejections(r.setting.Rejected),
			SLOAttainment:     log.Attainment(r.setting.Scenario.SLO, failed),
			Digest:            log.Digest(),
		},
	}
	s.E2ELWithQueue = s.E2EL // without max_concurrency nobody waits
	s.LLMEmu.Steady = log.Steady(&r.setting)
	s.LLMEmu.Verdict = verdict(s.LLMEmu.Steady, &r.setting, n, s.LLMEmu.SLOAttainment)
	if rate := float64(w.RequestRate); rate > 0 && !math.IsInf(rate, 1) {
		s.RequestRate = rate
	}
	if w.MaxConcurrency > 0 {
		s.MaxConcurrency = &w.MaxConcurrency
		s.ClientQueue = statsOf(stats.NewSample(log.since(log.Arrival, log.Sent)))
		s.E2ELWithQueue = statsOf(stats.NewSample(log.since(log.Arrival, log.Last)))
	}
	if asked, held := int(w.NumPrompts), n+failed; asked > held {
		s.NumPrompts = asked
		s.LLMEmu.Caveats = append(s.LLMEmu.Caveats, Caveat{"workload.num_prompts", fewer(w, asked, held)})
	}
	if w.RampUpStrategy != "" {
		s.RampUp, s.RampUpStart, s.RampUpEnd = &w.RampUpStrategy, &w.RampUpStartRPS, &w.RampUpEndRPS
	}
	if a := s.LLMEmu.SLOAttainment; a != nil {
		goodput := t.Goodput(a)
		s.RequestGoodput = &goodput
	}
	return s
}

// fewer says why a workload has fewer requests than were asked for.
func fewer(w *scenario.Workload, asked, held int) string {
	if w.Recorded() {
		return message.Sprintf("num_prompts %s: the recorded stream has %s requests, and each is sent once", format.Count(asked), format.Count(held))
	}
	return message.Sprintf("num_prompts %s: %s requests use each of the %s prefixes equally often", format.Count(asked), format.Count(held),
		format.Count(w.PrefixRepetitionNumPrefixes))
}

// end is the time of the last token.
func (l *Log) end() int64 {
	if len(l.Last) == 0 {
		return 0
	}
	return slices.Max(l.Last)
}

// maxTokensPerSecond counts by whole seconds from the first send, as vLLM's benchmark does. Steps end in order: no second
// without one is looked at, however long the run.
func (l *Log) maxTokensPerSecond() float64 {
	most, tokens, second := int64(0), int64(0), int64(0)
	for k, n := range l.Outputs {
		if at := l.second(l.End[k]); at != second {
			tokens, second = 0, at
		}
		tokens += int64(n)
		most = max(most, tokens)
	}
	return float64(most)
}

// second counts from the first send. Unsigned: that is a division and no more, on every platform.
func (l *Log) second(at int64) int64 { return int64(uint64(at-l.Sent[0]) / nsPerS) }

// maxConcurrent is the most requests that were in flight at any moment. Where one ends as another is sent, the seat changes
// hands. Requests are sent in order, and steps end in order.
func (l *Log) maxConcurrent() int {
	ended := l.ended()
	most, now, k := 0, 0, 0
	for _, at := range l.Sent {
		for ; k < len(l.End) && l.End[k] <= at; k++ {
			now -= int(ended[k])
		}
		now++
		most = max(most, now)
	}
	return most
}

// ended counts the requests that ended, by the step that gave them their last token.
func (l *Log) ended() []int32 {
	steps := make([]int32, len(l.End))
	for _, k := range l.lastStep[:l.arrived] {
		steps[k]++
	}
	return steps
}

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
