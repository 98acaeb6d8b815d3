package engine_test

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine/figures"
	"github.com/llmemu/playground/scenarios"
)

// A sweep's figures are those of the report, for every bundled scenario.
func TestFiguresAreThoseOfTheReport(t *testing.T) {
	for _, id := range scenarios.IDs() {
		run := complete(t, bundled(t, id))
		f, s := run.Figures(), run.Report().Summary()
		want := map[figures.Figure]float64{
			figures.TTFTP99: s.TTFT.P99, figures.TPOTP99: s.TPOT.P99, figures.ITLP50: s.ITL.P50, figures.ITLP99: s.ITL.P99, figures.E2ELP50: s.E2EL.P50,
			figures.OutputThroughput: s.OutputThroughput, figures.Preemptions: float64(s.LLMEmu.Preemptions), figures.PeakKV: s.LLMEmu.MaxKVUsage,
		}
		if a := s.LLMEmu.SLOAttainment; a != nil {
			want[figures.Attainment], want[figures.RequestGoodput] = a.All, *s.RequestGoodput
		}
		for figure, v := range want {
			if math.Abs(f[figure]-v) > 1e-9*v {
				t.Errorf("%s: %s is %g in a sweep, %g in the report", id, figure.Key(), f[figure], v)
			}
		}
	}
}
