// Package liveview is the page's view of an engine that serves in real time. The component holds the controls, and the
// places that static/js fills with what moves.
package liveview

import (
	"github.com/vugu/vugu"

	"github.com/llmemu/playground/engine/format"
	"github.com/llmemu/playground/web/icon"
	"github.com/llmemu/playground/web/state"
)

// View is the view.
type View struct {
	App *state.App
}

func (c *View) class() string {
	if c.App.LiveStale() {
		return "main main-live live-is-stale"
	}
	return "main main-live"
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

// rate is the request rate that the session began with: a scenario that sends everything at once begins with 1.
func (c *View) rate() string {
	s := c.App.Live.Scenario
	if s == nil {
		s = c.App.Scenario
	}
	if rate := float64(s.Workload.RequestRate); rate > 0 && rate <= 1000 {
		return format.Plain(rate)
	}
	if s.Workload.Recorded() {
		return "recorded"
	}
	return "1"
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
