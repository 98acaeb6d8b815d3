package metrics

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
)

// TestServerByHand has three steps of 1 s, of which the host takes 100, 300 and 600 ms. Request 0 is sent at 0, reaches the engine
// after 20 ms as step 0 begins, and gets a token of steps 0 and 2. Request 1 is sent at 200 ms and reaches the engine after 70 ms more,
// when a quarter of step 0 has passed: three quarters of 100 ms and all of 300 are the host's until its only token.
func TestServerByHand(t *testing.T) {
	const ms = nsPerMS
	l := NewLog(&Requests{})
	l.Arrive(0, 0, 0, 20*ms, 100)
	l.Arrive(0, 200*ms, 200*ms, 270*ms, 100)
	for k, host := range []int64{100, 300, 600} {
		start := (20 + 1000*int64(k)) * ms
		step := l.AddStep(&Step{Start: start, End: start + 1000*ms, Host: host * ms, Outputs: 1})
		if k == 1 {
			l.Token(1, 1, step)
			l.Finish(1, 1, step)
		}
		if k == 2 {
			l.Token(0, 1, step)
			l.Finish(0, 2, step)
		} else if k == 0 {
			l.Token(0, 1, step)
		}
	}
	p := &profile.Profile{Frontend: profile.Frontend{SerialUS: 15_000, SerialUSPer1K: 2_000, ParallelUS: 5_000}, Host: &profile.Host{StepUS: 90, SequenceUS: 7}}
	got := NewReport(l, Setting{Scenario: scenario.Default("p"), Profile: p, NumGPUBlocks: 2}).Summary().LLMEmu.Server
	want := Server{FrontendMs: 15, FrontendMsPer1KTokens: 2, FrontendParallel: 5, HostMsPerStep: 0.09, HostUsPerSeq: 7,
		TTFTFrontendMs: (20 + 70) / 2, TTFTHostMs: (100 + 375) / 2.0, TPOTHostMs: 300 + 600}
	got.TTFTHostMs, got.TPOTHostMs = math.Round(1e6*got.TTFTHostMs)/1e6, math.Round(1e6*got.TPOTHostMs)/1e6
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestServerShare names what took time, and nothing that did not.
func TestServerShare(t *testing.T) {
	s := &Summary{TTFT: Stats{Mean: 5200}, TPOT: Stats{Mean: 31}, LLMEmu: LLMEmu{Server: Server{TTFTFrontendMs: 9, TTFTHostMs: 150, TPOTHostMs: 4}}}
	server := &s.LLMEmu.Server
	says := func(want string) {
		t.Helper()
		if got := s.ServerShare(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	says("Of mean TTFT, 5.20\u00a0s: 9.00\u00a0ms the frontend’s, 150\u00a0ms the host’s. Of mean TPOT, 31.0\u00a0ms: 4.00\u00a0ms the host’s.")
	server.TTFTFrontendMs, server.TPOTHostMs = 0, 0
	says("Of mean TTFT, 5.20\u00a0s: 150\u00a0ms the host’s.")
	server.TTFTHostMs = 0
	says("")
}
