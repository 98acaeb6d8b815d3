package byhand_test

import (
	"slices"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/byhand"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/scheduler"
)

// small is a run of given requests with synchronous scheduling, 16 tokens a step and no reserve.
func small(t *testing.T, blocks int64, requests ...scenario.Request) *metrics.Report {
	t.Helper()
	s := scenario.Default("round")
	e := &s.Engine
	e.MaxNumSeqs, e.MaxNumBatchedTokens, e.BlockSize, e.NumGPUBlocks, e.AsyncScheduling = 4, 16, 4, blocks, false
	e.SchedulingPolicy, e.SchedulerReserveFullISL = scheduler.Priority.String(), false
	s.Workload.Dataset, s.Workload.Requests = scenario.DatasetRequests, requests
	run, err := engine.Complete(engine.Input{Scenario: s, Profile: byhand.Round()})
	if err != nil {
		t.Fatal(err)
	}
	return run.Report()
}

// TestTwicePreempted has one request that gives way to two more urgent ones, in four blocks of 4 tokens. It loses its blocks
// twice, and waits twice for a token across steps, from 24.9 to 40.5 and from 48.7 to 64.3 ms.
//
//	step start  end  who                                  cost
//
//	   0     3   79  r0 6 tokens                          64+12
//	   1    79  166  r0 after 6, r1 7 tokens              64+16+1+6
//	   2   166  249  r0 7, r1 7                           64+4+1+14
//	   3   249  323  r1 8 (last)                          64+2+8      both need a third block: r0 loses its two
//	   4   323  405  r0 all its 9 tokens                  64+18
//	   5   405  487  r0 9, r2 4 tokens                    64+10+1+9   all blocks are in use
//	   6   487  557  r2 4 (last)                          64+2+4      it needs a second block: r0 loses its three
//	   7   557  643  r0 all its 11 tokens                 64+22
//	   8   643  720  r0 11 (last)                         64+2+11
func TestTwicePreempted(t *testing.T) {
	report := small(t, 5,
		scenario.Request{PromptLen: 6, OutputLen: 7, Priority: 5},
		scenario.Request{ArrivalS: 0.001, PromptLen: 7, OutputLen: 3},
		scenario.Request{ArrivalS: 0.035, PromptLen: 4, OutputLen: 2})
	summary := report.Summary()
	if e := summary.LLMEmu; e.Preemptions != 2 || e.PreemptedRequests != 1 || e.Steps != 9 {
		t.Errorf("%d preemptions of %d requests in %d steps; by hand 2 of 1 in 9", e.Preemptions, e.PreemptedRequests, e.Steps)
	}
	packed, err := report.Pack(summary, nil)
	if err != nil {
		t.Fatal(err)
	}
	header, _ := byhand.Unpack(t, packed)
	facts := header["gaps"].(map[string]any)["facts"].([]any)
	want := "2 gaps of 1 request spanned steps that gave them no token, up to 15.6\u00a0ms. All belong to preempted requests, so they are no step's latency."
	if !slices.ContainsFunc(facts, func(f any) bool { return f.(map[string]any)["text"] == want }) {
		t.Errorf("the facts are %v; by hand one is %q", facts, want)
	}
}

// TestSecondsCountFromTheFirstSend has ten tokens from 0.958 to 1.02 s, within a second of the first send at 0.95 s. They
// straddle the full second of the clock.
func TestSecondsCountFromTheFirstSend(t *testing.T) {
	s := small(t, 100, scenario.Request{ArrivalS: 0.95, PromptLen: 4, OutputLen: 10}).Summary()
	if s.MaxOutputTokensPerS != 10 {
		t.Errorf("%g tokens in the busiest second; by hand 10", s.MaxOutputTokensPerS)
	}
}

// TestSmallerBlocksAreACaveat: the profile was measured with blocks of 4 tokens, and says nothing of smaller or larger ones.
func TestSmallerBlocksAreACaveat(t *testing.T) {
	for size, want := range map[int64]bool{2: true, 4: false, 8: true} {
		s := scenario.Default("round")
		s.Engine.BlockSize = size
		found := slices.ContainsFunc(metrics.Caveats(s, byhand.Round()), func(c metrics.Caveat) bool { return c.Path == "engine.block_size" })
		if found != want {
			t.Errorf("blocks of %d tokens: a caveat %t", size, found)
		}
	}
}
