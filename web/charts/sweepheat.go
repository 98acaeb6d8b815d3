package charts

import (
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/web/state"
)

// Heat is a map of cells: a value for each pair of two others.
type Heat struct {
	X      string `json:"x"`      // column
	Y      string `json:"y"`      // column
	Value  string `json:"value"`  // column
	Shown  string `json:"shown"`  // column: 1 in the rows that are cells
	Marked string `json:"marked"` // column: 1 in the rows that are outlined; "" for none
	Lines  int    `json:"lines"`  // the rows of so many curves, the first ones
	XName  string `json:"xName"`
	YName  string `json:"yName"`
	Format string `json:"format"` // a function of static/js/figures.js
	Log    bool   `json:"log"`    // shades follow the logarithm
}

// sweptValues is how many curves the first profile has: one for each value of the second field.
func sweptValues(o *sweep.Outcome) int {
	n := 0
	for n < len(o.Lines) && o.Lines[n].Profile.ID == o.Lines[0].Profile.ID {
		n++
	}
	return n
}

// sweepHeat is one figure over two fields.
func sweepHeat(a *state.App, o *sweep.Outcome) Spec {
	formats := map[string]string{"p99_ttft_ms": "duration", "p50_tpot_ms": "duration", "request_goodput": "number", "slo_attainment": "share", "output_throughput": "number"}
	heat := &Heat{X: "sweep.x", Y: "sweep.y", Value: "sweep." + a.View.SweepHeat, Shown: "sweep.grid", Marked: "sweep.meets", Lines: sweptValues(o), Format: formats[a.View.SweepHeat]}
	if a.Sweep.Swept.SLO == (scenario.SLO{}) {
		heat.Marked = ""
	}
	heat.Log = a.View.SweepHeat == "p99_ttft_ms"
	heat.XName, heat.YName = scenario.FieldAt(o.Field).Name, scenario.FieldAt(o.Field2).Name
	option := &Option{Grid: []opts.Grid{{Left: "64", Right: "16", Top: "8", Bottom: "44"}}, Tooltip: tooltip("item", "@heatTip"), Heat: heat}
	table := sweepColumns(o)
	for _, key := range state.SweepHeats {
		table = append(table, Column{key, "sweep." + key, formats[key]})
	}
	return Spec{ID: "heat", Store: sweepStore, Wide: option, AsTable: a.View.Tables["heat"], Table: table}
}
