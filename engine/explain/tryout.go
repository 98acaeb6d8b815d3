package explain

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/engine/servercfg"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/stats"
)

// A setting is tried with as many seeds, on runs of up to so many requests: the reader waits for it.
const (
	tryoutSeeds    = 3
	tryoutRequests = 3_000
)

// gain is how much better than the run with the same seed a tried one has to be at the mean, beside being better beyond the noise.
const gain = 0.01

// setting is a value for a field of the scenario.
type setting struct{ path, value string }

// text is the value for people: a whole number with thousands commas.
func (s setting) text() string {
	if scenario.FieldAt(s.path).Kind == scenario.Int {
		return format.Groups(s.value)
	}
	return s.value
}

// tryout is an action that gives more of what requests wait for, and a sentence that says what comes of it and what it costs. It
// is offered where the latency's p99 or the goodput improves by more than the seeds make of it; of several ways the best. There is
// none for a long run, which nobody would wait for, and for what vLLM or the card refuses.
func (s *Session) tryout(limit scheduler.Limit, metric string) (action Action, sentence string, ok bool) {
	if limit == scheduler.NoLimit || s.Requests() > tryoutRequests {
		return Action{}, "", false
	}
	var best setting
	var after []*metrics.Summary
	for _, more := range s.more(limit) {
		tried := s.tried(more)
		if tried == nil || !s.improves(tried, metric) {
			continue
		}
		if after == nil || better(tried[0], after[0], metric) {
			best, after = more, tried
		}
	}
	if after == nil {
		return Action{}, "", false
	}
	action = Action{Label: "Try " + best.text(), Step: none, Path: best.path, Value: best.value}
	return action, " With " + scenario.FieldAt(best.path).Name + " " + best.text() + ", " + s.outcome(after[0], metric), true
}

// outcome says what a setting comes to, with the run's own seed: what gets better, and what that costs. What reads the same is left out.
func (s *Session) outcome(after *metrics.Summary, metric string) string {
	before := s.runs()[0]
	var gains, costs []string
	add := func(name, now, was string, better bool) {
		switch text := name + now + ", not " + was; {
		case now == was:
		case better:
			gains = append(gains, text)
		default:
			costs = append(costs, text)
		}
	}
	for i, m := range []string{metric, "ttft_ms", "tpot_ms"} {
		if i == 0 || m != metric {
			now, was := *after.Stat(m, "p99"), *before.Stat(m, "p99")
			add(metricNames[m]+" p99 is ", format.Duration(now), format.Duration(was), now < was)
		}
	}
	if after.RequestGoodput != nil {
		now, was := *after.RequestGoodput, *before.RequestGoodput
		add("goodput is ", format.Number(now)+"\u00a0req/s", format.Number(was)+"\u00a0req/s", now > was)
	}
	text := strings.Join(gains, "; ") + "."
	if len(costs) > 0 {
		text += " It costs: " + strings.Join(costs, "; ") + "."
	}
	return text
}

var metricNames = map[string]string{"ttft_ms": "TTFT", "tpot_ms": "TPOT", "e2el_ms": "E2E"}

// runs are the run itself, and the same with the seeds after its own.
func (s *Session) runs() []*metrics.Summary {
	if s.seeds == nil {
		s.seeds = append(s.seeds, s.run.Report().Summary())
		for seed := int64(1); seed < tryoutSeeds; seed++ {
			if sum := emulate(s.in, s.in.Scenario, seed); sum != nil {
				s.seeds = append(s.seeds, sum)
			}
		}
	}
	return s.seeds
}

// improves says whether tried runs are better than those with the same seeds.
func (s *Session) improves(tried []*metrics.Summary, metric string) bool {
	return s.beyondNoise(tried, func(sum *metrics.Summary) float64 { return -*sum.Stat(metric, "p99") }) ||
		tried[0].RequestGoodput != nil && s.beyondNoise(tried, func(sum *metrics.Summary) float64 { return *sum.RequestGoodput })
}

// beyondNoise says whether a figure that is good when high is higher, by a 95 % interval over the seeds.
func (s *Session) beyondNoise(tried []*metrics.Summary, figure func(*metrics.Summary) float64) bool {
	runs := s.runs()
	if len(runs) != len(tried) {
		return false
	}
	differences := make([]float64, len(tried))
	for i := range tried {
		differences[i] = figure(tried[i]) - figure(runs[i])
	}
	mean, margin := stats.Interval(differences)
	least := float64(gain * math.Abs(figure(runs[0])))
	return mean-margin > 0 && mean > least && differences[0] > least // the reader sees the run's own seed
}

