package charts

import (
	"strconv"

	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/format"
)

// panel is where one set of axes stands in a chart, in percent of its height.
type panel struct{ title, top, height int }

func percent(n int) string { return strconv.Itoa(n) + "%" }

// grids place the panels; left is the room for the labels of the vertical axis, in pixels.
func grids(left int, panels ...panel) []opts.Grid {
	var list []opts.Grid
	for _, p := range panels {
		list = append(list, opts.Grid{Left: strconv.Itoa(left), Right: "14", Top: percent(p.top), Height: percent(p.height)})
	}
	return list
}

// named is the panel's title, above its axis.
func (p panel) named(text string) Title { return heading(text, "0", percent(p.title)) }

func heading(text, left, top string) Title {
	return Title{Title: opts.Title{Title: text, Left: left, Top: top,
		TitleStyle: &opts.TextStyle{Color: "var(--ink)", FontSize: 12, FontWeight: "var(--semi)"}}}
}

func label(formatter types.FuncStr) *opts.AxisLabel {
	return &opts.AxisLabel{Color: "var(--ink3)", FontSize: 11, Formatter: formatter, HideOverlap: opts.Bool(true),
		ShowMinLabel: opts.Bool(true), ShowMaxLabel: opts.Bool(true)}
}

func rule() *opts.SplitLine {
	return &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: "var(--line)"}}
}

func noRule() *opts.SplitLine { return &opts.SplitLine{Show: opts.Bool(false)} }

func baseline() *opts.AxisLine {
	return &opts.AxisLine{Show: opts.Bool(true), OnZero: opts.Bool(false), LineStyle: &opts.LineStyle{Color: "var(--line-strong)"}}
}

// crosshair is the line that follows the pointer through all linked panels.
func crosshair() *opts.AxisPointer {
	return &opts.AxisPointer{Show: opts.Bool(true), Type: "line", Label: &opts.Label{Show: opts.Bool(false)}}
}

// xAxis is a horizontal axis of panel i that ends where the data does. Only the lowest of stacked panels carries labels
// and the name.
func xAxis(i int, name string, formatter types.FuncStr, labelled bool) XAxis {
	axis := XAxis{NameTextStyle: &opts.TextStyle{Color: "var(--ink3)", FontSize: 11}}
	axis.XAxis = opts.XAxis{GridIndex: i, Type: "value", AxisLine: baseline(), SplitLine: noRule(), AxisLabel: label(formatter),
		AxisTick: &opts.AxisTick{Show: opts.Bool(true)}, AxisPointer: crosshair(), NameLocation: "middle", NameGap: 24, Max: "dataMax"}
	if labelled {
		axis.Name = name
		axis.AxisLabel.ShowMaxLabel = opts.Bool(false)
	} else {
		axis.AxisLabel = &opts.AxisLabel{Show: opts.Bool(false)}
	}
	return axis
}

func yAxis(i int, formatter types.FuncStr, ticks int) YAxis {
	axis := YAxis{AxisTick: &opts.AxisTick{Show: opts.Bool(false)}}
	axis.YAxis = opts.YAxis{GridIndex: i, Type: "value", Min: 0, SplitNumber: ticks, SplitLine: rule(), AxisLabel: label(formatter),
		AxisLine: &opts.AxisLine{Show: opts.Bool(false)}}
	return axis
}

// shareAxis is a vertical axis from 0 to 100 %.
func shareAxis(i int, step float64) YAxis {
	axis := yAxis(i, "@share", 0)
	axis.Max, axis.Interval = 1, step
	return axis
}

// pinnedLine is the stroke of the pinned run.
func pinnedLine() *opts.LineStyle { return &opts.LineStyle{Color: "var(--ink3)", Width: 1.4} }

func linked(axes ...int) *opts.AxisPointer {
	return &opts.AxisPointer{Link: []opts.AxisPointerLink{{XAxisIndex: axes}}}
}

func tooltip(trigger string, formatter types.FuncStr) *opts.Tooltip {
	return &opts.Tooltip{Trigger: trigger, Formatter: formatter, Position: "@beside"}
}

// MarkLine is a line across a panel.
type MarkLine struct {
	Silent    bool            `json:"silent"`
	Symbol    string          `json:"symbol"`
	LineStyle *opts.LineStyle `json:"lineStyle"`
	Label     MarkLabel       `json:"label"`
	Data      []any           `json:"data"`
}

// MarkArea is a band across a panel.
type MarkArea struct {
	Silent    bool                `json:"silent"`
	ItemStyle *opts.ItemStyle     `json:"itemStyle"`
	Label     PointLabel          `json:"label"`
	Data      [][2]map[string]any `json:"data"`
}

// PointLabel is the text at a point.
type PointLabel struct {
	Show       bool    `json:"show"`
	Position   string  `json:"position"`
	Distance   float64 `json:"distance"`
	Offset     []int   `json:"offset,omitempty"` // pixels to the right, and down
	Formatter  string  `json:"formatter"`
	Color      string  `json:"color"`
	FontWeight string  `json:"fontWeight"`
	FontSize   int     `json:"fontSize"`
}

// EndLabel is the text at the end of a line.
type EndLabel struct {
	Show      bool    `json:"show"`
	Formatter string  `json:"formatter"`
	Color     string  `json:"color"`
	FontSize  int     `json:"fontSize"`
	Distance  float64 `json:"distance"`
}

// MarkLabel is the text at a MarkLine. go-echarts' Label knows neither its distance nor its plain text.
type MarkLabel struct {
	Position   string     `json:"position"`
	Formatter  string     `json:"formatter"`
	Color      string     `json:"color"`
	FontFamily string     `json:"fontFamily"`
	FontWeight string     `json:"fontWeight"`
	FontSize   int        `json:"fontSize"`
	Distance   [2]float64 `json:"distance"`
}

// metBy says which share of a run's requests meets an objective, "" where it is nil.
func metBy(s *metrics.Summary, share *float64) string {
	if share == nil {
		return ""
	}
	return ", met by " + format.Percent(*share*100) + s.OfSent()
}

// sloLine marks an objective, nil where none is set; met is who meets it, or "". axis is "xAxis" or "yAxis".
func sloLine(axis, position string, limitMs float64, met string) *MarkLine {
	if limitMs == 0 {
		return nil
	}
	return markLine(axis, position, limitMs, "SLO "+format.Limit(limitMs)+met, "var(--bad)", "var(--sans)")
}

// limitLine marks a setting of the engine that the run cannot pass, under its vLLM name.
func limitLine(value float64, name string) *MarkLine {
	return markLine("yAxis", "insideEndTop", value, name+" "+format.Count(value), "var(--ink2)", "var(--mono)")
}

func markLine(axis, position string, value float64, text, color, font string) *MarkLine {
	return &MarkLine{Silent: true, Symbol: "none",
		LineStyle: &opts.LineStyle{Color: color, Type: "dashed", Width: 1.2},
		Label:     MarkLabel{Position: position, Formatter: text, Color: color, FontFamily: font, FontWeight: "var(--semi)", FontSize: 11, Distance: [2]float64{2, 4}},
		Data:      []any{map[string]float64{axis: value}}}
}
