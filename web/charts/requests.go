package charts

import (
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/web/state"
)

// marks are how requests are drawn, by what delayed them most: the values of the columns req.cause and req.ttft_cause.
var marks = [len(metrics.CauseNames)]struct {
	symbol string
	size   float64
}{
	metrics.CauseQueue:     {"diamond", 9},
	metrics.CausePrefill:   {"triangle", 8},
	metrics.CauseDecode:    {"circle", 7},
	metrics.CausePreempted: {"circle", 5},
}

// latencyPanel is one panel of the requests chart.
type latencyPanel struct {
	title, y, cause string
	log             bool
	slo             float64
	met             string
}

// requests is every request over its arrival, or over its number where arrivals do not tell them apart, TTFT above E2E, marked by what
// delayed it most.
func requests(a *state.App) Spec {
	ttft := latencyPanel{title: "TTFT", y: "req.ttft_ms", cause: "req.ttft_cause", log: true, slo: a.Ran.SLO.TTFTMs}
	e2e := latencyPanel{title: "E2E", y: "req.e2el_ms", cause: "req.cause", slo: a.Ran.SLO.E2ELMs}
	if met := a.Result.Summary.LLMEmu.SLOAttainment; met != nil {
		ttft.met, e2e.met = metBy(&a.Result.Summary, met.TTFT), metBy(&a.Result.Summary, met.E2EL)
	}
	chosen := ttft
	if a.View.Metric == "e2e" {
		chosen = e2e
	}
	places := []panel{{1, 7, 37}, {49, 55, 36}}
	wide := scatter(a, 58, places, ttft, e2e)
	wide.Title = []Title{places[0].named(ttft.title), places[1].named(e2e.title)}
	return Spec{ID: "requests", Wide: wide, Narrow: scatter(a, 52, []panel{{0, 4, 82}}, chosen)}
}

func scatter(a *state.App, left int, places []panel, panels ...latencyPanel) *Option {
	option := &Option{Grid: grids(left, places...), Tooltip: tooltip("item", "@requestTip")}
	var axes []int
	for i, p := range panels {
		axes = append(axes, i)
		last := i == len(panels)-1
		option.XAxis = append(option.XAxis, xAxis(i, arrivalTitle(a), "@plain", last))
		y := yAxis(i, "@latency", 4)
		if p.log {
			y.Type, y.Min = "@latencyScale", nil
		}
		option.YAxis = append(option.YAxis, y)
		if a.Comparing() {
			option.Series = append(option.Series, pinnedPoints(a, i, p))
		}
		option.Series = append(option.Series, points(a, i, p)...)
	}
	option.AxisPointer = linked(axes...)
	return option
}

func arrivalTitle(a *state.App) string {
	if a.Result.AtOnce {
		return "request, in the order of arrival"
	}
	return "arrival time (s)"
}

// arrivalColumn is what a request's place is read from; "@row" is its number.
func arrivalColumn(a *state.App) string {
	if a.Result.AtOnce {
		return "@row"
	}
	return "req.arrival_s"
}

// pinnedPoints are the pinned run's, behind the others: small, grey, and nothing to click.
func pinnedPoints(a *state.App, axis int, p latencyPanel) Series {
	return Series{Type: "scatter", Name: "A", X: "pinned." + arrivalColumn(a), Y: "pinned." + p.y, XAxisIndex: axis, YAxisIndex: axis, Symbol: "circle", SymbolSize: 4, Silent: true, Z: 1,
		ItemStyle: &opts.ItemStyle{Color: "var(--ink3)", Opacity: opts.Float(0.3)}}
}

// crowd is the number of requests above which marks lie on each other, so that seams between them would hide their colour.
const crowd = 1000

// points are the marks of one panel: one series for each cause, and rings around the requests that were preempted.
func points(a *state.App, axis int, p latencyPanel) []Series {
	seam := "var(--surface)"
	if a.Result.Summary.Completed > crowd {
		seam = ""
	}
	var list []Series
	for code, mark := range marks {
		name := metrics.CauseNames[code]
		list = append(list, Series{Type: "scatter", Name: name, X: arrivalColumn(a), Y: p.y, XAxisIndex: axis, YAxisIndex: axis,
			Where: &Where{Column: p.cause, Min: code, Max: code}, Symbol: mark.symbol, SymbolSize: mark.size, Z: 3,
			ItemStyle: &opts.ItemStyle{Color: "var(--" + name + ")", BorderColor: seam, BorderWidth: 0.6, Opacity: opts.Float(0.88)}})
	}
	list[0].MarkLine = sloLine("yAxis", "insideStartTop", p.slo, p.met)
	return append(list, Series{Type: "scatter", Name: "preempted at least once", X: arrivalColumn(a), Y: p.y, XAxisIndex: axis, YAxisIndex: axis,
		Where: &Where{Column: "req.preemptions", Min: 1, Max: 1 << 30}, Symbol: "circle", SymbolSize: 12, Silent: true, Z: 4,
		ItemStyle: &opts.ItemStyle{Color: "transparent", BorderColor: "var(--preempted)", BorderWidth: 1.6}})
}
