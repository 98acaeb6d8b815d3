package charts

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// The panels of the gaps chart, and the index of their axes.
const (
	density = iota
	across  // above the density: gaps by what it lies over
	longer  // between the two: the gaps too long for it, on a logarithmic scale
	beside  // right of the density: gaps by length
)

// gaps is every gap between two tokens of a request: how long, over what rode in its step.
func gaps(a *state.App) Spec {
	spec := Spec{ID: "gaps", AsTable: a.View.Tables["gaps"], Table: gapTable(a.Result.Gaps)}
	g := a.Result.Gaps
	if g == nil {
		spec.Wide = &Option{}
		return spec
	}
	spec.Wide = gapOption(a, g, true)
	spec.Narrow = gapOption(a, g, false)
	return spec
}

func gapOption(a *state.App, g *metrics.Gaps, wide bool) *Option {
	right, name, x := "26%", "prefill tokens in the step", g.Prefill
	if a.View.GapAxis == "batch" {
		name, x = "requests decoding in the step", g.Batch
	}
	if !wide {
		right = "14"
	}
	option := &Option{Tooltip: tooltip("item", "@gapTip"), AxisPointer: linked(density, across, longer)}
	grid := func(top, height string) opts.Grid {
		return opts.Grid{Left: "62", Right: right, Top: top, Height: height}
	}
	option.Grid = []opts.Grid{grid("26%", "62%"), grid("3%", "9%"), grid("15%", "9%"), {Left: "77%", Right: "14", Top: "26%", Height: "62%"}}
	if g.Longer == 0 {
		option.Grid[density], option.Grid[beside].Top, option.Grid[beside].Height = grid("16%", "72%"), "16%", "72%"
	}
	for i, title := range []string{density: name, across: "", longer: "", beside: "gaps (log)"} {
		option.XAxis = append(option.XAxis, xAxis(i, title, "@count", title != ""))
		option.XAxis[i].Min, option.XAxis[i].Max = -float64(x.Cell), float64(x.Max)
		option.XAxis[i].AxisLabel.ShowMinLabel, option.XAxis[i].AxisLabel.ShowMaxLabel = opts.Bool(false), nil
		option.XAxis[i].AxisTick = &opts.AxisTick{Show: opts.Bool(false)}
	}
	option.YAxis = []YAxis{density: yAxis(density, "@latency", 6), across: countLog(across), longer: yAxis(longer, "@latency", 2), beside: yAxis(beside, "@latency", 6)}
	for _, i := range []int{density, beside} {
		option.YAxis[i].Max = g.TopMs
	}
	option.YAxis[beside].AxisLabel = &opts.AxisLabel{Show: opts.Bool(false)}
	option.YAxis[longer].Type, option.YAxis[longer].Min, option.YAxis[longer].Max = "log", g.TopMs, math.Max(g.MaxMs, g.TopMs)*1.2
	option.YAxis[longer].SplitLine = noRule()
	option.YAxis[longer].AxisLabel.ShowMinLabel, option.YAxis[longer].AxisLabel.ShowMaxLabel = opts.Bool(false), opts.Bool(false)
	logCounts(&option.XAxis[beside])
	option.Series = gapSeries(a, g, x, wide)
	if g.Longer == 0 {
		option.YAxis[longer].AxisLabel = &opts.AxisLabel{Show: opts.Bool(false)}
		option.XAxis[longer].AxisLine = &opts.AxisLine{Show: opts.Bool(false)}
		option.Grid[longer] = grid("12%", "0%")
	}
	if !wide {
		option.Grid[beside] = opts.Grid{Left: "62", Right: right, Top: "0%", Height: "0%"}
		option.XAxis[beside].AxisLabel, option.XAxis[beside].Name = &opts.AxisLabel{Show: opts.Bool(false)}, ""
		option.XAxis[beside].AxisLine, option.YAxis[beside].SplitLine = &opts.AxisLine{Show: opts.Bool(false)}, noRule()
	}
	return option
}

// logCounts makes an axis one of counts, of which 1 is still seen.
func logCounts(axis *XAxis) {
	axis.Type, axis.Min, axis.Max = "log", barStart, nil
	axis.AxisLabel = label("@decades")
	axis.AxisLabel.ShowMinLabel, axis.AxisLabel.ShowMaxLabel = opts.Bool(false), opts.Bool(false)
}

