// Package whyrequest says why the chosen request took as long as it did.
package whyrequest

import (
	"strconv"
	"strings"

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
func (c *Request) open(g explain.Gap) { c.openStep(g.Step) }

func (c *Request) openStep(step int) {
	c.App.SelectStep(metrics.StepRef{Engine: c.Why.Engine, Step: step})
}

// when is the moment of an event, to the millisecond where a run is short enough for it to matter.
func (c *Request) when(e explain.Event) string {
	return strconv.FormatFloat(e.AtS, 'f', 3, 64) + "\u00a0s"
}

func (c *Request) zoomLabel(e explain.Event) string {
	return "Zoom the timeline to " + c.when(e) + ": " + e.Text
}

// zoom moves the timeline to the moment, with a tenth of the request's life around it.
func (c *Request) zoom(e explain.Event) { c.App.OpenMoment(e.AtS, c.Why.E2EMs/1e4) }

// what is an event's text up to the request that it names, other that request, and rest what follows.
func (c *Request) what(e explain.Event) string {
	before, _, _ := strings.Cut(e.Text, c.other(e))
	return before
}

func (c *Request) other(e explain.Event) string {
	if e.Other < 0 {
		return "" // the whole text then follows it
	}
	return "#" + format.Count(e.Other)
}

func (c *Request) rest(e explain.Event) string {
	_, after, _ := strings.Cut(e.Text, c.other(e))
	return after
}

func (c *Request) stepOf(e explain.Event) string { return "Step " + format.Count(e.Step) }
