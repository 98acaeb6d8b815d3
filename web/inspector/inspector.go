// Package inspector is the column at the right that explains what is chosen: a step, a request, or else the run.
package inspector

import (
	"github.com/llmemu/playground/web/state"
)

// Inspector is the column.
type Inspector struct {
	App *state.App
}

func (c *Inspector) step() bool {
	return c.App.View.Step != state.None && c.App.Why.Step != nil
}

func (c *Inspector) request() bool {
	return c.App.View.Request != state.None && c.App.Why.Request != nil
}

// hint says what is on its way, or how to choose what may be chosen and is not.
func (c *Inspector) hint() string {
	v := &c.App.View
	switch {
	case c.App.Why.Problem == "" && (v.Step != state.None && !c.step() || v.Request != state.None && !c.request()):
		return "The engine runs the scenario again to explain it."
	case v.Page != state.PageTimeline || v.Step != state.None && v.Request != state.None:
		return ""
	case v.Step == state.None && v.Request == state.None:
		return "Click a panel for its step, or a row for its request. ← → move by a step, with Shift to the next that refuses or preempts; ↑ ↓ by a request."
	case v.Step == state.None:
		return "Click a panel to see a step: its batch, and whom it refused."
	}
	return "Click a row to see why its request took so long."
}
