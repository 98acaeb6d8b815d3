// Package charts describes the page's charts: for each one the ECharts options, in which every colour is a CSS variable
// and every series names the result columns that it draws. static/js resolves both when it draws, so that neither a
// theme nor a new result needs other options, and no figure of a run passes through here.
package charts

import (
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/llmemu/playground/web/state"
)

// Spec is one chart in its layouts.
type Spec struct {
	ID      string   `json:"id"`
	Wide    *Option  `json:"wide"`
	Narrow  *Option  `json:"narrow,omitempty"` // below 600 pixels, where it is not as Wide
	AsTable bool     `json:"asTable"`
	Table   []Column `json:"table,omitempty"`
	Rows    *Where   `json:"rows,omitempty"`   // of the table; all without
	Curves  []string `json:"curves,omitempty"` // names that the table's format "curve" counts
	// Sources are profiles whose curves the chart draws: the file of each, by the prefix of its columns. Without any, the
	// columns are the run's.
	Sources map[string]string `json:"sources,omitempty"`
	Store   string            `json:"store,omitempty"` // whose columns: "" for the run's, or a store of static/js/store.js
}

// Option is an ECharts option. A string that begins with "@" stands for the function of that name in static/js.
type Option struct {
	Animation   bool              `json:"animation"`
	Title       []Title           `json:"title"`
	Grid        []opts.Grid       `json:"grid"`
	XAxis       []XAxis           `json:"xAxis"`
	YAxis       []YAxis           `json:"yAxis"`
	AxisPointer *opts.AxisPointer `json:"axisPointer,omitempty"`
	Tooltip     *opts.Tooltip     `json:"tooltip,omitempty"`
	Series      []Series          `json:"series"`
	Heat        *Heat             `json:"heat,omitempty"`
}

// Title, XAxis and YAxis complete go-echarts' own, which lack some of ECharts' options.
type (
	Title struct {
		opts.Title
		Padding int `json:"padding"`
	}
	XAxis struct {
		opts.XAxis
		NameTextStyle *opts.TextStyle `json:"nameTextStyle,omitempty"`
	}
	YAxis struct {
		opts.YAxis
		AxisTick *opts.AxisTick `json:"axisTick"`
		Interval float64        `json:"interval,omitempty"`
	}
)

// Series is an ECharts series without its data. go-echarts' own series carry theirs.
type Series struct {
	Type       string          `json:"type"`
	Name       string          `json:"name,omitempty"`
	X          string          `json:"x,omitempty"`      // column
	Y          string          `json:"y,omitempty"`      // column
	Where      *Where          `json:"where,omitempty"`  // rows to draw; all without
	Rows       []int           `json:"rows,omitempty"`   // the same, by number
	Broken     bool            `json:"broken,omitempty"` // rows without a value break the line, instead of being left out
	Aside      bool            `json:"aside,omitempty"`  // the axes do not make room for it
	XAxisIndex int             `json:"xAxisIndex"`
	YAxisIndex int             `json:"yAxisIndex"`
	Symbol     string          `json:"symbol,omitempty"`
	SymbolSize float64         `json:"symbolSize,omitempty"`
	Step       string          `json:"step,omitempty"`
	Silent     bool            `json:"silent,omitempty"`
	Z          int             `json:"z,omitempty"`
	ItemStyle  *opts.ItemStyle `json:"itemStyle,omitempty"`
	LineStyle  *opts.LineStyle `json:"lineStyle,omitempty"`
	AreaStyle  *opts.AreaStyle `json:"areaStyle,omitempty"`
	MarkLine   *MarkLine       `json:"markLine,omitempty"`
	MarkArea   *MarkArea       `json:"markArea,omitempty"`
	EndLabel   *EndLabel       `json:"endLabel,omitempty"`
	Cells      *Cells          `json:"cells,omitempty"`
	Pick       string          `json:"pick,omitempty"` // column of the steps that clicks choose
	Label      *PointLabel     `json:"label,omitempty"`
	Layout     *LabelLayout    `json:"labelLayout,omitempty"`
}

// LabelLayout moves labels that would lie over each other, those of all series that have it. It takes the place of a label's offset.
type LabelLayout struct {
	Move string `json:"moveOverlap"`
	DX   int    `json:"dx,omitempty"` // pixels
	DY   int    `json:"dy,omitempty"`
}

// Where picks the rows whose column holds a value of a range.
type Where struct {
	Column string `json:"column"`
	Min    int    `json:"min"`
	Max    int    `json:"max"`
}

// Column is a column of a chart's table.
type Column struct {
	Title  string `json:"title"`
	Column string `json:"column"`
	Format string `json:"format"` // a function of static/js/format.js, or "share", "seconds" and "curve"
}

// Specs describes the charts of the view on show; a list without any where there are none.
func Specs(a *state.App) []Spec {
	switch a.View.Page {
	case state.PageOverview:
		return []Spec{requests(a), spread(a), overTime(a)}
	case state.PageGaps:
		return []Spec{gaps(a)}
	case state.PageSweep:
		return sweepCharts(a)
	case state.PageProfile:
		return []Spec{stepCurves(a, decodeCurves), stepCurves(a, prefillCurves)}
	}
	return []Spec{}
}
