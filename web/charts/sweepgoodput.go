package charts

import (
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/web/state"
)

func endLabel(text, color string) *EndLabel {
	return &EndLabel{Show: true, Formatter: text, Color: color, FontSize: 11, Distance: 6}
}

// sweepGoodput is what was offered, completed and within the SLO.
func sweepGoodput(a *state.App, o *sweep.Outcome) Spec {
	option := &Option{Grid: []opts.Grid{{Left: "34", Right: "74", Top: "20", Bottom: "44"}}, Tooltip: tooltip("axis", "@goodputTip")}
	option.XAxis = append(option.XAxis, sweepAxisX(o))
	y := yAxis(0, "@plain", 3)
	option.YAxis = append(option.YAxis, y)
	n := len(o.Lines)
	objective := a.Sweep.Swept.SLO != (scenario.SLO{})
	for i := range o.Lines {
		completed := Series{Type: "line", Name: "completed", X: "sweep.x", Y: "sweep.steady_request_throughput", Where: onLine("sweep.line", i), Symbol: shape(i), SymbolSize: 4, Z: 3,
			LineStyle: &opts.LineStyle{Color: "var(--ink3)", Width: 1.4, Type: stroke(i, n).Type, Opacity: stroke(i, n).Opacity}, ItemStyle: &opts.ItemStyle{Color: "var(--ink3)", Opacity: stroke(i, n).Opacity}}
		if i == o.Lead {
			completed.EndLabel = endLabel("completed", "var(--ink3)")
		}
		option.Series = append(option.Series, completed)
		if objective {
			within := Series{Type: "line", Name: "within SLO", X: "sweep.x", Y: "sweep.steady_goodput", Where: onLine("sweep.line", i), Symbol: shape(i), SymbolSize: 5, Z: 4,
				LineStyle: &opts.LineStyle{Color: "var(--good)", Width: 2.4, Type: stroke(i, n).Type, Opacity: stroke(i, n).Opacity}, ItemStyle: &opts.ItemStyle{Color: "var(--good)", Opacity: stroke(i, n).Opacity}}
			if i == o.Lead {
				within.EndLabel = endLabel("within SLO", "var(--good)")
				within.AreaStyle = &opts.AreaStyle{Color: "var(--good)", Opacity: opts.Float(0.06)}
			}
			option.Series = append(option.Series, within)
		}
	}
	if o.Field == sweep.RateField {
		option.YAxis[0].Max = "@roomAbove"
		option.Series = append(option.Series, Series{Type: "line", Name: "offered", X: "sweep.x", Y: "sweep.x", Where: onLine("sweep.line", 0), Symbol: "none", Silent: true, Z: 2, Aside: true,
			LineStyle: &opts.LineStyle{Color: "var(--line-strong)", Width: 1.2, Type: "dotted"}})
	}
	if k := o.Lines[o.Lead].Capacity; k.Status == sweep.Found {
		capacity := markLine("xAxis", "insideEndTop", k.Rate, "", "var(--good)", "var(--sans)")
		option.Series[0].MarkLine = capacity
	}
	table := sweepColumns(o)
	table = append(table, Column{"completed req/s", "sweep.steady_request_throughput", "number"}, Column{"within SLO", "sweep.steady_goodput", "number"}, Column{"attainment", "sweep.slo_attainment", "share"})
	return Spec{ID: "goodput", Store: sweepStore, Wide: option, AsTable: a.View.Tables["goodput"], Table: table}
}
