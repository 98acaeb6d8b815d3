package charts

import (
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"github.com/llmemu/playground/engine/curves"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// curveChart is one family of a profile's curves.
type curveChart struct {
	family *curves.Family
	color  string
	x      string // name of the axis
	unit   string // of x, for the table
	tip    types.FuncStr
}

var (
	decodeCurves  = curveChart{&curves.Decode, "var(--decode)", "sequences in the step", "sequences", "@decodeTip"}
	prefillCurves = curveChart{&curves.Prefill, "var(--prefill)", "prefill tokens in the step", "tokens", "@prefillTip"}
)

// sources are the prefixes of the columns of the profile on show and of the one beside it.
var sources = []string{"a", "b"}

// curvePanel is where the curves of one profile stand in a chart.
type curvePanel struct {
	source, title  string
	titleX, titleY string
	grid           opts.Grid
}

// stepCurves is what a step costs: a line for each context depth, and the points of the profile behind it. Two profiles have
// the same scales.
func stepCurves(a *state.App, c curveChart) Spec {
	shown, compared := a.Shown(), a.Compared()
	spec := Spec{ID: c.family.Name, AsTable: a.View.Tables[c.family.Name], Sources: map[string]string{sources[0]: shown.File}}
	spec.Table = []Column{{c.unit, sources[0] + "." + c.family.X(), "count"}}
	if compared == nil {
		spec.Wide = c.option(curvePanel{source: sources[0], grid: opts.Grid{Left: "52", Right: "76", Top: "16", Bottom: "44"}})
		spec.Table = append(spec.Table, c.columns(sources[0], "")...)
		return spec
	}
	spec.Sources[sources[1]] = compared.File
	spec.Wide = c.option(
		curvePanel{sources[0], shown.Title(), "0", "4", opts.Grid{Left: "52", Width: "36%", Top: "34", Bottom: "44"}},
		curvePanel{sources[1], compared.Title(), "51%", "4", opts.Grid{Left: "56%", Right: "76", Top: "34", Bottom: "44"}})
	spec.Narrow = c.option(
		curvePanel{sources[0], shown.Title(), "0", "4", opts.Grid{Left: "52", Right: "68", Top: "30", Height: "33%"}},
		curvePanel{sources[1], compared.Title(), "0", "51%", opts.Grid{Left: "52", Right: "68", Top: "56%", Height: "33%"}})
	spec.Table = append(spec.Table, c.columns(sources[0], " "+shown.Sheet.GPU.Name)...)
	spec.Table = append(spec.Table, c.columns(sources[1], " "+compared.Sheet.GPU.Name)...)
	return spec
}

// depthName is a context depth as lines and tables name it.
func depthName(depth int64) string { return format.Count(float64(depth)) + "\u00a0tok" }

func (c *curveChart) columns(source, suffix string) []Column {
	var list []Column
	for _, depth := range c.family.Depths {
		list = append(list, Column{depthName(depth) + suffix, source + "." + c.family.Curve(depth), "duration"})
	}
	return list
}

func (c *curveChart) option(panels ...curvePanel) *Option {
	option := &Option{Tooltip: tooltip("axis", c.tip)}
	for i, p := range panels {
		option.Grid = append(option.Grid, p.grid)
		if p.title != "" {
			option.Title = append(option.Title, heading(p.title, p.titleX, p.titleY))
		}
		x := xAxis(i, c.x, "@count", true)
		x.Type = "@sharedCounts"
		option.XAxis = append(option.XAxis, x)
		y := yAxis(i, "@latency", 4)
		y.Type = "@sharedLatency"
		option.YAxis = append(option.YAxis, y)
		option.Series = append(option.Series, c.lines(i, p.source)...)
	}
	return option
}

// lines are the curves of one profile, deeper context in a stronger stroke, and the points behind each.
func (c *curveChart) lines(axis int, source string) []Series {
	var list []Series
	for i, depth := range c.family.Depths {
		strength := float32(i+1) / float32(len(c.family.Depths))
		curve := Series{Type: "line", Name: depthName(depth), X: source + "." + c.family.X(), Y: source + "." + c.family.Curve(depth),
			XAxisIndex: axis, YAxisIndex: axis, Symbol: "none", Z: 3,
			LineStyle: &opts.LineStyle{Color: c.color, Width: 1 + 1.2*strength, Opacity: opts.Float(0.4 + 0.6*strength)},
			EndLabel:  &EndLabel{Show: true, Formatter: depthName(depth), Color: "var(--ink2)", FontSize: 11, Distance: 6}}
		x, y := c.family.Points(depth)
		points := Series{Type: "scatter", Name: "points", X: source + "." + x, Y: source + "." + y,
			XAxisIndex: axis, YAxisIndex: axis, Symbol: "circle", SymbolSize: 5, Silent: true, Z: 4,
			ItemStyle: &opts.ItemStyle{Color: "var(--surface)", BorderColor: c.color, BorderWidth: 1.4, Opacity: opts.Float(0.4 + 0.6*strength)}}
		list = append(list, curve, points)
	}
	return list
}