func countLog(i int) YAxis {
	axis := yAxis(i, "@decades", 2)
	axis.Type, axis.Min = "log", barStart
	axis.AxisLabel.ShowMinLabel, axis.AxisLabel.ShowMaxLabel = opts.Bool(false), opts.Bool(false)
	axis.SplitLine = noRule()
	return axis
}

const barStart = 0.6

func gapSeries(a *state.App, g *metrics.Gaps, x metrics.GapAxis, wide bool) []Series {
	axis := a.View.GapAxis
	key := "gaps." + axis
	name := map[string]string{"prefill": "prefill tokens", "batch": "decodes"}[axis]
	colors := []string{"var(--decode)", "var(--prefill)"}
	list := []Series{
		cells(name, density, Cells{X: key + ".x", Y: key + ".y", Width: float64(x.Cell), Height: g.CellMs, N: key + ".n", Kind: key + ".mixed", Colors: colors, Pick: key + ".step"}),
		cells("by "+name, across, Cells{X: key + ".across.x", Width: float64(x.Cell), N: key + ".across.n", Bar: "y", From: barStart, Colors: []string{"var(--ink3)"}, Opacity: 0.55}),
		{Type: "scatter", Name: "longer gaps", X: "gaps.longer." + axis, Y: "gaps.longer.y", XAxisIndex: longer, YAxisIndex: longer, Symbol: "diamond", SymbolSize: 9, Z: 4,
			Pick: "gaps.longer.step", ItemStyle: &opts.ItemStyle{Color: "var(--preempted)", BorderColor: "var(--surface)", BorderWidth: 0.6}},
	}
	if g.Fit != nil && axis == "prefill" {
		list = append(list, Series{Type: "line", Name: "fit", X: "gaps.fit.x", Y: "gaps.fit.y", XAxisIndex: density, YAxisIndex: density, Symbol: "none", Silent: true, Z: 5,
			LineStyle: &opts.LineStyle{Color: "var(--ink)", Width: 1.6, Type: "dashed"}})
	}
	if wide {
		list = append(list, gapRows(a, g)...)
	}
	if pinned := a.PinnedGaps(); pinned != nil {
		list = append(list, pinnedGaps(pinned, axis, wide)...)
	}
	list[0].MarkLine = gapLines(a, g)
	return list
}

// gapRows are the bars beside the density: gaps without and with prefill, or those of the marked band before all others.
func gapRows(a *state.App, g *metrics.Gaps) []Series {
	row := func(name, n, color string, part, shift, opacity float64) Series {
		return cells(name, beside, Cells{Y: "gaps.row.y", Height: g.CellMs, N: n, Bar: "x", From: barStart, Part: part, Shift: shift, Colors: []string{color}, Opacity: opacity})
	}
	decode, prefill, opacity := "var(--decode)", "var(--prefill)", 1.0
	if a.Band() != nil {
		decode, prefill, opacity = "var(--line-strong)", "var(--line-strong)", 1
	}
	list := []Series{row("no prefill", "gaps.row.band0", decode, 0.5, 0.5, opacity), row("with prefill", "gaps.row.riding", prefill, 0.5, 0, opacity)}
	if b := a.View.GapBand; a.Band() != nil {
		color, shift := "var(--prefill)", 0.0
		if b == 0 {
			color, shift = "var(--decode)", 0.5
		}
		list = append(list, row("marked", "gaps.row.band"+format.Count(float64(b)), color, 0.5, shift, 1))
	}
	return list
}

// gapTable is the density as a table: gaps by length and band.
func gapTable(g *metrics.Gaps) []Column {
	table := []Column{{"from", "gaps.row.y", "duration"}}
	if g == nil {
		return table
	}
	for i, b := range g.Bands {
		table = append(table, Column{state.BandName(b), "gaps.row.band" + format.Count(float64(i)), "count"})
	}
	return append(table, Column{"this long or longer", "gaps.row.above", "count"}, Column{"of those with prefill", "gaps.row.ride", "share"})
}
