package state_test

import (
	"strconv"
	"testing"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/web/state"
)

// shows holds the page to the values of two fields.
func shows(t *testing.T, a *state.App, when, seqs, rate string) {
	t.Helper()
	for path, want := range map[string]string{"engine.max_num_seqs": seqs, "workload.request_rate": rate} {
		f := field(t, path)
		if got := f.Text(a.Scenario); got != want {
			t.Errorf("%s: %s is %q, want %q", when, path, got, want)
		}
		if got := a.Text(f); got != state.Spell(f, a.Scenario) {
			t.Errorf("%s: the input of %s shows %q", when, path, got)
		}
	}
}

func TestUndoAndRedo(t *testing.T) {
	a, d := newApp(t)
	seqs, rate := field(t, "engine.max_num_seqs").Text(a.Scenario), field(t, "workload.request_rate").Text(a.Scenario)
	if a.CanUndo() || a.CanRedo() {
		t.Error("a page just opened has something to undo")
	}
	for _, text := range []string{"6", "64"} { // one step
		a.Edit("engine.max_num_seqs", text)
	}
	a.Edit("workload.request_rate", "5")
	a.Undo()
	shows(t, a, "one undo", "64", rate)
	if hash := d.hash; hash == "" || !a.Stale() {
		t.Errorf("an undo leaves the address at %q, stale %v", hash, a.Stale())
	}
	a.Undo()
	shows(t, a, "two undos", seqs, rate)
	if a.CanUndo() {
		t.Error("typing two digits took two steps")
	}
	a.Undo() // nothing is left
	a.Redo()
	a.Redo()
	shows(t, a, "two redos", "64", "5")
	a.Undo()
	a.Edit("engine.max_num_seqs", "32")
	if a.CanRedo() {
		t.Error("after another edit there is still something to redo")
	}
	a.Reset()
	a.Undo()
	shows(t, a, "an undone reset", "32", rate)
}

func TestUndoOfWhatIsNoEdit(t *testing.T) {
	a, _ := newApp(t)
	before := field(t, "engine.max_num_seqs").Text(a.Scenario)
	a.Edit("engine.max_num_seqs", before)
	a.Toggle("engine.async_scheduling")
	a.Toggle("engine.async_scheduling")
	a.Edit("engine.max_num_seqs", "1")
	a.Edit("engine.max_num_seqs", before) // typed back
	for range 2 {
		a.Undo()
	}
	if a.CanUndo() {
		t.Error("an edit that changed nothing, or was typed back, is a step")
	}
	a.Edit("engine.max_num_seqs", "many")
	a.Undo()
	if f := field(t, "engine.max_num_seqs"); a.Problem(f) != "" || a.Text(f) != state.Spell(f, a.Scenario) {
		t.Errorf("text that is no number stays: %q, %q", a.Text(f), a.Problem(f))
	}
}

func TestUndoOfAnotherScenario(t *testing.T) {
	a, _ := newApp(t)
	first := a.BaseID
	a.Edit("engine.max_num_seqs", "64")
	a.Choose(a.Catalogue.Scenarios[1].ID)
	a.Undo()
	if a.BaseID != first || len(scenario.Diff(a.Base, a.Scenario)) != 1 {
		t.Errorf("back at %s with %d changes, want %s with 1", a.BaseID, len(a.Changed()), first)
	}
	a.Redo()
	if a.BaseID != a.Catalogue.Scenarios[1].ID || len(a.Changed()) != 0 {
		t.Errorf("forth at %s with %d changes", a.BaseID, len(a.Changed()))
	}
}

// Typing that begins after an undo is a step of its own, even in the field that the typing before it was in.
func TestTypingAfterAnUndoIsAStepOfItsOwn(t *testing.T) {
	a, _ := newApp(t)
	a.Edit("engine.max_num_seqs", "64")
	a.Edit("workload.request_rate", "5")
	a.Edit("engine.max_num_seqs", "8")
	a.Undo()
	a.Edit("engine.max_num_seqs", "7")
	a.Undo()
	shows(t, a, "the typing undone", "64", "5")
}

// 200 steps can be undone: of 202, the first two stay done.
func TestTheOldestStepsAreForgotten(t *testing.T) {
	a, _ := newApp(t)
	for i := range 101 {
		a.Edit("engine.max_num_seqs", strconv.Itoa(300+i))
		a.Edit("workload.request_rate", strconv.Itoa(20+i))
	}
	a.Undo()
	shows(t, a, "the newest undone", "400", "119")
	undone := 1
	for ; a.CanUndo(); undone++ {
		a.Undo()
	}
	shows(t, a, "all that can be undone", "300", "20")
	if undone != 200 {
		t.Errorf("%d steps were undone, want 200", undone)
	}
}
