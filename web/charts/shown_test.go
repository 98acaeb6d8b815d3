package charts_test

import (
	"testing"

	"github.com/llmemu/playground/engine/curves"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/scenarios"
	"github.com/llmemu/playground/scenarios/scenariostest"
	"github.com/llmemu/playground/web/charts"
	"github.com/llmemu/playground/web/state"
)

// Profiles of the tests' runs.
const (
	first  = "rtxpro6000-llama-3.1-8b-bf16-tp1"
	second = "h100-llama-3.1-8b-bf16-tp1"
)

// crowded is a run in which requests wait for the client, for slots and for blocks, are preempted, and miss every objective
// now and then, on the settings of a run that was measured.
func crowded(t *testing.T) *scenario.Scenario {
	t.Helper()
	s := scenariostest.Load(t, scenarios.Opening)
	s.Engine.NumGPUBlocks, s.Engine.MaxNumSeqs, s.Engine.MaxNumBatchedTokens = 2600, 32, 1024
	s.Workload.RequestRate, s.Workload.MaxConcurrency = 2.9, 44
	s.SLO = scenario.SLO{TTFTMs: 2000, TPOTMs: 35, E2ELMs: 16000}
	return s
}

// results are the packed results of scenarios that a test has run, by their JSON.
var results = map[string][]byte{}

// ran runs a scenario and packs its result, once for all tests.
func ran(t *testing.T, s *scenario.Scenario) []byte {
	t.Helper()
	key := string(s.JSON())
	if results[key] == nil {
		results[key] = scenariostest.Pack(t, s)
	}
	return results[key]
}

func parse(t *testing.T, packed []byte) *state.Result {
	t.Helper()
	result, err := state.ParseResult(unpack(t, packed).Header)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// showing is the state of a page with a result on show.
func showing(t *testing.T, s *scenario.Scenario, packed []byte) *state.App {
	t.Helper()
	catalogue := &state.Catalogue{Scenarios: []state.Bundled{{ID: "tested", Title: "Tested", Scenario: s.JSON()}}}
	for _, id := range []string{first, second} {
		catalogue.Profiles = append(catalogue.Profiles, state.Profile{Sheet: *profileOf(t, id).Sheet(), File: id + ".json"})
	}
	return state.New(nil, catalogue, parse(t, packed)) // nothing is asked of the host
}

// specOf is one of the charts of the page on show.
func specOf(t *testing.T, a *state.App, id string) charts.Spec {
	t.Helper()
	for _, spec := range charts.Specs(a) {
		if spec.ID == id {
			return spec
		}
	}
	t.Fatalf("page %s has no chart %s", a.View.Page, id)
	return charts.Spec{}
}

func curvesOf(t *testing.T, id string) []byte {
	t.Helper()
	packed, err := curves.Pack(profileOf(t, id))
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

// swept carries a sweep out and puts it on show.
func swept(t *testing.T, a *state.App, plan sweep.Plan) []byte {
	t.Helper()
	packed := scenariostest.Sweep(t, a.Scenario, plan)
	outcome, err := sweep.ReadHeader(unpack(t, packed).Header)
	if err != nil {
		t.Fatal(err)
	}
	a.View.Page, a.Sweep.Outcome, a.Sweep.Swept = state.PageSweep, outcome, a.Scenario
	return packed
}

func profileOf(t *testing.T, id string) *profile.Profile {
	t.Helper()
	p, err := profiles.Load(id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
