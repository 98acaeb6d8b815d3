package state

import "github.com/llmemu/playground/engine/scenario"

// AutoRunLimitMs is how long a run may be expected to take for an edit to start it by itself.
const AutoRunLimitMs = 100

// paceOf is how many of the last runs an expectation rests on: one that something else held up does not decide.
const paceOf = 3

// firstPace is expected of a run before there was one, in milliseconds for an output token.
const firstPace = 1e-4

// pace is how fast runs were lately, newest last, in milliseconds for an output token.
type pace []float64

func (p *pace) took(s *scenario.Scenario, ms float64) {
	*p = append(*p, ms/max(s.Workload.Outputs(), 1))
	*p = (*p)[max(0, len(*p)-paceOf):]
}

// expect is how long a run may take, in milliseconds: at the median of the last ones' pace, however large they were.
func (p pace) expect(s *scenario.Scenario) float64 {
	return p.median() * s.Workload.Outputs()
}

// median is that of the runs there were, the larger of two.
func (p pace) median() float64 {
	switch len(p) {
	case 0:
		return firstPace
	case 1:
		return p[0]
	case 2:
		return max(p[0], p[1])
	}
	return max(min(p[0], p[1]), min(max(p[0], p[1]), p[2]))
}

// runsByItself says whether a run of a scenario may start without being asked for.
func (a *App) runsByItself(s *scenario.Scenario) bool {
	return a.View.AutoRun && a.runPace.expect(s) < AutoRunLimitMs
}

// AutoRunWaits says whether the reader may wonder why an edit started nothing: auto-run is on, and leaves a run as long as this
// one to them. Settings that cannot run say so themselves.
func (a *App) AutoRunWaits() bool {
	return a.View.AutoRun && !a.Running && a.Stale() && len(a.problems)+len(a.objections) == 0 && !a.runsByItself(a.Scenario)
}
