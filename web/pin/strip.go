// Package pin shows the pinned run A beside the run on show, B: what was changed, and what came of it.
package pin

import (
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// Strip says in a line what is pinned, and in which fields the run on show differs.
type Strip struct {
	App *state.App
}

// field is a setting that differs.
type field struct{ name, a, b string }

func (c *Strip) name() string {
	if p := c.App.Pin; p != nil {
		return c.App.TitleOf(p.Scenario)
	}
	return "Pinned run"
}

func (c *Strip) lead() string {
	p := c.App.Pin
	switch {
	case p == nil:
		return ""
	case p.Problem != "" && p.Result == nil:
		return "cannot run: " + p.Problem
	case p.Result == nil:
		return "runs again, to be compared"
	case len(c.App.PinDiff()) == 0:
		return "is the run on show. Change a setting, and the next run is compared with it."
	}
	return "against this run, which differs in " + format.Of(len(c.App.PinDiff()), "field") + ":"
}

func (c *Strip) fields() []field {
	var list []field
	if c.App.Pin == nil {
		return nil
	}
	for _, f := range c.App.PinDiff() {
		d := field{f.Name, state.Spell(f, c.App.Pin.Scenario), state.Spell(f, c.App.Ran)}
		if d.a == "" {
			d.a = f.Absence(c.App.Pin.Scenario)
		}
		if d.b == "" {
			d.b = f.Absence(c.App.Ran)
		}
		list = append(list, d)
	}
	return list
}
