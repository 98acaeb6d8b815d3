// Package liveview is the page's view of an engine that serves in real time. The component holds the controls, and the
// places that static/js fills with what moves.
package liveview

import (
	"math"

	"github.com/vugu/vugu"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/workload"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/icon"
	"github.com/llmemu/playground/web/state"
)

// View is the view.
type View struct {
	App *state.App
}

func (c *View) class() string {
	class := "main main-live" + c.App.AbsentClass()
	if c.App.LiveStale() {
		class += " live-is-stale"
	}
	return class
}

func (c *View) pause() string {
	if c.App.Live.Paused {
		return "Go on"
	}
	return "Pause"
}

func (c *View) pauseIcon() vugu.HTML {
	if c.App.Live.Paused {
		return icon.Play
	}
	return icon.Pause
}

func speed(v float64) string { return format.Plain(v) + "×" }

// scenario is what the session runs, or would run.
func (c *View) scenario() *scenario.Scenario {
	if s := c.App.Live.Scenario; s != nil {
		return s
	}
	return c.App.Scenario
}

// atOnce says whether all requests of a workload arrive together: a rate of inf, or none where none was recorded.
func atOnce(w *scenario.Workload) bool {
	return math.IsInf(float64(w.RequestRate), 1) || w.RequestRate == 0 && !w.Recorded() && w.RampUpStrategy == ""
}

// rate is the request rate that the session began with.
func (c *View) rate() string {
	w := &c.scenario().Workload
	switch {
	case w.RampUpStrategy != "":
		return "ramp"
	case atOnce(w):
		return "inf"
	case w.RequestRate > 0:
		return format.Plain(float64(w.RequestRate))
	}
	return "recorded"
}

// arrivals says how requests come, where that is not one rate for ever.
func (c *View) arrivals() string {
	w := &c.scenario().Workload
	switch {
	case w.RampUpStrategy != "":
		return "The rate ramps from " + format.Plain(w.RampUpStartRPS) + " to " + format.Plain(w.RampUpEndRPS) + "\u00a0req/s over " +
			format.Of(w.NumPrompts, "request") + " and then stays. A rate that you type ends the ramp."
	case atOnce(w):
		text := "All requests of the workload arrive at the start"
		if w.NumPrompts > 0 {
			text = "All " + format.Of(w.NumPrompts, "request") + " arrive at the start"
		}
		if w.NumPrompts > workload.MaxOpening {
			text = "The first " + format.Count(workload.MaxOpening) + " of " + format.Of(w.NumPrompts, "request") + " arrive at the start"
		}
		return text + ", and none after them. Type a rate, or send a burst, for more."
	}
	return ""
}

// pinned says why the pinned run is not drawn here, with its latencies to hold those of live requests against.
func (c *View) pinned() string {
	if !c.App.Comparing() {
		return ""
	}
	r := c.App.Pin.Result
	pair := func(key string) string {
		return format.Duration(r.Latency(key, "p50")) + ", p99 " + format.Duration(r.Latency(key, "p99"))
	}
	return "A, pinned, is a run that is over: it has no state beside this one. Its TTFT was p50 " + pair("ttft_ms") + ", its TPOT p50 " + pair("tpot_ms") + "."
}

// problem is what is wrong with the rate, or says that the session runs other settings than those shown.
func (c *View) problem() string {
	if c.App.Live.Problem == "" && c.App.LiveStale() {
		return "Settings changed: start again to use them."
	}
	return c.App.Live.Problem
}
