package charts

import (
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/llmemu/playground/web/state"
)

// timePanel is one series over time.
type timePanel struct {
	title, y string
	color    string
	soft     string
	share    bool // counts otherwise
	limit    *MarkLine
}

// overTime is the run's load: running requests under their limit, those waiting, and the KV pool.
func overTime(a *state.App) Spec {
	panels := []timePanel{
		{"Running", "ts.running", "var(--decode)", "var(--decode-soft)", false, limitLine(float64(a.Result.Summary.LLMEmu.Engine.MaxNumSeqs), "max_num_seqs")},
		{"Waiting", "ts.waiting", "var(--queue)", "var(--queue-soft)", false, nil},
		{"KV blocks in use", "ts.kv_used", "var(--kv)", "var(--kv-soft)", true, nil},
	}
	places := []panel{{1, 8, 23}, {36, 43, 18}, {66, 73, 14}}
	option := &Option{Grid: grids(58, places...), Tooltip: tooltip("axis", "@timeTip"), AxisPointer: linked(0, 1, 2)}
	option.Tooltip.AxisPointer = &opts.AxisPointer{Type: "line", Label: &opts.Label{Show: opts.Bool(false)}}
	for i, p := range panels {
		option.Title = append(option.Title, places[i].named(p.title))
		option.XAxis = append(option.XAxis, xAxis(i, "time (s)", "@plain", i == len(panels)-1))
		y := yAxis(i, "@count", 2)
		y.Max = "@roomAbove"
		if p.share {
			y = shareAxis(i, 0.5)
		}
		option.YAxis = append(option.YAxis, y)
		option.Series = append(option.Series, Series{Type: "line", Name: p.title, X: "ts.t_s", Y: p.y, XAxisIndex: i, YAxisIndex: i, Symbol: "none", Step: "end", Z: 3,
			LineStyle: &opts.LineStyle{Color: p.color, Width: 1.4}, AreaStyle: &opts.AreaStyle{Color: p.soft, Opacity: opts.Float(1)}, MarkLine: p.limit})
		if a.Comparing() {
			option.Series = append(option.Series, Series{Type: "line", Name: p.title + " A", X: "pinned.ts.t_s", Y: "pinned." + p.y, XAxisIndex: i, YAxisIndex: i,
				Symbol: "none", Step: "end", Z: 4, LineStyle: pinnedLine()})
		}
	}
	option.Series = append(option.Series, Series{Type: "scatter", Name: "preemptions", X: "ts.t_s", Y: "@top", XAxisIndex: 2, YAxisIndex: 2,
		Where: &Where{Column: "ts.preemptions", Min: 1, Max: 1 << 30}, Symbol: "path://M0 0H10L5 8z", SymbolSize: 7, Silent: true, Z: 5,
		ItemStyle: &opts.ItemStyle{Color: "var(--preempted)"}})
	table := []Column{{"time", "ts.t_s", "seconds"}, {"running", "ts.running", "count"}, {"waiting", "ts.waiting", "count"},
		{"KV use", "ts.kv_used", "share"}, {"prefill tok/s", "ts.prefill_tokens", "number"}, {"decode tok/s", "ts.decode_tokens", "number"},
		{"preemptions", "ts.preemptions", "count"}}
	return Spec{ID: "time", Wide: option, AsTable: a.View.Tables["time"], Table: table}
}
