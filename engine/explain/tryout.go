package explain

import (
	"strconv"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
)

// tryoutRequests is up to how many requests a run is emulated once more to say what a setting would change.
const tryoutRequests = 10_000

// tryout is an action that tries a larger limit, and a sentence that says what comes of it for the given latency's p99;
// "" for a long run, and for a value that the scenario or the pool refuses.
func (s *Session) tryout(path, metric string) (Action, string) {
	if path == "engine.max_num_batched_tokens" && s.cfg.MaxNumScheduledTokens > 0 {
		path = "engine.max_num_scheduled_tokens" // is the one that is spent
	}
	value := s.more(path)
	field := scenario.FieldAt(path)
	action := Action{Label: "Try " + format.Groups(value), Step: none, Path: path, Value: value}
	in := s.in
	in.Scenario = in.Scenario.Clone()
	if s.Requests() > tryoutRequests || field.SetText(in.Scenario, value) != nil || in.Scenario.Validate() != nil {
		return action, ""
	}
	run, err := engine.Complete(in)
	if err != nil {
		return action, ""
	}
	p99 := func(sum *metrics.Summary, metric string) string {
		return format.Duration(*sum.Stat(metric, "p99"))
	}
	if s.summary == nil {
		s.summary = s.run.Report().Summary()
	}
	after := run.Report().Summary()
	text := " With " + field.Name + " " + format.Groups(value) + ", " + latencyNames[metric] + " p99 is " + p99(after, metric) + ", not " + p99(s.summary, metric)
	if metric == "ttft_ms" { // more at once mostly costs every token
		text += ", and TPOT p99 " + p99(after, "tpot_ms") + ", not " + p99(s.summary, "tpot_ms")
	}
	return action, text + "."
}

var latencyNames = map[string]string{"ttft_ms": "TTFT", "e2el_ms": "E2E"}

// more is a larger value for a limit.
func (s *Session) more(path string) string {
	switch path {
	case "engine.num_gpu_blocks":
		return strconv.Itoa(roundUp(s.cfg.NumGPUBlocks + s.cfg.NumGPUBlocks/4))
	case "engine.max_num_seqs":
		return strconv.Itoa(2 * s.cfg.MaxNumSeqs)
	}
	return strconv.Itoa(2 * s.cfg.Budget())
}

// roundUp gives a number of two significant digits, at least n.
func roundUp(n int) int {
	unit := 1
	for n/unit >= 100 {
		unit *= 10
	}
	return (n + unit - 1) / unit * unit
}
