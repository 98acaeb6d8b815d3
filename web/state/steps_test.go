package state_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/web/state"
)

// TestAStepIsAnEntryOfTheHistory: what the reader chooses is one each, what is dragged or typed none.
func TestAStepIsAnEntryOfTheHistory(t *testing.T) {
	a, d := newApp(t)
	for _, one := range []struct {
		what   string
		do     func()
		visits int
	}{
		{"another view", func() { a.SetPage(state.PageTimeline) }, 1},
		{"the same view", func() { a.SetPage(state.PageTimeline) }, 0},
		{"a request", func() { a.SelectRequest(3) }, 0},
		{"an edit", func() { a.Edit("engine.max_num_seqs", "64") }, 0},
		{"a bundled scenario", func() { a.Choose("second") }, 1},
		{"a scenario that is opened", func() { must(t, a.Open(string(a.Base.JSON()))) }, 1},
		{"what a fact proposes, with its pin", func() { a.Try("engine.max_num_seqs", "32") }, 1},
		{"a figure's step on another view", func() { a.SetPage(state.PageGaps); a.OpenStep(2, 1, 1) }, 2},
	} {
		d.visits = nil
		if one.do(); len(d.visits) != one.visits {
			t.Errorf("%s makes %d entries, want %d", one.what, len(d.visits), one.visits)
		}
	}
	if a.RunOrCancel(); d.kept != 0 {
		t.Error("cancelling a run keeps edits")
	}
	a.RunOrCancel()
	a.RunShown()
	if d.kept != 2 {
		t.Errorf("the Run button and its key keep edits %d times", d.kept)
	}
}

// TestBackIsWhatWasThere: view, scenario and pin of the entry, and nothing of what came after it.
func TestBackIsWhatWasThere(t *testing.T) {
	a, d := newApp(t)
	a.SelectRequest(7)
	before := d.hash
	a.TogglePin()
	a.SetPage(state.PageGaps)
	a.Choose("second")
	header, _ := os.ReadFile("testdata/header.json")
	last := d.jobs[len(d.jobs)-1]
	a.Finish(last.ID, last.Scenario, header, 1)
	after := d.hash

	a.Follow("#" + before)
	if a.View.Page != state.PageOverview || a.View.Request != 7 || a.Pin != nil || d.pins != 0 || a.Scenario.Name != "First" {
		t.Errorf("back: %+v, pin %v, %q", a.View, a.Pin, a.Scenario.Name)
	}
	last = d.jobs[len(d.jobs)-1]
	if !strings.Contains(string(last.Scenario), `"First"`) {
		t.Errorf("back runs %s", last.Scenario)
	}
	a.Follow("#" + after)
	if a.View.Page != state.PageGaps || a.Pin == nil || len(d.pinned) != 1 || a.Scenario.Name != "Second" {
		t.Errorf("forward: %+v, pin %v, %q", a.View, a.Pin, a.Scenario.Name)
	}
	pin := a.Pin
	a.Follow("#" + strings.Replace(after, "&v=gaps", "&v=live", 1))
	if a.Pin != pin || len(d.pinned) != 1 {
		t.Error("a pin that stays runs again")
	}
	a.Follow("")
	if a.View.Page != state.PageOverview || a.Scenario.Name != "First" || a.Pin != nil {
		t.Errorf("without a fragment the page shows %q in %s", a.Scenario.Name, a.View.Page)
	}
	if slices.Contains(d.visits, "") {
		t.Error("following makes an entry")
	}
}
