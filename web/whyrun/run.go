// Package whyrun says what explains the tail of a run: where the time of the slowest requests went, beside those in the
// middle, and the three facts that the engine found.
package whyrun

import (
	"strings"

	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/parts"
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
	when := "sent at " + format.Number(t.FromS)
	if last := format.Number(t.ToS); last != format.Number(t.FromS) {
		when = "sent " + format.Number(t.FromS) + " to " + last
	}
	return "slowest 5\u2009% by E2E: " + format.Of(t.Requests, "request") + ", " + when + "\u00a0s"
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

// rest names what the facts leave out of the difference, and sums it up.
func (c *Run) rest() string {
	f := c.facts()
	if len(f.List) == 0 && f.DifferenceMs <= 0 {
		return "The slowest take no longer than the middle."
	}
	text := "They take " + format.Duration(f.DifferenceMs) + " longer than the middle"
	var others []string
	for _, p := range f.Rest {
		others = append(others, strings.ToLower(parts.Title(p.Part))+" "+signed(p.Ms))
	}
	if len(others) > 0 {
		text += "; the rest of it is " + strings.Join(others, ", ")
	}
	return text + "."
}

// signed is a duration more, or less.
func signed(ms float64) string {
	if ms < 0 {
		return "\u2212" + format.Duration(-ms)
	}
	return "+" + format.Duration(ms)
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
