// Package overview is the page's view of a whole run: the charts, and the real engine's figures beside the emulated ones.
package overview

import (
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// Overview is the view.
type Overview struct {
	App *state.App
}

func (c *Overview) class() string { return c.App.MainClass() }

// summary says on a phone what the rail holds: the machine, and what was changed.
func (c *Overview) summary() string {
	p := c.App.Profile()
	if p == nil {
		return c.App.Scenario.Profile
	}
	return p.Sheet.GPU.Name + ", " + p.Sheet.Model.Name
}

func (c *Overview) changes() []change {
	var list []change
	for _, f := range c.App.Changed() {
		text := state.Spell(f, c.App.Scenario)
		if text == "" {
			text = "default"
		}
		list = append(list, change{f.Name, text})
	}
	return list
}

type change struct{ name, value string }

func (c *Overview) edit() string {
	if n := len(c.App.Changed()); n > 0 {
		return "Edit " + format.Count(float64(n))
	}
	return "Edit"
}

// role is what a chart is to assistive technology: a picture, or the table in its place.
func (c *Overview) role(chart string) string {
	if c.App.View.Tables[chart] {
		return "group"
	}
	return "img"
}

// alt is what a chart says to those who do not see it.
func (c *Overview) alt(chart string) string {
	s := &c.App.Result.Summary
	switch chart {
	case "requests":
		return "Scatter of TTFT and E2E over " + c.arrivalAxis() + ", one point a request, " + format.Of(s.Completed, "request") + ". TTFT p50 " +
			format.Duration(c.App.Result.Latency("ttft_ms", "p50")) + ", p99 " + format.Duration(c.App.Result.Latency("ttft_ms", "p99")) + "; E2E p50 " +
			format.Duration(c.App.Result.Latency("e2el_ms", "p50")) + ", p99 " + format.Duration(c.App.Result.Latency("e2el_ms", "p99")) + ". The requests table lists every point."
	case "spread":
		first, second := "ttft_ms", "tpot_ms"
		if c.App.View.Spread == "itl" {
			first, second = "itl_ms", "e2el_ms"
		}
		return "Share of requests below each latency. " + c.spreadAlt(first) + " " + c.spreadAlt(second)
	}
	return "Running and waiting requests and KV use over time. At most " + format.Of(s.MaxConcurrent, "request") +
		" in flight, at most " + format.Percent(s.LLMEmu.MaxKVUsage*100) + " of the KV blocks in use."
}

func (c *Overview) spreadAlt(metric string) string {
	text := state.MetricTitle(metric) + ":"
	for _, stat := range state.Stats[1:] {
		text += " " + stat + " " + format.Duration(c.App.Result.Latency(metric, stat))
	}
	return text + "."
}

// lead says what colours mean; there is less room beside the pinned run's mark.
func (c *Overview) lead() string {
	if c.App.Comparing() {
		return "largest delay:"
	}
	return "largest delay over an idle engine:"
}

// limits are the settings that the time series run into.
func (c *Overview) limits() string {
	return "max_num_seqs " + format.Count(float64(c.App.Result.Summary.LLMEmu.Engine.MaxNumSeqs)) + ", " +
		format.Count(float64(c.App.Result.Summary.LLMEmu.NumGPUBlocks)) + " KV blocks"
}

func (c *Overview) measured() *metrics.Comparison { return c.App.Result.Measured }

func (c *Overview) cards() string {
	if c.measured() == nil {
		return "cards cards-solo"
	}
	return "cards"
}

// differs says in which fields the run shown is not the run that was measured.
func (c *Overview) differs() string {
	diff := c.App.MeasuredDiff(c.App.Ran)
	if len(diff) == 0 {
		return ""
	}
	text := "Not the same run: "
	for i, f := range diff {
		if i > 0 {
			text += ", "
		}
		text += f.Name
	}
	if len(diff) == 1 {
		return text + " differs."
	}
	return text + " differ."
}

func (c *Overview) errorTitle() string {
	if c.App.Comparable() {
		return "error"
	}
	return "change"
}

// firstOf says whether a row opens its metric's group in the table.
func (c *Overview) firstOf(i int) bool {
	m := c.measured().Metrics
	return i == 0 || m[i-1].Key != m[i].Key
}

func (c *Overview) rowClass(i int) string {
	if c.firstOf(i) {
		return "row-first"
	}
	return ""
}

// groupSize is how many rows follow a metric's first one, itself included.
func (c *Overview) groupSize(i int) int {
	n := 1
	for i+n < len(c.measured().Metrics) && !c.firstOf(i+n) {
		n++
	}
	return n
}

func (c *Overview) provenance() string {
	l := &c.App.Result.Summary.LLMEmu
	text := "Emulated by LLM-Emu Playground " + l.Version + " from profile " + l.Profile + ", seed " + format.Count(l.Seed) + ": " +
		format.Of(l.Steps, "step") + ", " + format.Count(float64(l.NumGPUBlocks)) + " KV blocks"
	return text + ". "
}

func (c *Overview) digest() string { return c.App.Result.Summary.LLMEmu.Digest }

func (c *Overview) arrivalAxis() string {
	if c.App.Result.AtOnce {
		return "the order of arrival"
	}
	return "arrival time"
}
