package keyfigures

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/scheduler"
)

// A run that is known by heart: three requests on an engine with two slots.
func TestFiguresAgreeWithTheReport(t *testing.T) {
	log := metrics.NewLog(&metrics.Requests{})
	const s = int64(1e9)
	for _, at := range []int64{0, 1 * s, 4 * s} {
		log.Arrive(0, at, at, at, 10)
	}
	log.Admit(0, 0, 0)
	log.AddStep(&metrics.Step{Start: 0, End: 2 * s, PrefillTokens: 10, Outputs: 1, Running: 1, Waiting: 0, UsedBlocks: 1})
	log.Token(0, 1, 0)
	log.Admit(1, 2*s, 0)
	log.AddStep(&metrics.Step{Start: 2 * s, End: 3 * s, PrefillTokens: 10, Decodes: 1, Outputs: 2, Running: 2, Waiting: 1, Refused: scheduler.BySeqs, UsedBlocks: 3})
	log.Token(0, 1, 1)
	log.Token(1, 1, 1)
	log.Finish(0, 2, 1)
	log.Admit(2, 4*s, 0)
	log.AddStep(&metrics.Step{Start: 4 * s, End: 5 * s, PrefillTokens: 10, Decodes: 1, Outputs: 2, Running: 2, Waiting: 0, UsedBlocks: 2})
	log.Token(1, 1, 2)
	log.Token(2, 1, 2)
	log.Finish(1, 2, 2)
	log.Finish(2, 1, 2)
	sc := scenario.Default("p")
	sc.Engine.MaxNumSeqs, sc.SLO.TTFTMs = 2, 1500
	setting := metrics.Setting{Scenario: sc, Profile: &profile.Profile{}, NumGPUBlocks: 5, Idle: func(int32, int32) (int64, int64) { return 0, 0 }}
	f, summary := Of(log, setting), metrics.NewReport(log, setting).Summary()
	for _, c := range []struct {
		figure Figure
		want   float64
	}{
		{TTFTP50, summary.TTFT.P50}, {TTFTP99, summary.TTFT.P99}, {TPOTP50, summary.TPOT.P50}, {TPOTP99, summary.TPOT.P99},
		{ITLP50, summary.ITL.P50}, {ITLP99, summary.ITL.P99}, {E2ELP50, summary.E2EL.P50}, {E2ELP99, summary.E2EL.P99},
		{RequestThroughput, summary.RequestThroughput}, {OutputThroughput, summary.OutputThroughput},
		{RequestGoodput, *summary.RequestGoodput}, {Attainment, summary.LLMEmu.SLOAttainment.All},
		{PeakKV, summary.LLMEmu.MaxKVUsage}, {Requests, 3}, {Duration, 5},
		{Waiting, 0.25}, {SlotsFull, 0.25}, {BudgetOut, 0}, {BlocksOut, 0}, // one second of the four until the last arrival
		{MeanRunning, 1}, // 1 for two seconds, 2 for one, idle for one
	} {
		if math.Abs(f[c.figure]-c.want) > 1e-12 {
			t.Errorf("%s is %g, want %g", c.figure.Key(), f[c.figure], c.want)
		}
	}
}

// Each reason fills a second of the time until the last arrival, and one more goes by after it.
func TestWaitingIsCountedByWhatItComesFrom(t *testing.T) {
	log := metrics.NewLog(&metrics.Requests{})
	const s = int64(1e9)
	last := int64(scheduler.ByHead) * s
	log.Arrive(0, 0, 0, 0, 10)
	log.Arrive(0, last, last, last, 10)
	for r := range scheduler.ByHead {
		log.AddStep(&metrics.Step{Start: int64(r) * s, End: int64(r+1) * s, Running: 3, Refused: r})
	}
	log.AddStep(&metrics.Step{Start: last, End: last + s, Running: 3, Refused: scheduler.BySeqs})
	var f Set
	pressure(&f, log)
	for figure, want := range map[Figure]float64{Waiting: 6, SlotsFull: 1, BudgetOut: 2, BlocksOut: 3, MeanRunning: 3 * 7} {
		if got := f[figure] * 7; math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: %g seconds of 7, want %g", figure.Key(), got, want)
		}
	}
}

func TestEveryFigureHasAName(t *testing.T) {
	seen := map[string]bool{}
	for f := range NumFigures {
		if f.Key() == "" || seen[f.Key()] {
			t.Errorf("figure %d is called %q", f, f.Key())
		}
		seen[f.Key()] = true
	}
}
