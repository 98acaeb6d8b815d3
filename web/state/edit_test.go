package state_test

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/web/state"
)

// What was typed stays as it is while that field is edited, and is written properly once another one is.
func TestTypedTextStaysUntilAnotherFieldIsEdited(t *testing.T) {
	a, _ := newApp(t)
	seqs, tokens, rate := field(t, "engine.max_num_seqs"), field(t, "engine.max_num_batched_tokens"), field(t, "workload.request_rate")
	a.Edit(tokens.Path(), "08192")
	if a.Text(tokens) != "08192" || !a.Touched(tokens) || a.Touched(seqs) {
		t.Errorf("text %q", a.Text(tokens))
	}
	a.Edit(seqs.Path(), "many")
	a.Edit(rate.Path(), "inf")
	if a.Text(tokens) != "8,192" || a.Touched(tokens) || a.Text(seqs) != "many" || state.Spell(rate, a.Scenario) != "inf" {
		t.Errorf("texts %q, %q and %q", a.Text(tokens), a.Text(seqs), state.Spell(rate, a.Scenario))
	}
	if state.Spell(field(t, "engine.scheduling_policy"), a.Scenario) != "fcfs" || state.Spell(field(t, "engine.num_gpu_blocks"), a.Scenario) != "" {
		t.Error("words are not spelt as they are")
	}
}

func TestToggle(t *testing.T) {
	a, d := newApp(t)
	f := field(t, "engine.enable_prefix_caching")
	for _, want := range []bool{false, true} {
		a.Toggle(f.Path())
		if a.Scenario.Engine.EnablePrefixCaching != want || a.Touched(f) {
			t.Errorf("caching %v, want %v", a.Scenario.Engine.EnablePrefixCaching, want)
		}
	}
	if len(d.jobs) != 2 || a.Stale() {
		t.Errorf("%d runs", len(d.jobs))
	}
}

// Each choice is an edit of its own to undo; typing is one.
func TestChoicesAreUndoneOneByOne(t *testing.T) {
	a, _ := newApp(t)
	a.Toggle("engine.async_scheduling")
	a.Toggle("engine.async_scheduling")
	a.Edit("workload.dataset", "random")
	a.Edit("workload.dataset", "lognormal")
	a.Undo()
	if a.Scenario.Workload.Dataset != "random" {
		t.Errorf("undone to %q", a.Scenario.Workload.Dataset)
	}
	a.Undo()
	a.Undo()
	if a.Scenario.Engine.AsyncScheduling {
		t.Error("two toggles are one")
	}
}

// A list of requests goes with its dataset alone, and comes back with it.
func TestTheListComesBackWithItsDataset(t *testing.T) {
	a, _ := newApp(t)
	if err := a.Open(`{"version":1,"profile":"fast","workload":{"dataset":"requests","requests":[{"prompt_len":5,"output_len":3}]}}`); err != nil {
		t.Fatal(err)
	}
	a.Edit("workload.dataset", "random")
	if len(a.Scenario.Workload.Requests) != 0 {
		t.Error("a generated workload keeps the list")
	}
	a.Edit("workload.ramp_up_strategy", "linear")
	a.Edit("workload.ramp_up_start_rps", "1")
	a.Edit("workload.ramp_up_end_rps", "5")
	if w := a.Scenario.Workload; w.RampUpStartRPS != 1 || w.RampUpEndRPS != 5 {
		t.Errorf("%+v", w)
	}
	a.Edit("workload.dataset", "requests")
	if w := a.Scenario.Workload; len(w.Requests) != 1 || w.Requests[0].PromptLen != 5 || w.RampUpStrategy != "" || w.RampUpStartRPS != 0 || w.RampUpEndRPS != 0 {
		t.Errorf("%+v", w)
	}
	if err := a.Scenario.Validate(); err != nil {
		t.Error(err)
	}
}

// Whatever changes the scenario changes the address and runs it.
func TestEveryChangeReachesTheAddress(t *testing.T) {
	a, d := newApp(t)
	opening := d.hash
	for _, c := range []struct {
		name   string
		change func()
	}{{"edit", func() { a.Edit("seed", "8") }}, {"reset", a.Reset}, {"choose", func() { a.Choose("second") }}, {"undo", a.Undo}, {"redo", a.Redo}} {
		before, jobs := d.hash, len(d.jobs)
		c.change()
		b, _ := newApp(t)
		b.Follow("#" + d.hash)
		if d.hash == before || len(d.jobs) != jobs+1 || len(scenario.Diff(a.Scenario, b.Scenario)) != 0 {
			t.Errorf("%s: %d runs, address %q", c.name, len(d.jobs)-jobs, d.hash)
		}
	}
	a.Choose("nowhere")
	if a.BaseID != "second" || opening == d.hash {
		t.Errorf("an unknown scenario: %q", a.BaseID)
	}
}

// An objection that names no field stands above the results.
func TestAnObjectionWithoutAFieldIsANotice(t *testing.T) {
	a, d := newApp(t)
	a.Run()
	a.Fail(d.jobs[0].ID, "engine.nothing", "engine.nothing: odd")
	if a.Notice == "" || !strings.Contains(a.Notice, "odd") {
		t.Errorf("notice %q", a.Notice)
	}
	a.Edit("seed", "5")
	if a.Notice != "" {
		t.Errorf("the notice outlived its run: %q", a.Notice)
	}
}

// TestAFieldOfVersion2UpgradesTheScenario: nothing but the edited field changes, the page says so, and undo goes back.
func TestAFieldOfVersion2UpgradesTheScenario(t *testing.T) {
	a, d := newApp(t)
	watermark := field(t, "engine.watermark")
	a.Edit(watermark.Path(), "2")
	if a.Scenario.Version != 1 || a.Problem(watermark) == "" {
		t.Errorf("version %d after a value that is refused, problem %q", a.Scenario.Version, a.Problem(watermark))
	}
	a.Edit(watermark.Path(), "0.1")
	if changed := a.Changed(); a.Scenario.Version != 2 || len(changed) != 1 || changed[0] != watermark || !strings.Contains(a.Notice, "version 2") {
		t.Errorf("version %d, %d fields changed, notice %q", a.Scenario.Version, len(changed), a.Notice)
	}
	again, err := scenario.Parse(d.jobs[len(d.jobs)-1].Scenario)
	if err != nil || again.Engine.MaxNumSeqs != a.Base.Engine.MaxNumSeqs || again.Workload.OnTooLong != scenario.TooLongClip {
		t.Errorf("ran %s, error %v", d.jobs[len(d.jobs)-1].Scenario, err)
	}
	a.Undo()
	if a.Scenario.Version != 1 {
		t.Errorf("undone, it is of version %d", a.Scenario.Version)
	}
}
