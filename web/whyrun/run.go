// Package whyrun says what explains the tail of a run: where the time of the slowest requests went, beside those in the
// middle, and the three facts that the engine found.
package whyrun

import (
	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// Run is the card.
type Run struct {
	App   *state.App
	Place string // where the card stands; its bars need names of their own
}

func (c *Run) facts() *explain.Facts { return c.App.Why.Facts }

func (c *Run) class() string {
	if c.App.FactsCurrent() {
		return "card card-tail"
	}
	return "card card-tail card-tail-old"
}

func (c *Run) aside() string {
	switch {
	case c.facts() == nil && c.App.FactsOnDemand():
		return "To explain a run is to emulate it again: long ones wait for you"
	case !c.App.FactsCurrent():
		return "The engine looks for it"
	}
	t := &c.facts().Tail
	return "slowest 5\u2009% by E2E: " + format.Of(t.Requests, "request") + ", sent " + format.Number(t.FromS) + " to " + format.Number(t.ToS) + "\u00a0s"
}

// action is what the button does.
func (c *Run) action() string {
	if c.facts() == nil {
		return "Explain"
	}
	return "Show these " + format.Count(float64(c.facts().Tail.Requests))
}

func (c *Run) act() {
	if c.facts() == nil {
		c.App.ExplainTail()
		return
	}
	c.App.ShowTail()
}

type row struct {
	id, title, note string
	group           *explain.Group
}

func (c *Run) rows() []row {
	f := c.facts()
	return []row{
		{c.Place + "-tail", "Slowest 5\u2009%", format.Of(f.Tail.Requests, "request"), &f.Tail},
		{c.Place + "-middle", "Middle", "p40 to p60", &f.Middle},
	}
}

// legend lists the parts that either group has.
func (c *Run) legend() []explain.PartTime {
	var list []explain.PartTime
	for i, p := range c.facts().Tail.Parts {
		if p.Ms > 0 || c.facts().Middle.Parts[i].Ms > 0 {
			list = append(list, p)
		}
	}
	return list
}
