package charts_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/web/charts"
)

// bound is what ECharts is given to draw: an option of static/js/bind.js, with what its functions answer in their place.
type bound struct {
	Option struct {
		Title   []struct{ Text string }
		Grid    []struct{ Left, Right, Top, Bottom, Width, Height string }
		XAxis   []axis
		YAxis   []axis
		Series  []series
		Tooltip struct {
			Trigger     string
			AxisPointer struct {
				Axis string
				Snap bool
			}
		}
	}
	Note string
	Tips []tip
}

// axis is one axis. Min and Max are numbers, or words of ECharts such as "dataMax".
type axis struct {
	Name, Type string
	Min, Max   any
	Interval   float64
	AxisLabel  struct {
		Show         *bool
		Formatter    map[string]string
		CustomValues []float64
	}
	Data []string // of categories
}

// series is one series with its points as ECharts gets them.
type series struct {
	Type, Name, Symbol, Step string
	XAxisIndex, YAxisIndex   int
	SymbolSize               float64
	Silent                   bool
	ItemStyle, LineStyle     struct {
		Color, BorderColor, Type string
		Width, Opacity           float64
	}
	AreaStyle struct {
		Color   string
		Opacity float64
	}
	MarkLine struct{ Data []map[string]any }
	MarkArea struct {
		Data [][2]map[string]any
	}
	EndLabel, Label struct{ Formatter string }
	Data            json.RawMessage
	Drawn           json.RawMessage // what a custom series draws for each row
	markLabel       struct{ Formatter string }
}

func (s *series) UnmarshalJSON(data []byte) error {
	type plain series
	if err := json.Unmarshal(data, (*plain)(s)); err != nil {
		return err
	}
	var marked struct {
		MarkLine struct{ Label struct{ Formatter string } }
	}
	if err := json.Unmarshal(data, &marked); err != nil {
		return err
	}
	s.markLabel = marked.MarkLine.Label
	return nil
}

// tip is what the tooltip says of a point: its title, and "name: value" for each row.
type tip struct {
	Series, Point int
	Lines         []string
}

// scene is charts with the packed figures that they draw.
type scene struct {
	Result  []byte            `json:"result,omitempty"`
	Stores  map[string][]byte `json:"stores,omitempty"`
	Sources map[string][]byte `json:"sources,omitempty"`
	Charts  []chart           `json:"charts"`
}

// chart is one of them in one of its layouts, with a step chosen or -1.
type chart struct {
	Spec   charts.Spec `json:"spec"`
	Narrow bool        `json:"narrow"`
	Step   int         `json:"step"`
}

// bind has the page's own code bind the charts of a scene.
func bind(t *testing.T, s scene) []bound {
	t.Helper()
	input, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var problem bytes.Buffer
	cmd := exec.Command("node", "testdata/bind.mjs")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), &problem
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, problem.String())
	}
	var list []bound
	if err := json.Unmarshal(out, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// number is a value of JSON in which NaN is a word.
type number float64

func (n *number) UnmarshalJSON(data []byte) error {
	if string(data) == `"NaN"` {
		*n = number(math.NaN())
		return nil
	}
	return json.Unmarshal(data, (*float64)(n))
}

// rows are the points of a series, each with its fields.
func (s *series) rows(t *testing.T) [][]float64 {
	t.Helper()
	var list [][]number
	if err := json.Unmarshal(s.Data, &list); err != nil {
		t.Fatalf("series %s: %v", s.Name, err)
	}
	rows := make([][]float64, len(list))
	for i, row := range list {
		for _, v := range row {
			rows[i] = append(rows[i], float64(v))
		}
	}
	return rows
}

// drawn is what a test expects of a series. Rows are those of the columns that must be points; all whose values are there
// where it is nil.
type drawn struct {
	kind, name string
	panel      int
	color      string // of the line, or of the mark, by its variable
	x, y       []float64
	rows       func(row int) bool
	lines      []string // across the panel: axis, value and text
}

// check holds a chart to the series that a test expects, in order and value by value.
func (b *bound) check(t *testing.T, want []drawn) {
	t.Helper()
	var names, wanted []string
	for _, s := range b.Option.Series {
		names = append(names, s.Name)
	}
	for _, w := range want {
		wanted = append(wanted, w.name)
	}
	if !slices.Equal(names, wanted) {
		t.Fatalf("series %q, want %q", names, wanted)
	}
	for i, w := range want {
		s := &b.Option.Series[i]
		what := fmt.Sprintf("series %d, %s", i, s.Name)
		if s.Type != w.kind || s.XAxisIndex != w.panel || s.YAxisIndex != w.panel {
			t.Errorf("%s is a %s on axes %d and %d, want a %s on %d", what, s.Type, s.XAxisIndex, s.YAxisIndex, w.kind, w.panel)
		}
		if got := s.color(); w.color != "" && got != "var(--"+w.color+")" && got != w.color {
			t.Errorf("%s has the colour %s, want %s", what, got, w.color)
		}
		if got := s.marks(); !slices.Equal(got, w.lines) {
			t.Errorf("%s marks %q, want %q", what, got, w.lines)
		}
		if w.x == nil {
			continue
		}
		var points [][]float64
		for row := range w.x {
			if w.rows == nil && !math.IsNaN(w.x[row]) && !math.IsNaN(w.y[row]) || w.rows != nil && w.rows(row) {
				points = append(points, []float64{w.x[row], w.y[row], float64(row)})
			}
		}
		if w.kind == "line" && len(w.x) == 0 {
			t.Errorf("%s has nothing to draw", what)
		}
		same(t, what, s.rows(t), points)
	}
}

// same compares points, NaN being equal to itself.
func same(t *testing.T, what string, got, want [][]float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s has %d points, want %d", what, len(got), len(want))
		return
	}
	for i := range got {
		if !slices.EqualFunc(got[i], want[i], func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }) {
			t.Errorf("%s: point %d is %v, want %v", what, i, got[i], want[i])
			return
		}
	}
}

