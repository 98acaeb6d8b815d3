// Package header is the bar at the top: what ran, how it runs, and the actions on the whole page.
package header

import (
	"github.com/vugu/vugu"

	"github.com/llmemu/playground/web/icon"
	"github.com/llmemu/playground/web/state"
)

// Header is the bar.
type Header struct {
	App *state.App
}

// tab leads to a view.
type tab struct {
	short string // of its title, where there is little room
	icon  vugu.HTML
}

var tabs = map[string]tab{
	state.PageOverview: {"Overview", icon.Bars},
	state.PageTimeline: {"Timeline", icon.Gantt},
	state.PageGaps:     {"Gaps", icon.Dots},
	state.PageSweep:    {"Sweep", icon.Curve},
	state.PageLive:     {"Live", icon.Pulse},
	state.PageProfile:  {"Profile", icon.Chip},
	state.PageGallery:  {"Gallery", icon.Cards},
}

func (c *Header) status() string {
	switch {
	case c.App.Absent():
		return "No run"
	case c.App.Progress != nil:
		return c.App.Reached()
	case c.App.Status != "":
		return c.App.Status
	case c.App.Stale() && !c.App.Running:
		return "Settings changed"
	}
	return c.App.Simulated()
}

// live says whether a new status is to be read aloud: not how far a run is, twice a second.
func (c *Header) live() string {
	if c.App.Progress != nil {
		return "off"
	}
	return "polite"
}

func (c *Header) pin() string {
	if c.App.Pin != nil {
		return "Unpin"
	}
	return "Compare"
}

func (c *Header) pinTitle() string {
	if c.App.Pin != nil {
		return "Let go of the pinned run (P)"
	}
	return "Pin this run as A: later ones are compared with it (P)"
}
