package pin

import (
	"github.com/llmemu/playground/engine/compare"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// Table lists the figures of A and B over several seeds, and which differences are more than noise.
type Table struct {
	App *state.App
}

// row is a line of the table.
type row struct{ name, a, b, difference, margin, beyond, tone string }

var names = map[string]string{
	"p50_ttft_ms": "TTFT p50", "p99_ttft_ms": "TTFT p99", "p50_tpot_ms": "TPOT p50", "p99_tpot_ms": "TPOT p99",
	"p50_itl_ms": "ITL p50", "p99_itl_ms": "ITL p99",
	"p50_e2el_ms": "E2E p50", "p99_e2el_ms": "E2E p99", "p99_queue_ms": "Queue wait p99", "request_throughput": "Requests",
	"output_throughput": "Output", "request_goodput": "Goodput", "slo_attainment": "SLO attainment", "user_tokens_per_s": "Speed per user",
	"preemptions": "Preemptions", "max_kv_usage": "Peak KV", "mean_running": "Running, mean", "waiting_share": "Time with requests left waiting",
}

func (c *Table) noise() *compare.Outcome {
	if c.App.Pin == nil {
		return nil
	}
	return c.App.Pin.Noise
}

func (c *Table) class() string {
	if c.App.NoiseStale() {
		return "card card-compare card-stale"
	}
	return "card card-compare"
}

func (c *Table) rows() []row {
	var list []row
	o := c.noise()
	if o == nil {
		return nil
	}
	for i := range o.Rows {
		r := &o.Rows[i]
		line := row{name: names[r.Key], a: value(r.Unit, r.A), b: value(r.Unit, r.B), tone: "plain", beyond: "no"}
		unit := r.Unit
		if unit == "share" {
			unit = "points" // a percentage of percentages would mislead
		}
		line.difference, line.margin = signed(unit, r.Difference), "±\u2009"+value(unit, r.Margin)
		if r.A != 0 && r.Unit != "share" {
			line.difference += " (" + format.Change(r.Percent) + ")"
		}
		switch {
		case r.Difference == 0, r.A != 0 && format.Change(r.Percent) == format.Change(0):
			line.difference, line.beyond = "no difference", "equal"
		case r.Good:
			line.tone, line.beyond = "good", "yes, better"
		case r.Bad:
			line.tone, line.beyond = "bad", "yes, worse"
		case r.Beyond:
			line.beyond = "yes"
		}
		list = append(list, line)
	}
	return list
}

func value(unit string, v float64) string {
	switch unit {
	case "ms":
		return format.Duration(v)
	case "share":
		return format.Percent(100 * v)
	case "points":
		return format.Number(100*v) + "\u00a0points"
	case "":
		return format.Number(v)
	}
	return format.Number(v) + "\u00a0" + unit
}

func signed(unit string, v float64) string {
	if v > 0 {
		return "+" + value(unit, v)
	}
	return value(unit, v)
}

// basis says how many runs stand behind the table.
func (c *Table) basis() string {
	o := c.noise()
	if o == nil {
		return ""
	}
	return "means over " + format.Of(o.Seeds, "seed") + ", " + format.Plain(float64(o.First)) + " to " + format.Plain(float64(o.First)+float64(o.Seeds-1))
}

func (c *Table) note() string {
	p := c.App.Pin
	if p == nil {
		return ""
	}
	switch {
	case p.Problem != "":
		return p.Problem
	case p.Running:
		return "Runs A and B with several seeds: " + format.Count(float64(p.Finished)) + " of " + format.Of(p.Known, "run") + "."
	case len(c.App.PinDiff()) == 0:
		return "A is the run on show."
	case c.App.NoiseStale():
		return "The table belongs to another run."
	case p.Noise == nil:
		return "A single run says nothing about noise."
	case p.Noise.Constant:
		return "The seeds change nothing here: the requests are recorded and no latency is drawn, so every difference is due to the settings."
	}
	return "A and B run with the same seeds, so arrivals and lengths are alike unless they are what was changed, and are compared pair by pair. A difference counts where the 95 % confidence interval (Student’s t) leaves zero out; of twenty figures without any, one may."
}

// canRun says whether there is a comparison to start.
func (c *Table) canRun() bool {
	p := c.App.Pin
	return p != nil && !p.Running && (p.Noise == nil || c.App.NoiseStale()) && len(c.App.PinDiff()) > 0
}

func (c *Table) button() string { return "Run both with " + format.Count(compare.Seeds) + " seeds" }
