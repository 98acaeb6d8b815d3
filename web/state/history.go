package state

import "github.com/llmemu/playground/engine/scenario"

// historyLimit is how many edits can be undone.
const historyLimit = 200

// moment is a scenario as it was, and what its edits were counted against.
type moment struct {
	base     *scenario.Scenario
	baseID   string
	scenario scenario.Scenario // its list of requests is shared: nothing changes one in place
}

// history is what was before the scenario on show, and what was undone since.
type history struct {
	past, future []moment
	typing       string // path of the field whose edits belong to one step, "" for none
}

func (a *App) moment() moment { return moment{a.Base, a.BaseID, *a.Scenario} }

// remember keeps what was before a change that is done. Typing in one field is one change, however many keys it takes.
func (a *App) remember(before moment, typing string) {
	h := &a.history
	if before.base == a.Base && len(scenario.Diff(&before.scenario, a.Scenario)) == 0 {
		return
	}
	h.future = nil
	if typing == "" || typing != h.typing {
		h.past = append(h.past, before)
		h.past = h.past[max(0, len(h.past)-historyLimit):]
		h.typing = typing
		return
	}
	if last := len(h.past) - 1; len(scenario.Diff(&h.past[last].scenario, a.Scenario)) == 0 { // typed back to what it was
		h.past, h.typing = h.past[:last], ""
	}
}

// CanUndo says whether there is an edit to take back.
func (a *App) CanUndo() bool { return len(a.history.past) > 0 || len(a.problems) > 0 }

// CanRedo says whether there is one that was taken back.
func (a *App) CanRedo() bool { return len(a.history.future) > 0 }

// Undo takes the last edit back. Text that a field could not use goes first.
func (a *App) Undo() {
	if len(a.problems) > 0 {
		clear(a.typed)
		clear(a.problems)
		return
	}
	h := &a.history
	h.past, h.future = a.travel(h.past, h.future)
}

// Redo makes the edit again that was taken back last.
func (a *App) Redo() {
	h := &a.history
	h.future, h.past = a.travel(h.future, h.past)
}

// travel goes to the last moment of from, and leaves the present one at the end of to.
func (a *App) travel(from, to []moment) ([]moment, []moment) {
	if len(from) == 0 {
		return from, to
	}
	to = append(to, a.moment())
	m := from[len(from)-1]
	a.setBase(m.baseID, m.base)
	*a.Scenario = m.scenario
	a.history.typing = ""
	a.edited()
	return from[:len(from)-1], to
}
