// Package scenariostest gives tests what is bundled and what comes of it, natively. Whatever does not come fails the test.
package scenariostest

import (
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/profiles/realruns"
	"github.com/llmemu/playground/scenarios"
)

// Load is a bundled scenario.
func Load(t testing.TB, id string) *scenario.Scenario {
	t.Helper()
	s, err := scenarios.Load(id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Input is what a run of a scenario depends on.
func Input(t testing.TB, s *scenario.Scenario) engine.Input {
	t.Helper()
	in, err := scenarios.Input(s)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// Complete runs a scenario to its end.
func Complete(t testing.TB, s *scenario.Scenario) *engine.Run {
	t.Helper()
	run, err := engine.Complete(Input(t, s))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// Pack is the packed result of a scenario, as the page has it: ShareGPT requests stand beside the measured run of the opening
// scenario.
func Pack(t testing.TB, s *scenario.Scenario) []byte {
	t.Helper()
	report := Complete(t, s).Report()
	measured, err := realruns.Run(scenarios.Opening)
	if err != nil {
		t.Fatal(err)
	}
	if s.Workload.Dataset != scenario.DatasetShareGPT {
		measured = nil
	}
	packed, err := report.Pack(report.Summary(), measured)
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

// Sweep carries a sweep out, as the page's threads do, and packs it.
func Sweep(t testing.TB, base *scenario.Scenario, plan sweep.Plan) []byte {
	t.Helper()
	s, err := sweep.New(base, plan)
	if err != nil {
		t.Fatal(err)
	}
	for !s.Done() {
		job, _ := s.Next()
		made, err := job.Apply(base)
		if err != nil {
			t.Fatal(err)
		}
		s.Feed(job.ID, Complete(t, made).Figures())
	}
	packed, err := s.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return packed
}
