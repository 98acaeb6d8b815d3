// Package profileview is the page's view of profiles: what a step costs, and what is known of where that comes from. Two
// stand side by side.
package profileview

import (
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// View is the view.
type View struct {
	App *state.App
}

func (c *View) class() string {
	if c.App.Compared() != nil {
		return "main main-profile main-pair"
	}
	return "main main-profile"
}

func (c *View) compared() string {
	if p := c.App.Compared(); p != nil {
		return p.Title()
	}
	return "nothing"
}

// all lists every profile for a select.
func (c *View) all() []*state.Profile {
	var list []*state.Profile
	for i := range c.App.Catalogue.Profiles {
		list = append(list, &c.App.Catalogue.Profiles[i])
	}
	return list
}

// sheets are the profiles on show.
func (c *View) sheets() []*state.Profile {
	list := []*state.Profile{c.App.Shown()}
	if p := c.App.Compared(); p != nil {
		list = append(list, p)
	}
	return list
}

// inScenario says whether the scenario runs on the profile on show.
func (c *View) inScenario() bool { return c.App.Shown().ID() == c.App.Scenario.Profile }

func (c *View) use() string {
	if c.inScenario() {
		return "Used by the scenario"
	}
	return "Use in the scenario"
}

// removed says what the reader can take back.
func (c *View) removed() string {
	if gone := c.App.Removal(); gone != nil {
		return gone.Told()
	}
	return ""
}

func (c *View) role(chart string) string {
	if c.App.View.Tables[chart] {
		return "group"
	}
	return "img"
}

// alt is what a chart says to those who do not see it.
func (c *View) alt(what, limit string) string {
	text := "Step latency over " + what + " at several context depths, with the profile’s own points: "
	for i, p := range c.sheets() {
		if i > 0 {
			text += " beside "
		}
		text += p.Title()
	}
	return text + ". Measured to " + limit + ". The same figures are there as a table."
}

func (c *View) decodeAlt() string {
	return c.alt("decodes", format.Of(int(c.App.Shown().Sheet.Range.MaxDecodeSeqs), "decode"))
}

func (c *View) prefillAlt() string {
	return c.alt("prefill tokens", format.Of(int(c.App.Shown().Sheet.Range.MaxPrefillTokens), "token"))
}