// better says whether a comes to more than b: the latency's p99, and where that is the same E2E's.
func better(a, b *metrics.Summary, metric string) bool {
	if x, y := *a.Stat(metric, "p99"), *b.Stat(metric, "p99"); x != y {
		return x < y
	}
	return a.E2EL.P99 < b.E2EL.P99
}

// tried are the runs of a setting with all seeds; nil for a value that is refused, or that vLLM would or may refuse.
func (s *Session) tried(to setting) []*metrics.Summary {
	sc := s.in.Scenario.Clone()
	field := scenario.FieldAt(to.path)
	sc.Upgrade(field.Since)
	if field.SetText(sc, to.value) != nil || sc.Validate() != nil || s.objects(sc) {
		return nil
	}
	var list []*metrics.Summary
	for seed := range int64(len(s.runs())) {
		sum := emulate(s.in, sc, seed)
		if sum == nil {
			return nil
		}
		list = append(list, sum)
	}
	return list
}

// objects says whether vLLM would, or may, refuse a scenario for another reason than it has against the run already.
func (s *Session) objects(to *scenario.Scenario) bool {
	in := s.in
	in.Scenario = to
	started, err := engine.Start(in)
	if err != nil {
		return true
	}
	for i := range started.Findings {
		f := &started.Findings[i]
		known := slices.ContainsFunc(s.run.Started().Findings, func(old servercfg.Finding) bool { return old.Path == f.Path && old.Kind == f.Kind })
		if !known && (f.Kind == servercfg.Refuse || f.Kind == servercfg.Doubt) {
			return true
		}
	}
	return false
}

// emulate runs a scenario with the seed that many after its own; nil where it cannot.
func emulate(in engine.Input, sc *scenario.Scenario, seed int64) *metrics.Summary {
	in.Scenario = sc.Clone()
	in.Scenario.Seed += seed
	run, err := engine.Complete(in)
	if err != nil {
		return nil
	}
	return run.Report().Summary()
}

// more are the ways to raise a limit.
func (s *Session) more(limit scheduler.Limit) []setting {
	switch limit {
	case scheduler.NumGPUBlocks:
		return s.roomier()
	case scheduler.MaxNumSeqs:
		return []setting{{"engine.max_num_seqs", strconv.Itoa(2 * s.cfg.MaxNumSeqs)}}
	}
	path := "engine.max_num_batched_tokens"
	if s.cfg.MaxNumScheduledTokens > 0 {
		path = "engine.max_num_scheduled_tokens" // is the one that is spent
	}
	return []setting{{path, strconv.Itoa(2 * s.cfg.Budget())}}
}

// highUtilization is a gpu_memory_utilization that leaves the driver enough.
const highUtilization = 0.95

// roomier are the ways to a pool of more tokens that the card has room for. A number of blocks that is given is one, whatever a block
// takes; a pool that fills the memory grows with its share, and with keys and values of fewer bytes.
func (s *Session) roomier() []setting {
	e, started := &s.in.Scenario.Engine, s.run.Started()
	if e.NumGPUBlocks > 0 {
		card := started.Profile.NumGPUBlocks(started.Scenario.Engine.GPUMemoryUtilization, e.BlockSize)
		more := min(int64(roundUp(s.cfg.NumGPUBlocks+s.cfg.NumGPUBlocks/4)), card)
		if more <= e.NumGPUBlocks {
			return nil
		}
		return []setting{{"engine.num_gpu_blocks", strconv.FormatInt(more, 10)}}
	}
	var ways []setting
	if started.Scenario.Engine.GPUMemoryUtilization < highUtilization {
		ways = append(ways, setting{"engine.gpu_memory_utilization", format.Plain(highUtilization)})
	}
	for _, dtype := range servercfg.KVCacheDTypes(s.in.Profile) {
		other, err := s.in.Profile.WithKVCacheDType(dtype)
		if err == nil && other.KVBytesPerToken() < started.Profile.KVBytesPerToken() {
			ways = append(ways, setting{"engine.kv_cache_dtype", dtype})
		}
	}
	return ways
}

// roundUp gives a number of two significant digits, at least n.
func roundUp(n int) int {
	unit := 1
	for n/unit >= 100 {
		unit *= 10
	}
	return (n + unit - 1) / unit * unit
}
