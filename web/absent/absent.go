// Package absent is what a view shows in place of a run whose scenario asks for a profile that is not here.
package absent

import "github.com/llmemu/playground/web/state"

// Absent is the empty state.
type Absent struct {
	App *state.App
}

func (c *Absent) run() string { return "Run it on " + c.App.Catalogue.Opening().Title() }
