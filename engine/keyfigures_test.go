package engine_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/engine/serve"
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
			keyfigures.Blocks: float64(s.LLMEmu.NumGPUBlocks),
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

// What keeps requests waiting is what the scheduler refused them by, also where prompts are not cut: there the budget is short
// before it is spent.
func TestRequestsWaitForWhatTheSchedulerSays(t *testing.T) {
	in := bundled(t, "priority")
	in.Scenario.Engine.EnableChunkedPrefill = false
	run, err := engine.NewRun(in)
	if err != nil {
		t.Fatal(err)
	}
	refused := map[int]scheduler.Limit{}
	run.Observe(func(l *serve.Launch) { refused[l.Ref.Step] = l.Batch.Refused.Limit() })
	if _, err := run.Advance(math.MaxInt); err != nil {
		t.Fatal(err)
	}
	log := run.Log()
	until := slices.Max(log.Queued)
	want := map[scheduler.Limit]float64{}
	for k := range log.Start {
		want[refused[k]] += float64(max(0, min(log.End[k], until)-log.Start[k])) / float64(until)
	}
	f := run.Figures()
	for limit, figure := range map[scheduler.Limit]keyfigures.Figure{
		scheduler.MaxNumSeqs: keyfigures.SlotsFull, scheduler.MaxNumBatchedTokens: keyfigures.BudgetOut, scheduler.NumGPUBlocks: keyfigures.BlocksOut,
	} {
		if math.Abs(f[figure]-want[limit]) > 1e-9 {
			t.Errorf("%s is %g, want %g", figure.Key(), f[figure], want[limit])
		}
	}
	if f[keyfigures.BudgetOut] < 0.03 || f[keyfigures.BlocksOut] < 0.03 {
		t.Errorf("for budget %g and blocks %g of the time: the test tests less than it should", f[keyfigures.BudgetOut], f[keyfigures.BlocksOut])
	}
}

// Blocks that follow from the memory have the limit of those that are given.
func TestDerivedBlocksAreLimited(t *testing.T) {
	in := bundled(t, "chat")
	large := *in.Profile
	large.GPU.MemoryBytes = 1 << 50
	in.Profile, in.Scenario.Engine.NumGPUBlocks = &large, 0
	var at *scenario.Error
	if _, err := engine.NewRun(in); !errors.As(err, &at) || at.Path != "engine.gpu_memory_utilization" {
		t.Errorf("error %v", err)
	}
	in.Scenario.Engine.NumGPUBlocks = 8000
	if _, err := engine.NewRun(in); err != nil {
		t.Error(err)
	}
}
