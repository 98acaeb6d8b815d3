package charts

import (
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/web/state"
)

// Heat is a map of cells: a value for each pair of two others.
type Heat struct {
	X      string   `json:"x"`      // column
	Y      string   `json:"y"`      // column
	Value  string   `json:"value"`  // column
	Shown  string   `json:"shown"`  // column: 1 in the rows that are cells
	Marked string   `json:"marked"` // column: 1 in the rows that are outlined; "" for none
	First  int      `json:"first"`  // the rows of the curves from here on
	Lines  int      `json:"lines"`  // how many curves
	XName  string   `json:"xName"`
	YName  string   `json:"yName"`
	YTexts []string `json:"yTexts,omitempty"` // what the values of Y stand for, where they are choices
	Format string   `json:"format"`           // a function of static/js/figures.js
	Log    bool     `json:"log"`              // shades follow the logarithm
}

// HeatOf is the profile whose map is on show, of those that were swept: the chosen one, or else the first.
func HeatOf(a *state.App, o *sweep.Outcome) sweep.Profile {
	for i := range o.Lines {
		if o.Lines[i].Profile.ID == a.View.SweepHeatOf {
			return o.Lines[i].Profile
		}
	}
	return o.Lines[0].Profile
}

// curvesOf are the curves of a profile: one for each value of the second field.
func curvesOf(o *sweep.Outcome, id string) (first, n int) {
	for i := range o.Lines {
		if o.Lines[i].Profile.ID != id {
			continue
		}
		if n == 0 {
			first = i
		}
		n++
	}
	return first, n
}

// heatColumn is where a figure of the map stands: rates are those of the steady part.
func heatColumn(key string) string {
	switch key {
	case "request_goodput":
		return "sweep.steady_goodput"
	case "output_throughput":
		return "sweep.steady_output_throughput"
	}
	return "sweep." + key
}

// sweepHeat is one figure over two fields.
func sweepHeat(a *state.App, o *sweep.Outcome) Spec {
	formats := map[string]string{"p99_ttft_ms": "duration", "p50_tpot_ms": "duration", "request_goodput": "number", "slo_attainment": "share", "output_throughput": "number"}
	heat := &Heat{X: "sweep.x", Y: "sweep.y", Value: heatColumn(a.View.SweepHeat), Shown: "sweep.grid", Marked: "sweep.meets", Format: formats[a.View.SweepHeat]}
	heat.First, heat.Lines = curvesOf(o, HeatOf(a, o).ID)
	if a.Sweep.Swept.SLO == (scenario.SLO{}) {
		heat.Marked = ""
	}
	heat.Log = a.View.SweepHeat == "p99_ttft_ms"
	heat.XName, heat.YName = scenario.FieldAt(o.Field).Name, scenario.FieldAt(o.Field2).Name
	for _, line := range o.Lines[heat.First : heat.First+heat.Lines] {
		if line.Choice != "" {
			heat.YTexts = append(heat.YTexts, line.Choice)
		}
	}
	option := &Option{Grid: []opts.Grid{{Left: "64", Right: "16", Top: "8", Bottom: "44"}}, Tooltip: tooltip("item", "@heatTip"), Heat: heat}
	table := sweepColumns(o)
	for _, key := range state.SweepHeats {
		table = append(table, Column{key, heatColumn(key), formats[key]})
	}
	return Spec{ID: "heat", Store: sweepStore, Wide: option, AsTable: a.View.Tables["heat"], Table: table, Rows: &Where{Column: "sweep.line", Min: heat.First, Max: heat.First + heat.Lines - 1}}
}
