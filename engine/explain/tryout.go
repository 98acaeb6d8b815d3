package explain

import (
	"strconv"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/engine/servercfg"
	"github.com/llmemu/playground/internal/format"
)

// tryoutRequests is up to how many requests a run is emulated once more to say what a setting would change.
const tryoutRequests = 10_000

// setting is a value for a field of the scenario.
type setting struct{ path, value string }

// text is the value for people: a whole number with thousands commas.
func (s setting) text() string {
	if scenario.FieldAt(s.path).Kind == scenario.Int {
		return format.Groups(s.value)
	}
	return s.value
}

// tryout is an action that gives more of what requests wait for, and a sentence that says what comes of it for the given latency's
// p99. Of several ways it is the one that comes to most; false where there is none.
func (s *Session) tryout(limit scheduler.Limit, metric string) (action Action, sentence string, ok bool) {
	var best setting
	var after *metrics.Summary
	for _, more := range s.more(limit) {
		tried := s.tried(more)
		if tried == nil {
			continue
		}
		if after == nil || better(tried, after, metric) {
			best, after = more, tried
		}
	}
	if after == nil {
		return s.untried(limit)
	}
	action = tryAction(best)
	if s.summary == nil {
		s.summary = s.run.Report().Summary()
	}
	p99 := func(sum *metrics.Summary, metric string) string {
		return format.Duration(*sum.Stat(metric, "p99"))
	}
	sentence = " With " + scenario.FieldAt(best.path).Name + " " + best.text() + ", " + latencyNames[metric] + " p99 is " + p99(after, metric) + ", not " + p99(s.summary, metric)
	if metric == "ttft_ms" { // more at once mostly costs every token
		sentence += ", and TPOT p99 " + p99(after, "tpot_ms") + ", not " + p99(s.summary, "tpot_ms")
	}
	return action, sentence + ".", true
}

// better says whether a comes to more than b: the latency's p99, and where that is the same E2E's.
func better(a, b *metrics.Summary, metric string) bool {
	if x, y := *a.Stat(metric, "p99"), *b.Stat(metric, "p99"); x != y {
		return x < y
	}
	return a.E2EL.P99 < b.E2EL.P99
}

// untried offers the first way of a run that is too long to be emulated once more.
func (s *Session) untried(limit scheduler.Limit) (Action, string, bool) {
	if ways := s.more(limit); len(ways) > 0 && s.Requests() > tryoutRequests {
		return tryAction(ways[0]), "", true
	}
	return Action{}, "", false
}

func tryAction(to setting) Action {
	return Action{Label: "Try " + to.text(), Step: none, Path: to.path, Value: to.value}
}

// tried is the run with a setting changed; nil for a long run, and for a value that is refused.
func (s *Session) tried(to setting) *metrics.Summary {
	in := s.in
	in.Scenario = in.Scenario.Clone()
	field := scenario.FieldAt(to.path)
	in.Scenario.Upgrade(field.Since)
	if s.Requests() > tryoutRequests || field.SetText(in.Scenario, to.value) != nil || in.Scenario.Validate() != nil {
		return nil
	}
	run, err := engine.Complete(in)
	if err != nil {
		return nil
	}
	return run.Report().Summary()
}

var latencyNames = map[string]string{"ttft_ms": "TTFT", "e2el_ms": "E2E"}

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
