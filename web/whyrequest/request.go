// Package whyrequest says why the chosen request took as long as it did.
package whyrequest

import (
	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/parts"
	"github.com/llmemu/playground/web/state"
)

// Request is the section of the inspector.
type Request struct {
	App *state.App
	Why *explain.Request
}

func (c *Request) title() string {
	return "Why did #" + format.Count(float64(c.Why.Request)) + " take " + format.Duration(c.Why.E2EMs) + "?"
}

func (c *Request) size() string {
	return format.Count(float64(c.Why.PromptLen)) + " in, " + format.Count(float64(c.Why.Tokens)) + " out"
}

func (c *Request) partTitle(p explain.PartTime) string {
	if p.Part == "preempted" && c.Why.Preemptions > 1 {
		return "Preempted, " + format.Count(float64(c.Why.Preemptions)) + " times"
	}
	return parts.Title(p.Part)
}

func (c *Request) share(p explain.PartTime) string { return format.Share(p.Ms, c.Why.E2EMs) }

func (c *Request) step(g explain.Gap) string { return "Step " + format.Count(float64(g.Step)) }

// cause says what stretched a gap.
func (c *Request) cause(g explain.Gap) string {
	switch {
	case g.Preempted:
		return "preempted"
	case len(g.Riders) > 0:
		text := "prefill of #" + format.Count(float64(g.Riders[0].Request)) + ", " + format.Of(g.Riders[0].Tokens, "token")
		if more := len(g.Riders) - 1; more > 0 {
			text += ", and " + format.Count(float64(more)) + " more"
		}
		return text
	}
	return "left out of a step"
}

// open chooses the step that ended a gap.
func (c *Request) open(g explain.Gap) {
	c.App.SelectStep(metrics.StepRef{Engine: c.Why.Engine, Step: g.Step})
}
