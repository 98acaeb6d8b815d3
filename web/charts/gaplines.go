package charts

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// gapLines are the percentiles of all gaps, and the edges of the marked band.
func gapLines(a *state.App, g *metrics.Gaps) *MarkLine {
	lines := markLine("yAxis", "insideStartTop", g.P99, "", "var(--ink2)", "var(--sans)")
	lines.Data = nil
	if pinned := a.PinnedGaps(); pinned != nil {
		stroke := map[string]any{"type": "solid", "color": "var(--ink3)", "width": 1.4}
		for _, p := range percentiles(pinned, g.TopMs) {
			label := map[string]any{"formatter": "A " + p.text, "position": "insideEndTop", "color": "var(--ink3)"}
			lines.Data = append(lines.Data, map[string]any{"yAxis": p.ms, "lineStyle": stroke, "label": label})
		}
	}
	for _, p := range percentiles(g, g.TopMs) {
		label := map[string]any{"formatter": p.text, "position": "insideStartTop", "padding": []int{0, 0, 0, 26}} // past the column without prefill
		lines.Data = append(lines.Data, map[string]any{"yAxis": p.ms, "label": label})
	}
	if b := a.Band(); b != nil && a.View.GapAxis == "prefill" && b.Low > 0 {
		solid := map[string]any{"type": "solid", "color": "var(--ink)"}
		lines.Data = append(lines.Data, map[string]any{"xAxis": float64(b.Low - 1), "lineStyle": solid, "label": map[string]any{"formatter": format.Of(b.Gaps, "gap"), "position": "insideStartTop", "rotate": 0}})
		if b.High < g.Prefill.Max {
			lines.Data = append(lines.Data, map[string]any{"xAxis": float64(b.High), "lineStyle": solid, "label": map[string]any{"show": false}})
		}
	}
	return lines
}

// percentile is one that has a line, with its name.
type percentile struct {
	ms   float64
	text string
}

// percentiles are those that fit into a density up to top, without one whose name would lie on the one before.
func percentiles(g *metrics.Gaps, top float64) []percentile {
	var list []percentile
	last := math.Inf(-1)
	for _, p := range []percentile{{g.P50, "p50"}, {g.P90, "p90"}, {g.P99, "p99"}} {
		if p.ms-last >= top/20 && p.ms <= top {
			last = p.ms
			list = append(list, percentile{p.ms, p.text + " " + format.Duration(p.ms)})
		}
	}
	return list
}

// pinnedGaps are the pinned run's fit, and how many gaps of both runs are at least so long. Its cells have other edges, so
// that its density and its bars could not be held against those on show.
func pinnedGaps(g *metrics.Gaps, axis string, wide bool) []Series {
	var list []Series
	if g.Fit != nil && axis == "prefill" {
		list = append(list, Series{Type: "line", Name: "fit of A", X: "pinned.gaps.fit.x", Y: "pinned.gaps.fit.y", XAxisIndex: density, YAxisIndex: density, Symbol: "none", Silent: true, Z: 4, LineStyle: pinnedLine()})
	}
	if !wide {
		return list
	}
	above := func(name, prefix string, stroke *opts.LineStyle) Series {
		return Series{Type: "line", Name: name, X: prefix + "gaps.row.above", Y: prefix + "gaps.row.y", XAxisIndex: beside, YAxisIndex: beside, Symbol: "none", Silent: true, Z: 5,
			Where: &Where{Column: prefix + "gaps.row.above", Min: 1, Max: math.MaxInt32}, LineStyle: stroke}
	}
	return append(list, above("this long or longer, A", "pinned.", pinnedLine()), above("this long or longer", "", &opts.LineStyle{Color: "var(--ink)", Width: 2.4}))
}
