package charts

import (
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/web/state"
)

// sweepSpeed is output per GPU against the speed of one user, with the front that no point beats.
func sweepSpeed(a *state.App, o *sweep.Outcome) Spec {
	option := &Option{Grid: []opts.Grid{{Left: "44", Right: "20", Top: "16", Bottom: "44"}}, Tooltip: tooltip("item", "@speedTip")}
	x := xAxis(0, "tok/s per user, 1 / TPOT p50", "@plain", true)
	x.Scale, x.Max, x.SplitNumber = opts.Bool(true), nil, 5
	x.AxisPointer = &opts.AxisPointer{Show: opts.Bool(false)}
	option.XAxis = append(option.XAxis, x)
	option.YAxis = append(option.YAxis, yAxis(0, "@count", 4))
	option.Series = append(option.Series,
		Series{Type: "scatter", Name: "over", X: "sweep.user_tokens_per_s", Y: "sweep.per_gpu", Where: &Where{Column: "sweep.in_time", Min: 0, Max: 0}, Symbol: "circle", SymbolSize: 8, Z: 3,
			ItemStyle: &opts.ItemStyle{Color: "transparent", BorderColor: "var(--ink3)", BorderWidth: 1.6}},
		Series{Type: "line", Name: "front", X: "sweep.front.speed", Y: "sweep.front.per_gpu", Symbol: "none", Silent: true, Z: 4, LineStyle: &opts.LineStyle{Color: "var(--ink)", Width: 1.6}},
		Series{Type: "scatter", Name: "in time", X: "sweep.user_tokens_per_s", Y: "sweep.per_gpu", Where: &Where{Column: "sweep.in_time", Min: 1, Max: 1}, Symbol: "circle", SymbolSize: 8, Z: 5,
			ItemStyle: &opts.ItemStyle{Color: "var(--ink)"}})
	for i := range o.Lines {
		if best := o.Lines[i].Best; best != nil && (len(o.Lines) <= namedCurves || leads(o, i)) {
			text := FieldValue(o.Field, best.X)
			if len(o.Lines) > 1 {
				text = LineName(o, i) + ", " + text
			}
			option.Series = append(option.Series, Series{Type: "scatter", Name: "best", Layout: &LabelLayout{Move: apart.Move, DX: 2, DY: -9}, X: "sweep.user_tokens_per_s", Y: "sweep.per_gpu", Rows: []int{bestRow(&o.Lines[i])}, Symbol: "circle", SymbolSize: 1, Silent: true, Z: 6,
				ItemStyle: &opts.ItemStyle{Color: "transparent"},
				Label:     &PointLabel{Show: true, Position: "right", Distance: 6, Formatter: text, Color: "var(--ink)", FontWeight: "var(--semi)", FontSize: 11}})
		}
	}
	table := sweepColumns(o)
	table = append(table, Column{"tok/s per user", "sweep.user_tokens_per_s", "number"}, Column{"tok/s per GPU", "sweep.per_gpu", "number"}, Column{"on the front", "sweep.front", "yes"})
	if o.Priced() {
		table = append(table, Column{"cost per million tokens", "sweep.cost", "number"})
	}
	return Spec{ID: "speed", Store: sweepStore, Wide: option, AsTable: a.View.Tables["speed"], Table: table}
}

// namedCurves is up to how many curves each has its name at its best point; of more, one of each profile has.
const namedCurves = 4

// leads says whether no curve of the same profile gives more output at its best point.
func leads(o *sweep.Outcome, i int) bool {
	for k := range o.Lines {
		other := &o.Lines[k]
		if other.Profile.ID == o.Lines[i].Profile.ID && other.Best != nil && (other.Best.PerGPU > o.Lines[i].Best.PerGPU || other.Best.PerGPU == o.Lines[i].Best.PerGPU && k < i) {
			return false
		}
	}
	return true
}

// bestRow is the row of a line's best point: that at the capacity, or the peak's.
func bestRow(line *sweep.Line) int {
	if line.Capacity.Row >= 0 && line.Capacity.Status != sweep.None {
		return line.Capacity.Row
	}
	return line.PeakRow
}
