// Package tiles is the strip of headline figures.
package tiles

import (
	"strings"

	"github.com/llmemu/playground/engine/compare"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// Tiles is the strip.
type Tiles struct {
	App *state.App
}

// tile is one figure with what belongs to it.
type tile struct {
	key    string
	title  string
	term   string // of the glossary
	note   string // beside the title: which statistic
	number string
	unit   string
	foot   []part // what it compares with
	stats  []stat // what else there is to know of it
}

// approximate marks the figures that hang on step latencies, where some of those were extrapolated.
func (c *Tiles) approximate(t tile) string {
	if t.key == "preemptions" {
		return ""
	}
	return c.App.Result.Approximate()
}

// extrapolated says how many steps were, and why; "" where none was.
func (c *Tiles) extrapolated() string {
	l := &c.App.Result.Summary.LLMEmu
	if l.ExtrapolatedSteps == 0 {
		return ""
	}
	text := format.Count(float64(l.ExtrapolatedSteps)) + " of " + format.Of(l.Steps, "step") + " lie outside what the profile measured: "
	for i, e := range l.Extrapolated {
		if i > 0 {
			text += ", "
		}
		text += e.String()
	}
	return text + "."
}

// part is a run of text in one tone: "", "good", "bad" or "plain".
type part struct{ tone, text string }

type stat struct {
	name, text string
	choose     bool // it can take the place of the figure
}

func (c *Tiles) tiles() []tile {
	list := []tile{
		c.latency("ttft_ms", "TTFT"),
		c.latency("tpot_ms", "TPOT"),
		c.latency("itl_ms", "ITL"),
		c.latency("e2el_ms", "E2E"),
		c.output(),
	}
	if c.App.Result.Summary.LLMEmu.SLOAttainment != nil {
		list = append(list, c.goodput())
	}
	return append(list, c.preemptions())
}

func (c *Tiles) class() string {
	if c.App.Result.Summary.LLMEmu.SLOAttainment != nil {
		return "card tiles tiles-slo"
	}
	return "card tiles"
}

func (c *Tiles) latency(key, title string) tile {
	chosen := c.App.View.Stat
	t := tile{key: key, title: title, term: strings.ToLower(title), note: chosen, foot: c.beside(key, chosen)}
	t.number, t.unit = format.Latency(c.App.Result.Latency(key, chosen))
	for _, name := range state.Stats {
		if name != chosen {
			t.stats = append(t.stats, stat{name: name, text: format.Duration(c.App.Result.Latency(key, name)), choose: true})
		}
	}
	return t
}

func (c *Tiles) output() tile {
	summary := &c.App.Result.Summary
	t := tile{key: "output_throughput", title: "Output", term: "throughput", note: "mean", number: format.Number(summary.OutputThroughput), unit: "tok/s"}
	t.foot = c.beside("output_throughput", "mean")
	t.stats = []stat{{name: "all tok/s", text: format.Number(summary.TotalTokenThroughput)}, {name: "req/s", text: format.Number(summary.RequestThroughput)}}
	return t
}

func (c *Tiles) goodput() tile {
	summary := &c.App.Result.Summary
	t := tile{key: "request_goodput", title: "Goodput", term: "goodput", note: "SLO", number: format.Number(*summary.RequestGoodput), unit: "req/s"}
	a := summary.LLMEmu.SLOAttainment
	t.foot = []part{{"plain", share(a.All) + summary.OfSent() + " meet all"}}
	if c.App.Comparing() {
		t.foot = c.beside(t.key, "")
	}
	for _, m := range []struct {
		name  string
		share *float64
	}{{"TTFT", a.TTFT}, {"TPOT", a.TPOT}, {"E2E", a.E2EL}} {
		if m.share != nil {
			t.stats = append(t.stats, stat{name: m.name, text: share(*m.share)})
		}
	}
	return t
}

func share(v float64) string { return format.Percent(v * 100) }

func (c *Tiles) preemptions() tile {
	summary := &c.App.Result.Summary
	t := tile{key: "preemptions", title: "Preemptions", term: "preemption", number: format.Count(float64(summary.LLMEmu.Preemptions))}
	t.foot = []part{{"plain", format.Of(summary.LLMEmu.PreemptedRequests, "request")}}
	if c.App.Comparing() {
		t.foot = c.beside(t.key, "")
	}
	t.stats = []stat{{name: "peak KV", text: format.Percent(summary.LLMEmu.MaxKVUsage * 100)},
		{name: "prefix hits", text: format.Count(float64(summary.LLMEmu.PrefixHitTokens))}}
	return t
}

// beside is what a figure is compared with: the pinned run's, or else a real engine's.
func (c *Tiles) beside(key, stat string) []part {
	if !c.App.Comparing() {
		return c.measured(key, stat)
	}
	d := compare.Summaries(&c.App.Pin.Result.Summary, &c.App.Result.Summary, key, stat)
	if d == nil {
		return []part{{"plain", "A has no such figure"}}
	}
	text := format.Number(d.A)
	if d.Latency {
		text = format.Duration(d.A)
	}
	change := format.Change(d.Percent)
	if d.A == 0 && d.B != 0 {
		change = "from none"
	}
	tone := "plain"
	switch {
	case change == format.Change(0): // as written, it did not change
	case d.Good:
		tone = "good"
	case d.Bad:
		tone = "bad"
	}
	return []part{{"plain", "A " + text}, {tone, change}}
}

// measured sets the figure against a real engine's, with the error where both ran the same settings.
func (c *Tiles) measured(key, stat string) []part {
	m := c.App.Result.Deviation(key, stat)
	if m == nil {
		return nil
	}
	text := format.Number(m.Measured)
	if key != "output_throughput" {
		text = format.Duration(m.Measured)
	}
	parts := []part{{"plain", "measured " + text}}
	if c.App.Comparable() {
		parts = append(parts, part{"strong", format.Change(m.ErrorPct)})
	}
	return parts
}
