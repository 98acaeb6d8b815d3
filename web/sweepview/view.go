// Package sweepview is the page's view of sweeps: one or two fields over a range, the capacity under the SLO, the knee, and
// what throughput costs in speed.
package sweepview

import (
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/charts"
	"github.com/llmemu/playground/web/state"
)

// View is the view.
type View struct {
	App *state.App
}

var metrics = []struct{ key, title string }{{"ttft", "TTFT"}, {"tpot", "TPOT"}, {"itl", "ITL"}, {"e2e", "E2E"}}

// nothing is the outcome before there is one.
var nothing = &sweep.Outcome{Field: sweep.RateField}

func (c *View) outcome() *sweep.Outcome {
	if o := c.App.Sweep.Outcome; o != nil {
		return o
	}
	return nothing
}

func (c *View) resultsClass() string {
	if w := &c.App.Sweep; w.Outcome != nil && c.App.SweepStale() && !w.Running {
		return "results results-stale"
	}
	return "results"
}

func (c *View) role(chart string) string {
	if c.App.View.Tables[chart] {
		return "group"
	}
	return "img"
}

// lead is the line that the tiles and the explanation speak of.
func (c *View) lead() *sweep.Line {
	if o := c.outcome(); len(o.Lines) > 0 {
		return &o.Lines[o.Lead]
	}
	return &sweep.Line{}
}

// at writes a value of the swept field with its name or unit.
func (c *View) at(x float64) string { return charts.FieldValue(c.outcome().Field, x) }

type tile struct{ title, number, unit, foot string }

func (c *View) tiles() []tile {
	line := c.lead()
	list := []tile{c.capacityTile(line)}
	where := "at capacity"
	if line.Capacity.Row < 0 || line.Capacity.Status == sweep.None {
		where = "at peak goodput"
	}
	for _, m := range []struct {
		name     string
		p99, p50 keyfigures.Figure
	}{{"TTFT", keyfigures.TTFTP99, keyfigures.TTFTP50}, {"TPOT", keyfigures.TPOTP99, keyfigures.TPOTP50}} {
		t := tile{title: m.name + " p99", number: "–"}
		if p := line.Best; p != nil {
			t.number, t.unit = format.Latency(p.Mean[m.p99])
			t.foot = where + ", p50 " + format.Duration(p.Mean[m.p50])
		}
		list = append(list, t)
	}
	peak, saturated := tile{title: "Peak goodput", number: "–"}, tile{title: "Saturated output", number: "–"}
	if p := line.Peak; p != nil {
		peak = tile{peak.title, format.Number(p.Mean[keyfigures.SteadyGoodput]), "req/s", "at " + c.at(p.X)}
	}
	if p := line.Saturated; p != nil {
		saturated = tile{saturated.title, format.Number(p.Mean[keyfigures.SteadyOutput]), "tok/s", "at " + c.at(p.X)}
		if c.objective() {
			saturated.foot += ", " + format.Percent(100*p.Mean[keyfigures.Attainment])
			if failed := p.Mean[keyfigures.Failed]; failed > 0 {
				saturated.foot += " of " + format.Count(p.Mean[keyfigures.Requests]+failed) + " sent"
			}
			saturated.foot += " meet the SLO"
		}
	}
	list = append(list, peak, saturated)
	if rate := c.App.SweepNeeded(); rate > 0 {
		t := tile{title: "For " + format.Number(rate) + " req/s", number: "–", foot: "no rate is known to meet the SLO"}
		if n := line.Need(rate); n != nil {
			t.number, t.unit, t.foot = format.Count(float64(n.GPUs)), plural(n.GPUs, "GPU"), c.shareOf(n)
			if n.Enough {
				t.number = "≤\u2009" + t.number
			}
		}
		list = append(list, t)
	}
	if c.outcome().Priced() && line.Best != nil && line.Best.Cost > 0 {
		list = append(list, tile{"Cost", format.Number(line.Best.Cost), "", where + ", per million output tokens"})
	}
	return list
}

// shareOf says how a rate is served.
func (c *View) shareOf(n *sweep.Need) string {
	text := "each engine serves " + format.Number(n.Rate/float64(n.Engines)) + " req/s"
	if n.Engines == 1 {
		text = "one engine serves all"
	}
	if n.Cost > 0 {
		text += ", " + format.Number(n.Cost) + " an hour"
	}
	return text
}

func plural(n int64, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

func (c *View) capacityTile(line *sweep.Line) tile {
	k := line.Capacity
	t := tile{title: "SLO capacity", number: "–", unit: "req/s"}
	switch {
	case c.outcome().Field != sweep.RateField && line.Peak != nil:
		f := scenario.FieldAt(c.outcome().Field)
		return tile{"Best " + f.Name, format.Plain(line.Peak.X), f.Unit, "highest goodput"}
	case k.Status == sweep.Found:
		t.number, t.foot = format.Number(k.Rate), k.First+" misses the SLO first"
	case k.Status == sweep.Nowhere:
		t.number, t.foot = "<\u2009"+format.Number(k.Above), k.First+" misses it at the lowest rate"
		if k.First == "" {
			t.number, t.foot = "–", "too many are rejected"
		}
	case k.Status == sweep.Everywhere:
		t.number, t.foot = "≥\u2009"+format.Number(k.Rate), "met in the whole range"
	case !c.objective():
		t.unit, t.foot = "", "no SLO is set"
	default:
		t.foot = "not yet known"
	}
	if o := c.outcome(); len(o.Lines) > 1 {
		t.foot = charts.LineName(o, o.Lead)
		if k.First != "" {
			t.foot += ", " + k.First + " first"
		}
	}
	return t
}

// swept is the scenario that the sweep on show varies.
func (c *View) swept() *scenario.Scenario {
	if s := c.App.Sweep.Swept; s != nil {
		return s
	}
	return c.App.Scenario
}

func (c *View) objective() bool { return c.swept().SLO != (scenario.SLO{}) }

func (c *View) firstTokenObjective() bool { return c.swept().SLO.TTFTMs > 0 }

// inTime names the filled points of the chart of output against speed.
func (c *View) inTime() string {
	if !c.firstTokenObjective() {
		return "each value"
	}
	return "TTFT ≤ " + format.Limit(c.swept().SLO.TTFTMs) + " for " + target(c.outcome())
}

func (c *View) why() *sweep.Why {
	if w := &c.lead().Why; w.Text != "" {
		return w
	}
	return nil
}

func (c *View) whyTitle() string { return c.lead().Why.Title }

func (c *View) whyText() string { return c.lead().Why.Text }

func (c *View) open() { c.App.OpenPoint(c.lead().Why.Open) }

func (c *View) openText() string { return "Open " + c.at(c.lead().Why.Open) + " in Timeline" }

// basis says what the capacity rests on.
func (c *View) basis() string {
	o := c.outcome()
	text := c.lead().Capacity.Text(o)
	if len(o.Lines) > 1 {
		text = "This is " + charts.LineName(o, o.Lead) + ". " + text
	}
	return text
}
