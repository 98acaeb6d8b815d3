package sweep_test

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
)

// always takes a tenth of a second for a step, whatever is in it.
func always() *profile.Profile {
	line := func(ns int64) profile.Table {
		return profile.Table{Axes: [][]int64{{1, 2}}, NS: profile.Durations{ns, ns}}
	}
	none := profile.Table{Axes: [][]int64{{1, 2}, {0, 1}}, NS: profile.Durations{0, 0, 0, 0}}
	return &profile.Profile{
		ID: "p", Kind: profile.KindGrid, GPU: profile.GPU{Name: "none", MemoryBytes: 1 << 34},
		Model:  profile.Model{Layers: 1, KVHeads: 1, HeadDim: 1},
		Engine: profile.Engine{KVDtype: "bfloat16", TP: 1, MaxModelLen: 100},
		Grid:   &profile.Grid{Dense: line(1e8), Head: line(0), Decode: none, Prefill: none},
	}
}

// One slot, Poisson arrivals, requests of one step: the M/D/1 queue, of which everything is known. At load ρ a request
// finds the engine idle with probability 1-ρ, and one is left waiting by a step for ρ·(1 - (1-ρ)·e^ρ) of the time.
func TestCapacityAndKneeOfAKnownQueue(t *testing.T) {
	base := scenario.Default("p")
	base.Engine.MaxNumSeqs, base.Engine.AsyncScheduling, base.Engine.NumGPUBlocks = 1, false, 100
	w := &base.Workload
	w.NumPrompts, w.RandomInputLen, w.RandomOutputLen = 2000, 1, 1
	base.SLO.TTFTMs = 100.001
	plan := sweep.Plan{X: sweep.Axis{Field: sweep.RateField, From: 1, To: 12, Points: 12}, Profiles: []sweep.Profile{{ID: "p", GPUs: 1}}, Seeds: 8, Attainment: 0.5}
	s, err := sweep.New(base, plan)
	if err != nil {
		t.Fatal(err)
	}
	p := always()
	for job, more := s.Next(); more; job, more = s.Next() {
		made, err := job.Apply(base)
		if err != nil {
			t.Fatal(err)
		}
		run, err := engine.Complete(engine.Input{Scenario: made, Profile: p})
		if err != nil {
			t.Fatal(err)
		}
		s.Feed(job.ID, run.Figures())
	}
	o := s.Outcome()
	line := o.Lines[0]
	if c := line.Capacity; c.Status != sweep.Found || math.Abs(c.Rate-5) > 0.15 || c.First != "TTFT" {
		t.Errorf("half of the requests are served at once up to %g req/s (%s), want 5", c.Rate, c.Status)
	}
	if k := line.Knee; k.Status != sweep.Found || math.Abs(k.Rate-5.2) > 0.15 || k.Cause != sweep.Slots {
		t.Errorf("knee at %g req/s (%s, %s), want 5.2 by slots", k.Rate, k.Status, k.Cause)
	}
	for _, q := range o.Points {
		load := q.X / 10
		if load >= 1 {
			if got := q.Mean[keyfigures.SteadyThroughput]; math.Abs(got-10) > 0.5 {
				t.Errorf("%g req/s: %g finish a second, want 10", q.X, got)
			}
			continue
		}
		if got := q.Mean[keyfigures.SteadyThroughput]; math.Abs(got-q.X) > 0.03*q.X {
			t.Errorf("%g req/s: %g finish a second", q.X, got)
		}
		if got := q.Mean[keyfigures.Attainment]; math.Abs(got-(1-load)) > 0.02 {
			t.Errorf("%g req/s: %g are served at once, want %g", q.X, got, 1-load)
		}
		if got, want := q.Mean[keyfigures.Waiting], load*(1-(1-load)*math.Exp(load)); math.Abs(got-want) > 0.03 {
			t.Errorf("%g req/s: left waiting for %g, want %g", q.X, got, want)
		}
	}
	t.Log(line.Why.Title, line.Why.Text)
}
