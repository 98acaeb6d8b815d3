package state_test

import (
	"testing"

	"github.com/llmemu/playground/engine/scenario"
)

// TestATitleSaysWhatTheScenarioIs, whatever its name says.
func TestATitleSaysWhatTheScenarioIs(t *testing.T) {
	a, _ := newApp(t)
	own := scenario.DefaultOf(scenario.Version, "slow")
	own.Name, own.Workload.Dataset = "Night shift: 10 req/s", scenario.DatasetRandom
	for _, one := range []struct {
		why, want string
		edit      func()
	}{
		{"as bundled", "First", func() {}},
		{"figures edited", "First", func() { a.Edit("engine.max_num_seqs", "64") }},
		{"other hardware", "ShareGPT on Slow GPU", func() { a.ChooseProfile("slow") }},
		{"more GPUs", "ShareGPT on 2 × Fast GPU", func() { a.ChooseProfile("fast-2") }},
		{"other data", "Random lengths on Fast GPU", func() { a.ChooseProfile("fast"); a.Edit("workload.dataset", "random") }},
		{"another policy", "ShareGPT on Fast GPU", func() {
			a.Edit("workload.dataset", "sharegpt")
			a.Edit("engine.scheduling_policy", "priority")
		}},
		{"as it was", "First", func() { a.Reset() }},
		{"opened", "Night shift: 10 req/s", func() { must(t, a.Open(string(own.JSON()))) }},
		{"opened, figures edited", "Night shift", func() { a.Edit("workload.request_rate", "3") }},
		{"opened, other hardware", "Random lengths on Fast GPU", func() { a.ChooseProfile("fast") }},
	} {
		one.edit()
		if got := a.TitleOf(a.Scenario); got != one.want {
			t.Errorf("%s: %q, want %q", one.why, got, one.want)
		}
	}
	if a.Title() != "First" {
		t.Errorf("what ran is called %q", a.Title())
	}
}

func TestTheDocumentIsNamedByItsViewAndScenario(t *testing.T) {
	a, _ := newApp(t)
	for page, want := range map[string]string{
		"overview": "Overview: First · LLM-Emu Playground",
		"gaps":     "Token gaps: First · LLM-Emu Playground",
		"profile":  "Profile: Small-8B on Fast GPU, bf16, TP 1 · LLM-Emu Playground",
		"sweep":    "Sweep: ShareGPT on Slow GPU · LLM-Emu Playground",
	} {
		if page == "sweep" {
			a.ChooseProfile("slow") // the sweep is of the scenario as edited
		}
		a.SetPage(page)
		if got := a.DocumentTitle(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		a.Reset()
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
