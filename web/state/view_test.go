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
