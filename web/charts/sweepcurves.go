package charts

import (
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/web/state"
)

// sweepLatencies are the metrics of the large chart: its columns and objective.
var sweepLatencies = map[string]struct {
	title, key string
	slo        func(*scenario.SLO) float64
}{
	"ttft": {"TTFT", "ttft_ms", func(s *scenario.SLO) float64 { return s.TTFTMs }},
	"tpot": {"TPOT", "tpot_ms", func(s *scenario.SLO) float64 { return s.TPOTMs }},
	"itl":  {"ITL", "itl_ms", func(*scenario.SLO) float64 { return 0 }},
	"e2e":  {"E2E", "e2el_ms", func(s *scenario.SLO) float64 { return s.E2ELMs }},
}

// sweepCurves is a latency against the swept field, with the SLO, the capacity and the knee.
func sweepCurves(a *state.App, o *sweep.Outcome) Spec {
	metric := sweepLatencies[a.View.SweepMetric]
	option := &Option{Grid: []opts.Grid{{Left: "52", Right: "28", Top: "30", Bottom: "44"}}, Tooltip: tooltip("axis", "@sweepTip")}
	option.XAxis = append(option.XAxis, sweepAxisX(o))
	y := yAxis(0, "@latency", 5)
	y.Type, y.Min = "@limitScale", nil
	option.YAxis = append(option.YAxis, y)
	if o.Seeds > 1 {
		option.Series = append(option.Series, Series{Type: "line", Name: "seeds", X: "sweep.range.x", Y: "sweep.range.p99_" + metric.key, Broken: true, Symbol: "none", Silent: true, Z: 2,
			LineStyle: &opts.LineStyle{Color: "var(--line-strong)", Width: 5}})
	}
	n := len(o.Lines)
	for i := range o.Lines {
		curve := Series{Type: "line", Name: "p99", X: "sweep.x", Y: "sweep.p99_" + metric.key, Where: onLine("sweep.line", i), Symbol: shape(i), SymbolSize: 6, Z: 5,
			LineStyle: stroke(i, n), ItemStyle: &opts.ItemStyle{Color: "var(--ink)", Opacity: stroke(i, n).Opacity}}
		if n > 1 {
			curve.Name = LineName(o, i)
			curve.EndLabel, curve.Layout = endLabel(curve.Name, "var(--ink2)"), apart
		}
		option.Series = append(option.Series, curve)
	}
	if n == 1 {
		option.Series = append(option.Series, Series{Type: "line", Name: "p50", X: "sweep.x", Y: "sweep.p50_" + metric.key, Symbol: "circle", SymbolSize: 5, Z: 4,
			LineStyle: &opts.LineStyle{Color: "var(--ink3)", Width: 1.4}, ItemStyle: &opts.ItemStyle{Color: "var(--ink3)"}})
	}
	option.Series = append(option.Series, sweepMarks(o, metric.key, metric.slo(&a.Sweep.Swept.SLO))...)
	narrow := *option
	if n > 1 {
		narrow.Grid = []opts.Grid{option.Grid[0]}
		option.Grid[0].Right, narrow.Grid[0].Right = "150", "104"
	}
	table := sweepColumns(o)
	for _, key := range []string{"ttft", "tpot", "itl", "e2e"} {
		m := sweepLatencies[key]
		table = append(table, Column{m.title + " p50", "sweep.p50_" + m.key, "duration"}, Column{m.title + " p99", "sweep.p99_" + m.key, "duration"})
	}
	table = append(table, Column{"left waiting", "sweep.waiting_share", "share"}, Column{"preemptions", "sweep.preemptions", "number"})
	return Spec{ID: "sweep", Store: sweepStore, Wide: option, Narrow: &narrow, AsTable: a.View.Tables["sweep"], Table: table}
}

// sweepMarks are what a latency is held against: the SLO, the capacity with the rates below it, and the knee. Each hangs
// on a series of its own, which draws nothing else.
func sweepMarks(o *sweep.Outcome, key string, sloMs float64) []Series {
	line := &o.Lines[o.Lead]
	bearer := Series{Type: "line", Name: "marks", X: "sweep.x", Y: "sweep.p99_" + key, Where: onLine("sweep.line", o.Lead), Symbol: "none", Silent: true,
		LineStyle: &opts.LineStyle{Color: "transparent"}}
	slo, side := bearer, "insideStartTop"
	if len(o.Lines) > 1 {
		side = "insideEndTop" // several curves may begin where the label would be
	}
	slo.MarkLine = sloLine("yAxis", side, sloMs, "")
	marks := []Series{slo}
	if k := line.Capacity; k.Status == sweep.Found || k.Status == sweep.Everywhere {
		capacity := bearer
		capacity.MarkArea = &MarkArea{Silent: true, ItemStyle: &opts.ItemStyle{Color: "var(--good)", Opacity: opts.Float(0.06)},
			Label: PointLabel{Show: true, Position: "insideTopLeft", Distance: 6, Formatter: "meets the SLO", Color: "var(--good)", FontWeight: "var(--semi)", FontSize: 11},
			Data:  [][2]map[string]any{{{"xAxis": "min"}, {"xAxis": k.Rate}}}}
		if k.Status == sweep.Found {
			capacity.MarkLine = markLine("xAxis", "end", k.Rate, "SLO capacity "+FieldValue(o.Field, k.Rate), "var(--good)", "var(--sans)")
			capacity.MarkLine.LineStyle.Type, capacity.MarkLine.LineStyle.Width = "solid", 1.6
		}
		marks = append(marks, capacity)
	}
	if k := line.Knee; k.Status == sweep.Found {
		marks = append(marks, Series{Type: "scatter", Name: "knee", X: "sweep.x", Y: "sweep.p99_" + key, Rows: []int{k.Row}, Symbol: "circle", SymbolSize: 15, Silent: true, Z: 6,
			ItemStyle: &opts.ItemStyle{Color: "transparent", BorderColor: "var(--ink)", BorderWidth: 2},
			Label:     &PointLabel{Show: true, Position: "left", Distance: 12, Formatter: "knee: " + k.Label, Color: "var(--ink)", FontWeight: "var(--semi)", FontSize: 12}})
	}
	return marks
}
