package sweepview

import (
	"math"
	"slices"

	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/charts"
	"github.com/llmemu/playground/web/state"
)

var heatNames = map[string]string{
	"p99_ttft_ms": "TTFT p99", "p50_tpot_ms": "TPOT p50", "request_goodput": "Goodput",
	"slo_attainment": "SLO attainment", "output_throughput": "Output tok/s",
}

// target is the wanted attainment.
func target(o *sweep.Outcome) string {
	return format.Plain(math.Round(1e6*o.Target)/1e4) + "\u2009%"
}

// short says at how many points no run has a steady part.
func (c *View) short() string {
	o := c.outcome()
	if o.Short == 0 || !o.Done {
		return ""
	}
	return "Runs of " + format.Of(o.Requests, "request") + " are too short for steady rates at " + format.Count(float64(o.Short)) + " of " + format.Of(o.Rows(), "point") +
		": there goodput and output are of whole runs, ramp and drain included."
}

// offer says what a sweep is for, where there is none.
func (c *View) offer() string {
	f := scenario.FieldAt(c.App.SweepAxis().Field)
	text := "It runs this scenario over values of " + f.Name + " and shows what becomes of latencies and goodput: "
	if f.Path() == sweep.RateField {
		return text + "where the curve bends and why, and the highest rate that meets the SLO. It takes " + c.plan() + "."
	}
	return text + c.plan() + "."
}

func (c *View) longer() string { return "Run " + format.Of(state.LongerRun, "request") }

func (c *View) field() *scenario.Field { return scenario.FieldAt(c.outcome().Field) }

func (c *View) metricName() string {
	for _, m := range metrics {
		if m.key == c.App.View.SweepMetric {
			return m.title
		}
	}
	return ""
}

func (c *View) curveTitle() string { return c.metricName() + " against " + c.field().Name }

type key struct{ name, class string }

// keys is the legend of the large chart: p99 and p50 of one curve, or p99 of several.
func (c *View) keys() []key {
	o := c.outcome()
	if len(o.Lines) < 2 {
		return []key{{"p99", "key"}, {"p50", "key key-completed"}}
	}
	return []key{{"p99 of " + format.Of(len(o.Lines), "curve"), "key"}}
}

func (c *View) heatTitle() string {
	o := c.outcome()
	if o.Field2 == "" {
		return ""
	}
	return c.field().Name + " and " + scenario.FieldAt(o.Field2).Name
}

func (c *View) heatAside() string {
	if c.objective() {
		return "outlined where " + target(c.outcome()) + " meet the SLO"
	}
	return ""
}

// swepts are the profiles of the sweep on show, each with a map of its own.
func (c *View) swepts() []sweep.Profile {
	var list []sweep.Profile
	for _, line := range c.outcome().Lines {
		if !slices.ContainsFunc(list, func(p sweep.Profile) bool { return p.ID == line.Profile.ID }) {
			list = append(list, line.Profile)
		}
	}
	return list
}

func (c *View) heatOf() sweep.Profile {
	if len(c.outcome().Lines) == 0 {
		return sweep.Profile{}
	}
	return charts.HeatOf(c.App, c.outcome())
}

func (c *View) heatAlt() string {
	return "Map of " + heatNames[c.App.View.SweepHeat] + " over " + c.heatTitle() + ", " + c.heatOf().Title + ". The same figures are there as a table."
}

// curveAlt is what the large chart says to those who do not see it.
func (c *View) curveAlt() string {
	text := c.curveTitle() + ", p99 and p50, emulated. "
	if line := c.lead(); line.Why.Text != "" {
		text += line.Capacity.Text(c.outcome()) + " " + line.Why.Title + ". "
		if line.Knee.Status == sweep.Found {
			text += "Knee: " + line.Knee.Label + ". "
		}
	}
	return text + "The same figures are there as a table."
}

func (c *View) goodputAlt() string {
	text := "Requests per second that are completed, and those within the SLO, against " + c.field().Name + ". "
	if p := c.lead().Peak; p != nil {
		text += "Goodput is highest, " + format.Number(p.Mean[keyfigures.SteadyGoodput]) + " req/s, at " + c.at(p.X) + "."
	}
	return text
}

func (c *View) speedAlt() string {
	text := "Output tokens per second of a GPU against tokens per second of a user, a point for each value, with the Pareto front. "
	if p := c.lead().Saturated; p != nil {
		text += "At most " + format.Number(p.PerGPU) + " tok/s per GPU, where a user gets " + format.Number(p.Mean[keyfigures.UserSpeed]) + " tok/s."
	}
	return text
}

// needs are the GPUs that serve a rate, and what they cost.
func needs(n *sweep.Need) string {
	if n == nil {
		return "–"
	}
	text := format.Of(int(n.GPUs), "GPU")
	if n.Enough {
		text = "at most " + text
	}
	if n.Cost > 0 {
		text += ", " + format.Number(n.Cost) + " an hour"
	}
	return text
}

func (c *View) linesAside() string {
	return format.Of(c.outcome().Requests, "request") + " a run, the same in every curve"
}

func (c *View) lineTitles() []string {
	o := c.outcome()
	titles := []string{"curve", "SLO capacity", "misses first", "knee", "peak goodput", "tok/s per GPU", "at tok/s per user"}
	if o.Priced() {
		titles = append(titles, "cost per million tokens")
	}
	if rate := c.App.SweepNeeded(); rate > 0 {
		titles = append(titles, "for "+format.Number(rate)+" req/s")
	}
	return titles
}

type lineRow struct {
	name  string
	cells []string
}

func (c *View) lineRows() []lineRow {
	o := c.outcome()
	var rows []lineRow
	for i := range o.Lines {
		line := &o.Lines[i]
		row := lineRow{name: charts.LineName(o, i), cells: []string{"–", "–", "–", "–", "–", "–"}}
		if k := line.Capacity; k.Status != sweep.None {
			row.cells[0] = map[sweep.Status]string{sweep.Found: format.Number(k.Rate), sweep.Nowhere: "below " + format.Number(k.Above), sweep.Everywhere: "≥ " + format.Number(k.Rate)}[k.Status] + " req/s"
			switch {
			case k.First != "":
				row.cells[1] = k.First
			case k.Status == sweep.Nowhere:
				row.cells[0], row.cells[1] = "none", "rejected requests"
			}
		}
		if line.Knee.Status == sweep.Found {
			row.cells[2] = format.Number(line.Knee.Rate) + " req/s: " + line.Knee.Label
		}
		if p := line.Peak; p != nil {
			row.cells[3] = format.Number(p.Mean[keyfigures.SteadyGoodput]) + " req/s"
		}
		cost := "–"
		if p := line.Best; p != nil {
			row.cells[4], row.cells[5] = format.Number(p.PerGPU), format.Number(p.Mean[keyfigures.UserSpeed])
			if p.Cost > 0 {
				cost = format.Number(p.Cost)
			}
		}
		if o.Priced() {
			row.cells = append(row.cells, cost)
		}
		if rate := c.App.SweepNeeded(); rate > 0 {
			row.cells = append(row.cells, needs(line.Need(rate)))
		}
		rows = append(rows, row)
	}
	return rows
}
