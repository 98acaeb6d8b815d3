package metrics

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/scheduler"
)

// served is a run of an engine that serves one request after another, in 200 ms each: five a second. Requests arrive every so many
// milliseconds, and the client sends one that many after its arrival.
func served(n int, every, held int64) *Log {
	const ms = nsPerMS
	l := NewLog(&Requests{})
	free := int64(0)
	for i := range int64(n) {
		sent := (i*every + held) * ms
		id := l.Arrive(0, i*every*ms, sent, sent, 8)
		start := max(free, sent)
		refused, waiting := scheduler.NotRefused, 0
		if (i+1)*every+held < (start+200*ms)/ms && i < int64(n)-1 { // the next comes while this one is served
			refused, waiting = scheduler.BySeqs, 1
		}
		l.Admit(id, start, 0)
		step := l.AddStep(&Step{Start: start, End: start + 200*ms, Outputs: 1, Running: 1, Waiting: waiting, Refused: refused})
		l.Token(id, 1, step)
		l.Finish(id, 1, step)
		free = start + 200*ms
	}
	return l
}

// summarise reports on such a run, with one seat in the engine.
func summarise(l *Log, change func(*scenario.Scenario)) *LLMEmu {
	s := scenario.Default("p")
	s.Engine.MaxNumSeqs = 1
	change(s)
	setting := Setting{Scenario: s, Profile: &profile.Profile{}, NumGPUBlocks: 9, Idle: func(int32, int32) (int64, int64) { return 0, 0 }}
	return &NewReport(l, setting).Summary().LLMEmu
}

func TestSteadyOfAKnownQueue(t *testing.T) {
	nothing := func(*scenario.Scenario) {}
	for _, c := range []struct {
		name        string
		every, held int64
		change      func(*scenario.Scenario)
		want        Steady
		verdict     string
	}{
		{"twice what it can", 100, 0, nothing, Steady{Offered: 10, Sustained: 5, Waiting: 1, Limit: "max_num_seqs"},
			"10.0\u00a0req/s offered, 5.00\u00a0req/s sustained: max_num_seqs 1 is the limit."},
		{"half of it", 400, 0, func(s *scenario.Scenario) { s.SLO.TTFTMs = 1000 }, Steady{Offered: 2.5, Sustained: 2.5},
			"2.50\u00a0req/s offered and sustained; requests are left waiting 0\u2009% of the time. 100\u2009% of all requests meet the SLO."},
		{"half of it, held for a second", 400, 1000, func(s *scenario.Scenario) { s.Workload.MaxConcurrency = 3 }, Steady{Offered: 2.5, Sustained: 2.5, Held: 1, Limit: "max_concurrency"},
			"2.50\u00a0req/s sustained, and max_concurrency 3 holds requests back."},
		{"all at once", 0, 0, nothing, Steady{Sustained: 5, Waiting: 1, Limit: "max_num_seqs"},
			"5.00\u00a0req/s sustained, and max_num_seqs 1 holds requests back."},
	} {
		got := summarise(served(400, c.every, c.held), c.change)
		s := got.Steady
		if s == nil || math.Abs(s.Offered-c.want.Offered) > 1e-9 || math.Abs(s.Sustained/c.want.Sustained-1) > 0.01 || math.Abs(s.Waiting-c.want.Waiting) > 0.01 ||
			s.Held != c.want.Held || s.Limit != c.want.Limit || got.Verdict != c.verdict {
			t.Errorf("%s: %+v, %q\nwant %+v, %q", c.name, s, got.Verdict, c.want, c.verdict)
		}
	}
}

// TestSteadyWithoutRampAndDrain: a tenth of the requests have ended at 8 s, the last is admitted at 79.8 s, and 359 finish in between.
// Of them 160 meet the SLO, with the first 40 half of all.
func TestSteadyWithoutRampAndDrain(t *testing.T) {
	s := summarise(served(400, 100, 0), func(s *scenario.Scenario) { s.SLO.TTFTMs = 20_100 }).Steady
	if math.Abs(s.FromS-8) > 1e-9 || math.Abs(s.ToS-79.8) > 1e-9 || s.Finished != 359 || math.Abs(s.Goodput-5*160/359.0) > 1e-9 || math.Abs(s.OutputPerS-5) > 1e-9 {
		t.Errorf("%+v", s)
	}
}

// TestSteadyCountsTokens: a request of thirty tokens among those of one is worth as much as they are long.
func TestSteadyCountsTokens(t *testing.T) {
	l := served(400, 100, 0)
	l.Tokens[200] = 30
	for k := range l.Outputs[190:219] {
		l.Outputs[190+k]++
	}
	s := summarise(l, func(*scenario.Scenario) {}).Steady
	if want := 5 * (359 + 29) / 359.0 * 400 / 429; math.Abs(s.Sustained-want) > 1e-9 {
		t.Errorf("%g sustained, want %g", s.Sustained, want)
	}
}

func TestRunsWithoutASteadyPart(t *testing.T) {
	for name, l := range map[string]*LLMEmu{
		"short": summarise(served(51, 100, 0), func(*scenario.Scenario) {}),
		"ramp": summarise(served(400, 100, 0), func(s *scenario.Scenario) {
			s.Workload.RampUpStrategy, s.Workload.RampUpStartRPS, s.Workload.RampUpEndRPS = "linear", 1, 2
		}),
	} {
		if l.Steady != nil || l.Verdict != "Too short a run for a steady rate." && name == "short" {
			t.Errorf("%s: %+v, %q", name, l.Steady, l.Verdict)
		}
	}
}

// TestOverloaded needs more than the spread of a count.
func TestOverloaded(t *testing.T) {
	for _, c := range []struct {
		s    Steady
		want bool
	}{
		{Steady{Offered: 5.6, Sustained: 5, Finished: 10_000}, true}, {Steady{Offered: 5.2, Sustained: 5, Finished: 10_000}, false},
		{Steady{Offered: 5.6, Sustained: 5, Finished: 100}, false}, {Steady{Offered: 6.1, Sustained: 5, Finished: 100}, true}, {Steady{Sustained: 5, Finished: 100}, false},
	} {
		if got := c.s.Overloaded(); got != c.want {
			t.Errorf("%+v: %t", c.s, got)
		}
	}
}

// TestVerdictsOfUnclearRates names a rate that may be the offered one, and may be less, and says how long requests wait.
func TestVerdictsOfUnclearRates(t *testing.T) {
	setting := &Setting{Scenario: scenario.Default("p")}
	for want, s := range map[string]Steady{
		"5.00\u00a0req/s offered, about 4.50\u00a0req/s sustained; requests are left waiting 30.0\u2009% of the time.":        {Offered: 5, Sustained: 4.5, Finished: 100, Waiting: 0.3},
		"5.00\u00a0req/s offered and sustained; max_num_seqs 256 keeps requests waiting 60.0\u2009% of the time.":             {Offered: 5, Sustained: 5.5, Finished: 100, Waiting: 0.6, Limit: "max_num_seqs"},
		"5.00\u00a0req/s offered and sustained; max_num_batched_tokens 2,048 keeps requests waiting 60.0\u2009% of the time.": {Offered: 5, Sustained: 4.8, Finished: 100, Waiting: 0.6, Limit: "max_num_batched_tokens"},
		"9.00\u00a0req/s offered, 4.50\u00a0req/s sustained.":                                                                 {Offered: 9, Sustained: 4.5, Finished: 100, Waiting: 0.3},
	} {
		if got := rates(&s, setting); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
