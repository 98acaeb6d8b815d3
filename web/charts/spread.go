package charts

import (
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/web/state"
)

// spreadPanel is the distribution of one latency.
type spreadPanel struct {
	title, key string
	log        bool
	slo        float64
	met        string
}

// spread is the share of requests below each latency: this run solid, the real engine's dashed.
func spread(a *state.App) Spec {
	met := a.Result.Summary.LLMEmu.SLOAttainment
	if met == nil {
		met = &metrics.Attainment{}
	}
	panels := []spreadPanel{
		{"TTFT", "ttft_ms", true, a.Ran.SLO.TTFTMs, metBy(&a.Result.Summary, met.TTFT)},
		{"TPOT", "tpot_ms", false, a.Ran.SLO.TPOTMs, metBy(&a.Result.Summary, met.TPOT)},
	}
	if a.View.Spread == "itl" {
		panels = []spreadPanel{
			{"ITL", "itl_ms", true, 0, ""},
			{"E2E", "e2el_ms", false, a.Ran.SLO.E2ELMs, metBy(&a.Result.Summary, met.E2EL)},
		}
	}
	places := []panel{{1, 9, 35}, {52, 60, 33}}
	option := cumulative(places, panels, a.Comparing())
	option.Title = []Title{places[0].named(panels[0].title), places[1].named(panels[1].title)}
	table := []Column{{"share", "cdf.q", "share"}}
	for _, p := range panels {
		table = append(table, Column{p.title, "cdf." + p.key, "duration"})
		if a.Comparing() {
			table = append(table, Column{p.title + " A", "pinned.cdf." + p.key, "duration"})
		}
		if measuredCurve(p.key) && a.Result.Measured != nil {
			table = append(table, Column{"measured", "cdf.measured." + p.key, "duration"})
		}
	}
	return Spec{ID: "spread", Wide: option, AsTable: a.View.Tables["spread"], Table: table}
}

// measuredCurve says whether recorded runs have the metric: they keep a request's first and last token, not each gap.
func measuredCurve(key string) bool { return key != "itl_ms" }

func cumulative(places []panel, panels []spreadPanel, pinned bool) *Option {
	option := &Option{Grid: grids(44, places...), Tooltip: tooltip("axis", "@spreadTip")}
	option.Tooltip.AxisPointer = &opts.AxisPointer{Axis: "y", Type: "line", Snap: opts.Bool(true), Label: &opts.Label{Show: opts.Bool(false)}}
	option.AxisPointer = &opts.AxisPointer{Link: []opts.AxisPointerLink{{YAxisIndex: []int{0, 1}}}}
	for i, p := range panels {
		x := xAxis(i, "", "@latency", true)
		x.Scale, x.SplitNumber, x.Max = opts.Bool(true), 4, nil
		x.AxisPointer = &opts.AxisPointer{Show: opts.Bool(false)}
		if p.log {
			x.Type = "@latencyScale"
		}
		option.XAxis = append(option.XAxis, x)
		y := shareAxis(i, 0.25)
		y.AxisPointer = crosshair()
		option.YAxis = append(option.YAxis, y)
		run := Series{Type: "line", Name: p.title, X: "cdf." + p.key, Y: "cdf.q", XAxisIndex: i, YAxisIndex: i, Symbol: "none", Z: 4,
			LineStyle: &opts.LineStyle{Color: "var(--ink)", Width: 2.4}, MarkLine: sloLine("xAxis", "end", p.slo, p.met)}
		option.Series = append(option.Series, run)
		if pinned {
			option.Series = append(option.Series, Series{Type: "line", Name: p.title + " A", X: "pinned.cdf." + p.key, Y: "pinned.cdf.q",
				XAxisIndex: i, YAxisIndex: i, Symbol: "none", Z: 3, LineStyle: pinnedLine()})
		}
		if measuredCurve(p.key) {
			option.Series = append(option.Series, Series{Type: "line", Name: p.title + " measured", X: "cdf.measured." + p.key, Y: "cdf.q",
				XAxisIndex: i, YAxisIndex: i, Symbol: "none", Z: 5, LineStyle: &opts.LineStyle{Color: "var(--ink2)", Width: 1.4, Type: "dashed"}})
		}
	}
	return option
}
