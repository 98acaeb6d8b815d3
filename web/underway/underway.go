// Package underway is what a view says of the run that is to come: how far a long one is and what of it is finished, or why
// auto-run leaves it to the reader.
package underway

import (
	"strconv"

	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// View stands at the head of each view that shows a result. While a long run with other settings is under way, it stands there
// alone: the figures of the run before would be read as the new one's.
type View struct {
	App *state.App
}

type figure struct{ name, text string }

// figures are what is finished so far, beside what is expected of the whole.
func (c *View) figures() []figure {
	p := c.App.Progress
	if p == nil {
		return nil
	}
	list := []figure{
		{"Finished", format.Count(p.Finished) + " of " + format.Of(p.Requests, "request")},
		{"Steps", format.Count(p.Steps) + " of about " + format.Count(p.StepsInAll)},
		{"Simulated", format.Number(p.Seconds) + "\u00a0s"},
		{"Memory", "about " + format.Number(p.MemoryBytes/1e9) + "\u00a0GB"},
	}
	if p.Finished > 0 {
		list = append(list, figure{"TTFT p50 of those finished", format.Duration(p.TTFTP50)}, figure{"TTFT p99 of those finished", format.Duration(p.TTFTP99)})
	}
	return list
}

// percent is the share of requests that is finished, for who cannot see the bar.
func (c *View) percent() string {
	p := c.App.Progress
	if p == nil || p.Requests == 0 {
		return "0"
	}
	return strconv.Itoa(100 * p.Finished / p.Requests)
}

// restores says what cancelling does, where something else than the new run was on show.
func (c *View) restores() string {
	if !c.App.Stale() {
		return ""
	}
	return "Cancel brings back the run that was here before: " + c.App.Title() + "."
}

// waits says why nothing runs though auto-run is on, and what to do.
func (c *View) waits() string {
	if !c.App.AutoRunWaits() {
		return ""
	}
	return "Settings changed, and auto-run waits: it starts runs that are expected to take under " + format.Limit(state.AutoRunLimitMs) + ", and this one would take longer."
}
