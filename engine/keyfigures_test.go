package engine_test

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/scenarios"
)

// A sweep's figures are those of the report, for every bundled scenario.
func TestFiguresAreThoseOfTheReport(t *testing.T) {
	for _, id := range scenarios.IDs() {
		run := complete(t, bundled(t, id))
		f, s := run.Figures(), run.Report().Summary()
		want := map[keyfigures.Figure]float64{
			keyfigures.TTFTP99: s.TTFT.P99, keyfigures.TPOTP99: s.TPOT.P99, keyfigures.ITLP50: s.ITL.P50, keyfigures.ITLP99: s.ITL.P99, keyfigures.E2ELP50: s.E2EL.P50,
			keyfigures.OutputThroughput: s.OutputThroughput, keyfigures.Preemptions: float64(s.LLMEmu.Preemptions), keyfigures.PeakKV: s.LLMEmu.MaxKVUsage,
		}
		if a := s.LLMEmu.SLOAttainment; a != nil {
			want[keyfigures.Attainment], want[keyfigures.RequestGoodput] = a.All, *s.RequestGoodput
		}
		for figure, v := range want {
			if math.Abs(f[figure]-v) > 1e-9*v {
				t.Errorf("%s: %s is %g in a sweep, %g in the report", id, figure.Key(), f[figure], v)
			}
		}
	}
}
