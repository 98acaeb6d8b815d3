package charts

import (
	"strconv"

	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/web/format"
	"github.com/llmemu/playground/web/state"
)

// sweepStore holds the columns of the sweep on show.
const sweepStore = "sweep"

// FieldValue writes a value of a field for people: a rate with its unit, anything else under its name.
func FieldValue(path string, v float64) string {
	if path == sweep.RateField {
		return rounded(v) + "\u00a0req/s"
	}
	return scenario.FieldAt(path).Name + "\u00a0" + rounded(v)
}

// rounded writes a value that was set with at most three digits after the thousands.
func rounded(v float64) string {
	if v >= 1000 {
		return format.Plain(v)
	}
	three, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 3, 64), 64) // what was just written
	return format.Plain(three)
}

// LineName is what a curve of a sweep is called: what sets it apart from the others.
func LineName(o *sweep.Outcome, i int) string {
	line, name := &o.Lines[i], ""
	if line.Profile.ID != o.Lines[0].Profile.ID || line.Profile.ID != o.Lines[len(o.Lines)-1].Profile.ID || o.Field2 == "" {
		name = line.Profile.Title
	}
	if o.Field2 == "" {
		return name
	}
	if name != "" {
		name += ", "
	}
	return name + FieldValue(o.Field2, line.Y)
}

// sweepCharts are the charts of the sweep on show; none before there is one.
func sweepCharts(a *state.App) []Spec {
	if o := a.Sweep.Outcome; o != nil && len(o.Lines) > 0 {
		list := []Spec{sweepCurves(a, o), sweepGoodput(a, o), sweepSpeed(a, o)}
		if o.Field2 != "" {
			list = append(list, sweepHeat(a, o))
		}
		return list
	}
	return nil
}

// sweepLatencies are the metrics of the large chart: its columns and objective.
var sweepLatencies = map[string]struct {
	title, key string
	slo        func(*scenario.SLO) float64
}{
	"ttft": {"TTFT", "ttft_ms", func(s *scenario.SLO) float64 { return s.TTFTMs }},
	"tpot": {"TPOT", "tpot_ms", func(s *scenario.SLO) float64 { return s.TPOTMs }},
	"e2e":  {"E2E", "e2el_ms", func(s *scenario.SLO) float64 { return s.E2ELMs }},
}

// sweepAxisX is the horizontal axis over the swept field.
func sweepAxisX(a *state.App, o *sweep.Outcome) XAxis {
	f := scenario.FieldAt(o.Field)
	name := f.Name
	if f.Unit != "" {
		name += " (" + f.Unit + ")"
	}
	x := xAxis(0, name, "@plain", true)
	x.Scale, x.Min = opts.Bool(true), "dataMin"
	x.AxisLabel.ShowMaxLabel = opts.Bool(true)
	if a.SweepAxis().Log {
		x.Type, x.Max = "@decades", nil
	}
	return x
}

// onLine picks the rows of one curve.
func onLine(column string, i int) *Where { return &Where{Column: column, Min: i, Max: i} }

// stroke is the line of a curve: the first in full ink, the others weaker.
func stroke(i, n int) *opts.LineStyle {
	strength := 1 - float32(i)/float32(max(n, 2))*0.75
	return &opts.LineStyle{Color: "var(--ink)", Width: 1.2 + 1.2*strength, Opacity: opts.Float(0.25 + 0.75*strength)}
}

