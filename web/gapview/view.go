// Package gapview is the page's view of the gaps between tokens: how long each is, and what rode in its step.
package gapview

import (
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// View is the view.
type View struct {
	App *state.App
}

func (c *View) class() string { return c.App.MainClass() }

// figure is one of the figures at the top: all gaps, or those of a band.
type figure struct {
	band              int // state.None for all
	title, foot       string
	number, unit, p99 string
	pinned            string // what the pinned run has there
}

func (c *View) figures() []figure {
	g := c.App.Result.Gaps
	if g == nil {
		return nil
	}
	all := figure{band: state.None, title: "All gaps (ITL)", foot: format.Of(g.Count, "gap"), p99: "p99 " + format.Duration(g.P99)}
	all.number, all.unit = format.Latency(g.P50)
	pinned := c.App.PinnedGaps()
	if pinned != nil {
		all.pinned = inPinned(pinned.P50, pinned.P99)
	}
	list := []figure{all}
	for i, b := range g.Bands {
		f := figure{band: i, title: state.BandName(b), foot: format.Percent(b.Share*100) + " of gaps", number: "–"}
		if b.Gaps > 0 {
			f.number, f.unit = format.Latency(b.P50)
			f.p99 = "p99 " + format.Duration(b.P99)
		}
		if pinned != nil {
			f.pinned = bandInPinned(pinned, b)
		}
		list = append(list, f)
	}
	return list
}

func inPinned(p50, p99 float64) string {
	return "A " + format.Duration(p50) + ", p99 " + format.Duration(p99)
}

// bandInPinned finds the band in the pinned run, which has others where its token budget is another.
func bandInPinned(g *metrics.Gaps, band metrics.GapBand) string {
	for _, b := range g.Bands {
		if b.Low != band.Low || b.High != band.High {
			continue
		}
		if b.Gaps == 0 {
			return "A has no such gap"
		}
		return inPinned(b.P50, b.P99)
	}
	return "A has other bands"
}

func (c *View) facts() []metrics.Fact {
	if c.App.Result.Gaps == nil {
		return []metrics.Fact{{Title: "No gaps", Text: "No request of this run has two tokens. Raise the output length to see gaps."}}
	}
	return c.App.Result.Gaps.Facts
}

// try names what a sentence suggests, "" for nothing.
func (c *View) try(f metrics.Fact) string {
	if f.Try == nil {
		return ""
	}
	return "Try " + f.Try.Path[len("engine."):] + " " + f.Try.Value
}

// longest lists the longest gaps: of the marked band, or of all.
func (c *View) longest() []metrics.GapStep {
	switch {
	case c.App.Band() != nil:
		return c.App.Band().Longest
	case c.App.Result.Gaps != nil:
		return c.App.Result.Gaps.Longest
	}
	return nil
}

func (c *View) longestOf() string {
	if b := c.App.Band(); b != nil {
		return state.BandName(*b)
	}
	return "of all steps"
}

// row marks the chosen step's.
func (c *View) row(s metrics.GapStep) string {
	if int(s.Step) == c.App.View.Step {
		return "row-chosen"
	}
	return ""
}

// chosen leads to the chosen step, "" where none is: a click on a cell chooses the step of its longest gap.
func (c *View) chosen() string {
	if c.App.View.Step == state.None {
		return ""
	}
	return "Step " + format.Count(float64(c.App.View.Step)) + " in the timeline"
}

// who says which requests waited that long.
func who(s metrics.GapStep) string {
	if s.Request >= 0 {
		return "#" + format.Count(float64(s.Request))
	}
	return format.Of(int(s.Gaps), "request")
}

func (c *View) role() string {
	if c.App.View.Tables["gaps"] {
		return "group"
	}
	return "img"
}

// alt is what the chart says to those who do not see it.
func (c *View) alt() string {
	g := c.App.Result.Gaps
	if g == nil {
		return "No request has two tokens."
	}
	over := "prefill tokens"
	if c.App.View.GapAxis == "batch" {
		over = "requests decoding"
	}
	text := "Density of " + format.Of(int(g.Count), "gap") + " by length over " + over + " in the step. "
	for _, b := range g.Bands {
		text += state.BandName(b) + ": " + format.Percent(b.Share*100) + " of gaps, p50 " + format.Duration(b.P50) + ", p99 " + format.Duration(b.P99) + ". "
	}
	if pinned := c.App.PinnedGaps(); pinned != nil {
		text += "All gaps of the pinned run: p50 " + format.Duration(pinned.P50) + ", p90 " + format.Duration(pinned.P90) + ", p99 " + format.Duration(pinned.P99) + "."
	}
	return text
}

// fit says what the dashed line is.
func (c *View) fit() string {
	g := c.App.Result.Gaps
	if g == nil || g.Fit == nil || c.App.View.GapAxis != "prefill" {
		return ""
	}
	return "least squares: " + format.Duration(g.Fit.BaseMs) + " + " + format.Duration(g.Fit.PerThousandMs) + " per 1,000 tokens"
}
