package workload

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine/scenario"
)

func flowOf(t *testing.T, change func(*scenario.Workload)) (*Flow, []Request) {
	t.Helper()
	s := scenario.Default("p")
	s.Workload.NumPrompts = 200
	change(&s.Workload)
	f, err := NewFlow(s, 100_000, nil)
	if err != nil {
		t.Fatal(err)
	}
	all, err := Generate(s, 100_000, nil)
	if err != nil {
		t.Fatal(err)
	}
	return f, all
}

func ramping(w *scenario.Workload) {
	w.RampUpStrategy, w.RampUpStartRPS, w.RampUpEndRPS = scenario.RampExponential, 2, 50
}

// A ramp's requests arrive as those of a run do, and go on at its last rate.
func TestAFlowRamps(t *testing.T) {
	f, all := flowOf(t, ramping)
	if f.Rate() != 2 {
		t.Errorf("it begins at %g", f.Rate())
	}
	for i, want := range all {
		if i == 50 { // taking one back changes nothing
			f.Next()
			f.Untake()
		}
		if got := f.Next(); math.Abs(float64(got.Arrival-want.Arrival)) > 100 || got.PromptLen != want.PromptLen {
			t.Fatalf("request %d is %+v, want %+v", i, got, want)
		}
	}
	if f.Next(); math.Abs(f.Rate()-50) > 1e-9 {
		t.Errorf("it ends at %g", f.Rate())
	}
}

func TestARateThatIsSetEndsTheRamp(t *testing.T) {
	f, _ := flowOf(t, ramping)
	at := f.Next().Arrival
	f.SetRate(7, at)
	for range 300 {
		f.Next()
	}
	if f.Rate() != 7 {
		t.Errorf("the rate is %g", f.Rate())
	}
}

// All requests at once are the requests of a run, at most so many, and then none until there is a rate.
func TestAFlowOpensWithAllAtOnce(t *testing.T) {
	f, all := flowOf(t, func(w *scenario.Workload) { w.RequestRate = scenario.Rate(math.Inf(1)) })
	if len(f.Opening()) != len(all) || f.Rate() != 0 {
		t.Fatalf("%d requests at once, rate %g", len(f.Opening()), f.Rate())
	}
	for i, r := range f.Opening() {
		if r != all[i] {
			t.Fatalf("request %d is %+v, want %+v", i, r, all[i])
		}
	}
	f.SetRate(10, 3e9)
	if at := f.Next().Arrival; at <= 3e9 {
		t.Errorf("the next one arrives at %d", at)
	}
	f, _ = flowOf(t, func(w *scenario.Workload) { w.NumPrompts, w.RequestRate = 20_000, scenario.Rate(math.Inf(1)) })
	if len(f.Opening()) != MaxOpening {
		t.Errorf("%d of 20,000 at once", len(f.Opening()))
	}
}