// sweepCurves is a latency against the swept field, with the SLO, the capacity and the knee.
func sweepCurves(a *state.App, o *sweep.Outcome) Spec {
	metric := sweepLatencies[a.View.SweepMetric]
	option := &Option{Grid: []opts.Grid{{Left: "52", Right: "28", Top: "30", Bottom: "44"}}, Tooltip: tooltip("axis", "@sweepTip")}
	option.XAxis = append(option.XAxis, sweepAxisX(a, o))
	y := yAxis(0, "@latency", 5)
	y.Type, y.Min = "@limitScale", nil
	option.YAxis = append(option.YAxis, y)
	p99, p50 := "sweep.p99_"+metric.key, "sweep.p50_"+metric.key
	option.Series = append(option.Series, Series{Type: "line", Name: "seeds", X: "sweep.range.x", Y: "sweep.range.p99_" + metric.key, Broken: true, Symbol: "none", Silent: true, Z: 2,
		LineStyle: &opts.LineStyle{Color: "var(--line-strong)", Width: 5}})
	for i := range o.Lines {
		curve := Series{Type: "line", Name: "p99", X: "sweep.x", Y: p99, Where: onLine("sweep.line", i), Symbol: "circle", SymbolSize: 6, Z: 5,
			LineStyle: stroke(i, len(o.Lines)), ItemStyle: &opts.ItemStyle{Color: "var(--ink)", Opacity: stroke(i, len(o.Lines)).Opacity}}
		if len(o.Lines) > 1 {
			curve.Name = LineName(o, i)
			curve.EndLabel = &EndLabel{Show: true, Formatter: curve.Name, Color: "var(--ink2)", FontSize: 11, Distance: 6}
		}
		option.Series = append(option.Series, curve)
	}
	if len(o.Lines) == 1 {
		option.Series = append(option.Series, Series{Type: "line", Name: "p50", X: "sweep.x", Y: p50, Symbol: "circle", SymbolSize: 5, Z: 4,
			LineStyle: &opts.LineStyle{Color: "var(--ink3)", Width: 1.4}, ItemStyle: &opts.ItemStyle{Color: "var(--ink3)"}})
	} else {
		option.Grid[0].Right = "150"
	}
	line := &o.Lines[0]
	first := &option.Series[1]
	first.MarkLine = sloLine("yAxis", "insideStartTop", metric.slo(&a.Sweep.Swept.SLO), nil)
	if k := line.Capacity; k.Status == sweep.Found || k.Status == sweep.Everywhere {
		first.MarkArea = &MarkArea{Silent: true, ItemStyle: &opts.ItemStyle{Color: "var(--good)", Opacity: opts.Float(0.06)},
			Label: PointLabel{Show: true, Position: "insideTopLeft", Distance: 6, Formatter: "meets the SLO", Color: "var(--good)", FontWeight: "var(--semi)", FontSize: 11},
			Data:  [][2]map[string]any{{{"xAxis": "min"}, {"xAxis": k.Rate}}}}
		if k.Status == sweep.Found {
			capacity := markLine("xAxis", "end", k.Rate, "SLO capacity "+FieldValue(o.Field, k.Rate), "var(--good)", "var(--sans)")
			capacity.LineStyle.Type, capacity.LineStyle.Width = "solid", 1.6
			option.Series = append(option.Series, Series{Type: "line", Name: "capacity", X: "sweep.x", Y: p99, Where: onLine("sweep.line", 0), Symbol: "none", Silent: true, LineStyle: &opts.LineStyle{Color: "transparent"}, MarkLine: capacity})
		}
	}
	if k := line.Knee; k.Status == sweep.Found {
		option.Series = append(option.Series, Series{Type: "scatter", Name: "knee", X: "sweep.x", Y: p99, Rows: []int{k.Row}, Symbol: "circle", SymbolSize: 15, Silent: true, Z: 6,
			ItemStyle: &opts.ItemStyle{Color: "transparent", BorderColor: "var(--ink)", BorderWidth: 2},
			Label:     &PointLabel{Show: true, Position: "left", Distance: 12, Formatter: "knee: " + k.Label, Color: "var(--ink)", FontWeight: "var(--semi)", FontSize: 12}})
	}
	table := append(sweepColumns(o), Column{"TTFT p50", "sweep.p50_ttft_ms", "duration"}, Column{"TTFT p99", "sweep.p99_ttft_ms", "duration"},
		Column{"TPOT p50", "sweep.p50_tpot_ms", "duration"}, Column{"TPOT p99", "sweep.p99_tpot_ms", "duration"},
		Column{"E2E p50", "sweep.p50_e2el_ms", "duration"}, Column{"E2E p99", "sweep.p99_e2el_ms", "duration"},
		Column{"left waiting", "sweep.waiting_share", "share"}, Column{"preemptions", "sweep.preemptions", "number"})
	return Spec{ID: "sweep", Store: sweepStore, Wide: option, AsTable: a.View.Tables["sweep"], Table: table}
}

// sweepColumns are the first columns of a sweep's tables: what was swept.
func sweepColumns(o *sweep.Outcome) []Column {
	list := []Column{{scenario.FieldAt(o.Field).Name, "sweep.x", "plain"}}
	if o.Field2 != "" {
		list = append(list, Column{scenario.FieldAt(o.Field2).Name, "sweep.y", "plain"})
	}
	return list
}
