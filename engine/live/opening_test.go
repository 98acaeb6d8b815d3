package live

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/serve"
)

// All requests arrive at once, and the session rests when they are served, until there is a rate again.
func TestASessionThatOpensWithAllAtOnce(t *testing.T) {
	l := begin(t, input(t, "chat", func(s *scenario.Scenario) {
		s.Workload.RequestRate, s.Workload.NumPrompts, s.Workload.MaxConcurrency = scenario.Rate(math.Inf(1)), 40, 8
	}))
	until(t, l, second/10, second/100, true)
	if h := snapshot(t, l).Header; h.Running > 8 || h.Held < 30 || h.Rate != 0 || h.Arriving != 0 {
		t.Errorf("at the start: %+v", h)
	}
	until(t, l, 400*second, second, false)
	if l.finished != 40 {
		t.Fatalf("%d of 40 finished", l.finished)
	}
	now := l.Now()
	if err := l.Step(); err != nil || l.Now() != now {
		t.Errorf("a step of nothing: %v, time went from %d to %d", err, now, l.Now())
	}
	if err := l.Burst(60); err != nil {
		t.Fatal(err)
	}
	if h := snapshot(t, l).Header; h.Held != 0 || h.Arriving != arrivalsShown {
		t.Errorf("a burst of 60: %+v", h)
	}
	until(t, l, 500*second, second, true)
	if err := l.SetRate(2); err != nil {
		t.Fatal(err)
	}
	until(t, l, 520*second, second, true)
	if got := len(l.engine.Log().Sent); got < 110 {
		t.Errorf("%d requests came in all", got)
	}
}

// A snapshot knows of tokens that have come out, not of one in flight, whoever was preempted meanwhile.
func TestTokensInFlightAreNotThereYet(t *testing.T) {
	l := begin(t, input(t, "chat", crowded))
	type seen struct{ id, processed, tokens int }
	var all []seen
	preempted := 0
	for l.Now() < 20*second {
		if _, err := l.Advance(100*second, 1); err != nil { // one thing after the other
			t.Fatal(err)
		}
		look := func(r serve.Progress) {
			all = append(all, seen{r.ID, l.engine.Processed(), r.Tokens})
			if r.Preempted && r.Tokens > 0 {
				preempted++
			}
		}
		l.engine.EachRunning(look)
		l.engine.EachWaiting(func(r serve.Progress) bool { look(r); return true })
	}
	if preempted == 0 {
		t.Fatal("nobody was preempted")
	}
	l.read(l.engine.Log())
	if err := l.SetRate(0.01); err != nil {
		t.Fatal(err)
	}
	until(t, l, l.Now()+30*second, second, false)
	came := map[int][]int{} // by request: the steps that gave it a token
	for _, run := range l.engine.Log().Runs {
		for k := range run.Count {
			came[int(run.Request)] = append(came[int(run.Request)], int(run.FirstStep+k))
		}
	}
	for _, s := range all {
		if l.engine.Log().Last[s.id] == 0 {
			continue
		}
		want := 0
		for _, step := range came[s.id] {
			if step < s.processed {
				want++
			}
		}
		if s.tokens > want || s.tokens < want-1 { // the one before the last may be a step late
			t.Fatalf("request %d after %d steps: %d tokens, want %d", s.id, s.processed, s.tokens, want)
		}
	}
}