// color is what a reader tells the series by.
func (s *series) color() string {
	switch {
	case s.Type == "line":
		return s.LineStyle.Color
	case s.ItemStyle.BorderColor != "" && (s.ItemStyle.Color == "transparent" || s.ItemStyle.Color == "var(--surface)"):
		return s.ItemStyle.BorderColor
	}
	return s.ItemStyle.Color
}

// marks are the lines across a panel and the areas in it: axis, value and text.
func (s *series) marks() []string {
	var list []string
	for _, d := range s.MarkLine.Data {
		text := s.markLabel.Formatter
		if label, ok := d["label"].(map[string]any); ok {
			text, _ = label["formatter"].(string)
		}
		for _, axis := range []string{"xAxis", "yAxis"} {
			if v, ok := d[axis]; ok {
				list = append(list, strings.TrimSpace(fmt.Sprintf("%s %v %s", axis, v, text)))
			}
		}
	}
	for _, d := range s.MarkArea.Data {
		list = append(list, fmt.Sprintf("%s %v to %v", slices.Sorted(maps.Keys(d[0]))[0], d[0]["xAxis"], d[1]["xAxis"]))
	}
	return list
}

// says holds the tooltip of a point to its lines.
func (b *bound) says(t *testing.T, series, point int, want ...string) {
	t.Helper()
	for _, tip := range b.Tips {
		if tip.Series == series && tip.Point == point {
			if !slices.Equal(tip.Lines, want) {
				t.Errorf("the tip of point %d of series %d says\n%q, want\n%q", point, series, tip.Lines, want)
			}
			return
		}
	}
	t.Errorf("series %d has no point %d with a tip", series, point)
}

// axes holds the names, the kinds and what stands at a value of each axis to the panels' in order.
func (b *bound) axes(t *testing.T, want ...panelAxes) {
	t.Helper()
	if len(b.Option.XAxis) != len(want) || len(b.Option.YAxis) != len(want) || len(b.Option.Grid) != len(want) {
		t.Fatalf("%d grids with %d and %d axes, want %d", len(b.Option.Grid), len(b.Option.XAxis), len(b.Option.YAxis), len(want))
	}
	for i, w := range want {
		for _, a := range []struct {
			axis string
			got  axis
			want string
		}{{"x", b.Option.XAxis[i], w.x}, {"y", b.Option.YAxis[i], w.y}} {
			if got := a.got.String(); got != a.want {
				t.Errorf("panel %d, %s axis: %q, want %q", i, a.axis, got, a.want)
			}
		}
	}
}

// panelAxes are the axes of one panel, as axis.String describes them.
type panelAxes struct{ x, y string }

// String reads "time (s): value, 0 to dataMax, 2500 as 2,500", with the last left out where the axis has no labels.
func (a axis) String() string {
	text := a.Type
	if a.Name != "" {
		text = a.Name + ": " + text
	}
	if a.Min != nil || a.Max != nil {
		text += ", " + bounds(a.Min) + " to " + bounds(a.Max)
	}
	if a.Interval > 0 {
		text += " by " + bounds(a.Interval)
	}
	if a.AxisLabel.Show == nil && a.AxisLabel.Formatter != nil {
		text += ", 0.5 as " + a.AxisLabel.Formatter["0.5"] + ", 1000 as " + a.AxisLabel.Formatter["1000"]
	}
	return text
}

func bounds(v any) string {
	if n, ok := v.(float64); ok {
		return fmt.Sprintf("%.6g", n)
	}
	return fmt.Sprint(v)
}
