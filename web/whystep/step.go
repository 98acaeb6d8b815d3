// Package whystep shows the chosen step: who was in it, what was refused and why, and where its duration comes from.
package whystep

import (
	"fmt"
	"strings"

	"github.com/vugu/vugu"

	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/parts"
	"github.com/llmemu/playground/web/state"
)

// Step is the section of the inspector.
type Step struct {
	App *state.App
	Why *explain.Step
}

func count(n int) string { return format.Count(float64(n)) }

func number(request int) string { return "#" + count(request) }

func (c *Step) when() string {
	return format.Duration(c.Why.TookMs) + fmt.Sprintf(" from %.3f\u00a0s", c.Why.StartS)
}

type gauge struct {
	title, text string
	bar         vugu.HTML
}

func (c *Step) gauges() []gauge {
	w := c.Why
	of := func(g explain.Gauge) string { return count(g.Used) + " of " + count(g.Limit) }
	prefill := w.Budget.Used - len(w.Decode)
	return []gauge{
		{"Token budget", of(w.Budget), parts.Gauge(w.Budget.Limit, parts.Slice{Class: "part-prefill", Value: prefill}, parts.Slice{Class: "part-decode_shared", Value: len(w.Decode)})},
		{"Sequences", of(w.Seqs), parts.Gauge(w.Seqs.Limit, parts.Slice{Class: "gauge-ink", Value: w.Seqs.Used})},
		{"KV blocks", of(w.Blocks), parts.Gauge(w.Blocks.Limit, parts.Slice{Class: "gauge-kv", Value: w.Blocks.Used}, parts.Slice{Class: "gauge-cached", Value: w.Cached})},
	}
}

// blocks says what the free blocks hold.
func (c *Step) blocks() string {
	free := c.Why.Blocks.Limit - c.Why.Blocks.Used
	if c.Why.Cached == 0 {
		return format.Of(free, "block") + " free, none with a prefix that another request could find."
	}
	return format.Of(free, "block") + " free. " + count(c.Why.Cached) + " of them hold a prefix that a request can still find; vLLM also keeps the hashes of blocks that no request here asks for."
}

func (c *Step) batch() string {
	return format.Of(len(c.Why.Prefill)+len(c.Why.Decode), "request") + ", " + format.Of(c.Why.Budget.Used, "token")
}

func (c *Step) prefillText(e explain.Entry) string {
	text := count(e.Tokens) + " prefill"
	if e.Recompute {
		text = count(e.Tokens) + " recompute"
	}
	if e.Context > 0 {
		text += " after " + count(e.Context)
	}
	if e.HitTokens > 0 {
		text += ", " + count(e.HitTokens) + " from the cache"
	}
	return text
}

func (c *Step) prefillBar(e explain.Entry) vugu.HTML {
	most := 0
	for _, other := range c.Why.Prefill {
		most = max(most, other.Tokens)
	}
	return parts.Gauge(most, parts.Slice{Class: "part-prefill", Value: e.Tokens})
}

// squares draws a square for each decode.
func (c *Step) squares() vugu.HTML {
	const perRow, pitch = 20, 10
	n := len(c.Why.Decode)
	var out strings.Builder
	fmt.Fprintf(&out, `<svg class="squares" width="%d" height="%d" aria-hidden="true">`, perRow*pitch, (n+perRow-1)/perRow*pitch)
	for i := range n {
		fmt.Fprintf(&out, `<rect class="part-decode_shared" x="%d" y="%d" width="8" height="8" rx="1.5"></rect>`, i%perRow*pitch, i/perRow*pitch)
	}
	out.WriteString(`</svg>`)
	return vugu.HTML(out.String())
}

// contexts is the range of the decodes' contexts.
func (c *Step) contexts() string {
	low, high := c.Why.Decode[0].Context, c.Why.Decode[0].Context
	for _, e := range c.Why.Decode {
		low, high = min(low, e.Context), max(high, e.Context)
	}
	return "1 token each, context " + count(low) + " to " + count(high)
}

// took is the cost as parts of a bar.
func (c *Step) took() vugu.HTML {
	var list []explain.PartTime
	for _, cost := range c.Why.Cost {
		list = append(list, explain.PartTime{Part: costClass(cost.Part), Ms: cost.Ms})
	}
	return parts.Bar("cost", list, c.Why.TookMs)
}

// costClass is the first word of a part: "dense", "attention", "head" or "whole".
func costClass(part string) string {
	word, _, _ := strings.Cut(strings.ReplaceAll(part, ",", ""), " ")
	return word
}

func (c *Step) profile() string {
	p := c.App.Catalogue.Profile(c.App.Ran.Profile)
	if p == nil {
		return ""
	}
	return "on " + p.Sheet.GPU.Name
}

func (c *Step) waiting() string { return count(c.Why.Waiting) + " waiting" }

// more counts the waiting requests that are not listed.
func (c *Step) more() string {
	if n := c.Why.Waiting - len(c.shown()); n > 0 {
		return "and " + count(n) + " more. "
	}
	return ""
}

// shown are the first waiting requests; the list has more of them than there is room for.
func (c *Step) shown() []explain.Refusal { return c.Why.Queue[:min(5, len(c.Why.Queue))] }
