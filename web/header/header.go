// Package header is the bar at the top: what ran, how it runs, and the actions on the whole page.
package header

import "github.com/llmemu/playground/web/state"

// Header is the bar.
type Header struct {
	App *state.App
}

// tabs are the views of the page.
var tabs = []struct{ page, title string }{{state.PageOverview, "Overview"}, {state.PageProfile, "Profile"}}

func (c *Header) status() string {
	switch {
	case c.App.Status != "":
		return c.App.Status
	case c.App.Stale() && !c.App.Running:
		return "Settings changed"
	}
	return c.App.Simulated()
}
