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

// A recorded stream starts over a mean gap after its end, with its own gaps.
func TestAFlowRepeatsAStream(t *testing.T) {
	s := scenario.Default("p")
	s.Workload.Dataset = scenario.DatasetShareGPT
	stream := &Stream{ArrivalUS: []int64{0.5e6, 1e6, 4e6}, PromptLen: []int64{5, 6, 7}, OutputLen: []int64{1, 2, 3}}
	f, err := NewFlow(s, 100, stream)
	if err != nil {
		t.Fatal(err)
	}
	if f.Rate() != 3/4.0 {
		t.Errorf("three requests in 4 s are %g a second", f.Rate())
	}
	const mean = 4e9 / 3
	for i, want := range []float64{0.5e9, 1e9, 4e9, 4e9 + mean + 0.5e9, 4e9 + mean + 1e9, 4e9 + mean + 4e9} {
		if got := f.Next(); math.Abs(float64(got.Arrival)-want) > 2 || got.PromptLen != 5+i%3 || got.OutputLen != 1+i%3 {
			t.Errorf("request %d is %+v, want it at %.0f", i, got, want)
		}
	}
}

// A new rate stretches what is left of the time to the next arrival, and no more.
func TestANewRateStretchesWhatIsAhead(t *testing.T) {
	f, _ := flowOf(t, func(w *scenario.Workload) { w.RequestRate = 10 })
	f.Next()
	at := f.Ahead(2)
	middle := (f.taken.request.Arrival + at[0].Arrival) / 2
	f.SetRate(40, middle)
	for i, r := range f.Ahead(2) {
		if want := middle + (at[i].Arrival-middle)/4; math.Abs(float64(r.Arrival-want)) > 2 {
			t.Errorf("at four times the rate request %d arrives at %d, want %d", i, r.Arrival, want)
		}
	}
	f.SetRate(10, middle) // and back, before anything has happened
	for i, r := range f.Ahead(2) {
		if math.Abs(float64(r.Arrival-at[i].Arrival)) > 2 {
			t.Errorf("at the old rate request %d arrives at %d, want %d", i, r.Arrival, at[i].Arrival)
		}
	}
}

func TestAFlowsRatesAreBounded(t *testing.T) {
	f, _ := flowOf(t, func(w *scenario.Workload) { w.RequestRate = 1e5 })
	for _, c := range []struct{ set, want float64 }{{0, MaxFlowRate}, {1e-6, MinFlowRate}, {1e6, MaxFlowRate}, {MinFlowRate, MinFlowRate}} {
		if c.set > 0 {
			f.SetRate(c.set, 0)
		}
		if f.Rate() != c.want {
			t.Errorf("after %g the rate is %g, want %g", c.set, f.Rate(), c.want)
		}
	}
}

// Requests beside the flow have lengths of their own, and leave the flow's as they are.
func TestExtrasAreDrawnApart(t *testing.T) {
	varied := func(w *scenario.Workload) { w.RequestRate, w.RandomInputLen, w.RandomRangeRatio = 10, 5000, 0.9 }
	f, all := flowOf(t, varied)
	same := 0
	for i, want := range all {
		extra := f.Extra(77)
		if extra.Arrival != 77 || extra.PromptLen < 500 || extra.PromptLen > 9500 {
			t.Fatalf("extra %d is %+v", i, extra)
		}
		if extra.PromptLen == want.PromptLen {
			same++
		}
		if got := f.Next(); got.PromptLen != want.PromptLen {
			t.Fatalf("request %d has %d tokens, want %d", i, got.PromptLen, want.PromptLen)
		}
	}
	if same > len(all)/10 {
		t.Errorf("%d of %d extras are as long as the flow's own", same, len(all))
	}
}
