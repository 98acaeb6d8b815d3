package state_test

import (
	"testing"

	"github.com/llmemu/playground/web/state"
)

// TestAPageIsBuiltHoweverItIsReached: by its tab, by a link, or by what leads to it.
func TestAPageIsBuiltHoweverItIsReached(t *testing.T) {
	for name, reach := range map[string]func(*state.App){
		"tab":  func(a *state.App) { a.SetPage(state.PageTimeline) },
		"step": func(a *state.App) { a.OpenStep(3, 0.1, 20) },
		"link": func(a *state.App) { a.Follow("#v=timeline"); a.Enter() },
	} {
		a, _ := newApp(t)
		if a.Entered(state.PageTimeline) || !a.Entered(state.PageOverview) {
			t.Errorf("%s: the page begins with another view than the overview", name)
		}
		if reach(a); !a.Entered(state.PageTimeline) {
			t.Errorf("%s: the timeline is on show and not built", name)
		}
	}
}

// The window may go beyond the run on show where the pinned one lasts longer.
func TestTheWindowOfThePinnedRunStays(t *testing.T) {
	a, d := newApp(t) // 72.8 s
	a.PinShown()
	a.SetWindow(70, 90)
	a.Edit("seed", "2")
	finish(t, a, d, 0)
	if a.View.To != 90 {
		t.Errorf("window %g to %g", a.View.From, a.View.To)
	}
}

func TestTheProfilesOnShow(t *testing.T) {
	a, _ := newApp(t)
	if a.Shown().ID() != "fast" || a.Compared() != nil {
		t.Errorf("at first %s", a.Shown().ID())
	}
	a.ShowProfile("slow")
	a.CompareProfile("fast-2")
	if a.Shown().ID() != "slow" || a.Compared().ID() != "fast-2" {
		t.Errorf("%s beside %v", a.Shown().ID(), a.Compared())
	}
	a.View.Profile, a.Scenario.Profile = "gone", "gone"
	if a.Shown() != &a.Catalogue.Profiles[0] {
		t.Errorf("of none: %s", a.Shown().ID())
	}
}

func TestAutoRunIsRemembered(t *testing.T) {
	a, d := newApp(t)
	a.ToggleAutoRun()
	a.Edit("seed", "2")
	if a.View.AutoRun || d.settings["auto-run"] != "off" || len(d.jobs) != 0 {
		t.Errorf("off: %q, %d runs", d.settings["auto-run"], len(d.jobs))
	}
	a.ToggleAutoRun()
	if !a.View.AutoRun || d.settings["auto-run"] != "on" || len(d.jobs) != 1 {
		t.Errorf("on: %q, %d runs", d.settings["auto-run"], len(d.jobs))
	}
	finish(t, a, d, 0)
	a.ToggleAutoRun()
	a.ToggleAutoRun()
	if len(d.jobs) != 1 {
		t.Error("what is on show already is run")
	}
}

func TestTablesAndExplanationsOpenAndClose(t *testing.T) {
	a, _ := newApp(t)
	for _, want := range []bool{true, false} {
		if a.ToggleTable("time"); a.View.Tables["time"] != want || a.View.Tables["spread"] {
			t.Errorf("tables %v", a.View.Tables)
		}
	}
	for _, want := range []string{"seed", "name", ""} {
		path := want
		if want == "" {
			path = "name"
		}
		if a.ToggleAbout(path); a.View.About != want {
			t.Errorf("%q is explained, want %q", a.View.About, want)
		}
	}
}
