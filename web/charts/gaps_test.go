package charts_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/charts"
	"github.com/llmemu/playground/web/state"
)

// The fields of a rectangle's row, and the panels of the gaps chart.
const (
	x0, y0, x1, y1, held, kind, step = 0, 1, 2, 3, 4, 5, 6

	density, across, longer, beside = 0, 1, 2, 3
)

// barStart is where bars on a logarithmic axis begin: below 1, so that one gap is still seen.
const barStart = 0.6

// cellRows are the rectangles of a density: its cells as the columns of an axis have them.
func cellRows(t *testing.T, run figures, g *metrics.Gaps, axis string, width float64) (rows [][]float64) {
	t.Helper()
	column := func(name string) []float64 { return run.of(t, "gaps."+axis+"."+name) }
	for i, n := range column("n") {
		x, y := column("x")[i], column("y")[i]
		rows = append(rows, []float64{x, y, x + width, y + g.CellMs, n, column("mixed")[i], column("step")[i]})
	}
	return rows
}

// barRows are the bars above the density.
func barRows(t *testing.T, run figures, axis string, width float64) (rows [][]float64) {
	t.Helper()
	for i, n := range run.of(t, "gaps."+axis+".across.n") {
		x := run.of(t, "gaps."+axis+".across.x")[i]
		rows = append(rows, []float64{x, barStart, x + width, n, n, 0, -1})
	}
	return rows
}

// lengthRows are the bars beside the density, in the upper or the lower half of their place.
func lengthRows(t *testing.T, run figures, g *metrics.Gaps, column string, upper bool) (rows [][]float64) {
	t.Helper()
	shift := 0.0
	if upper {
		shift = g.CellMs / 2
	}
	for i, n := range run.of(t, "gaps.row."+column) {
		if y := run.of(t, "gaps.row.y")[i]; n > 0 {
			rows = append(rows, []float64{barStart, y + shift, n, y + shift + g.CellMs/2, n, 0, -1})
		}
	}
	return rows
}

// named are the lines of the percentiles that have room.
func named(g *metrics.Gaps, before string, topMs float64) (lines []string) {
	last := math.Inf(-1)
	for _, p := range []struct {
		name string
		ms   float64
	}{{"p50", g.P50}, {"p90", g.P90}, {"p99", g.P99}} {
		if p.ms <= topMs && p.ms >= last+topMs/20 {
			lines = append(lines, fmt.Sprintf("yAxis %v %s%s %s", p.ms, before, p.name, format.Duration(p.ms)))
			last = p.ms
		}
	}
	return lines
}

// rectangle is a series of the chart whose rows the test has worked out.
type rectangle struct {
	rows  [][]float64
	color string
}

func TestTheDensityOfGaps(t *testing.T) {
	for _, axis := range []string{"prefill", "batch"} {
		for _, narrow := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s narrow %v", axis, narrow), func(t *testing.T) {
				a, shown, run, _ := overview(t, false)
				a.View.Page, a.View.GapAxis = state.PageGaps, axis
				shown.Charts = []chart{{Spec: specOf(t, a, "gaps"), Narrow: narrow, Step: -1}}
				b := bind(t, shown)[0]
				g := a.Result.Gaps
				width, top, name := float64(g.Prefill.Cell), float64(g.Prefill.Max), "prefill tokens"
				if axis == "batch" {
					width, top, name = float64(g.Batch.Cell), float64(g.Batch.Max), "decodes"
				}
				fit, y := run.of(t, "gaps.fit.x"), run.of(t, "gaps.longer.y")
				want := []drawn{{kind: "custom", name: name, panel: density, lines: named(g, "", g.TopMs)}, {kind: "custom", name: "by " + name, panel: across},
					{kind: "scatter", name: "longer gaps", panel: longer, color: "preempted", x: run.of(t, "gaps.longer."+axis), y: y}}
				rects := map[string]rectangle{name: {cellRows(t, run, g, axis, width), ""}, "by " + name: {barRows(t, run, axis, width), "var(--ink3)"}}
				if axis == "prefill" {
					want = append(want, drawn{kind: "line", name: "fit", panel: density, color: "#000000", x: fit, y: run.of(t, "gaps.fit.y")})
				}
				if !narrow {
					want = append(want, drawn{kind: "custom", name: "no prefill", panel: beside}, drawn{kind: "custom", name: "with prefill", panel: beside})
					rects["no prefill"] = rectangle{lengthRows(t, run, g, "band0", true), "#008000"}
					rects["with prefill"] = rectangle{lengthRows(t, run, g, "riding", false), "#0000ff"}
				}
				if len(y) == 0 {
					t.Error("the run has no gaps above the density")
				}
				b.check(t, want)
				b.rectangles(t, rects)
				title := map[string]string{"prefill": "prefill tokens in the step", "batch": "requests decoding in the step"}[axis]
				right := panelAxes{"gaps (log): log, 0.6 to <nil>, 0.5 as , 1000 as 1,000", fmt.Sprintf("value, 0 to %.6g", g.TopMs)}
				if narrow {
					right = panelAxes{"log, 0.6 to <nil>", fmt.Sprintf("value, 0 to %.6g", g.TopMs)}
				}
				span := fmt.Sprintf("value, %.6g to %.6g", -width, top)
				b.axes(t,
					panelAxes{title + ": " + span + ", 0.5 as 1, 1000 as 1,000", fmt.Sprintf("value, 0 to %.6g, 0.5 as 0.5\u00a0ms, 1000 as 1\u00a0s", g.TopMs)},
					panelAxes{span, "log, 0.6 to <nil>, 0.5 as , 1000 as 1,000"},
					panelAxes{span, fmt.Sprintf("log, %.6g to %.6g, 0.5 as 0.5\u00a0ms, 1000 as 1\u00a0s", g.TopMs, 1.2*g.MaxMs)},
					right)
				b.gapTips(t, run, g, axis, name)
			})
		}
	}
}

// rectangles holds the series of rectangles to their rows, and what is drawn of each to its edges. bind.mjs has a pixel for
// each unit to the right and ten for each upwards.
func (b *bound) rectangles(t *testing.T, want map[string]rectangle) {
	t.Helper()
	for _, s := range b.Option.Series {
		w, ok := want[s.Name]
		if !ok {
			continue
		}
		rows := s.rows(t)
		same(t, s.Name, rows, w.rows)
		var shapes []struct {
			Shape struct{ X, Y, Width, Height float64 }
			Style struct {
				Fill      string
				LineWidth float64
			}
		}
		if err := json.Unmarshal(s.Drawn, &shapes); err != nil {
			t.Fatal(err)
		}
		darkest := ""
		most := 0.0
		for i, r := range shapes {
			left, bottom := r.Shape.X, (r.Shape.Y+r.Shape.Height)/-10
			if math.Abs(left-rows[i][x0]) > 0.51 || math.Abs(bottom-rows[i][y0]) > 0.2 || r.Shape.Width > math.Max(1, rows[i][x1]-rows[i][x0])+1e-9 {
				t.Errorf("%s: row %v is drawn as %+v", s.Name, rows[i], r.Shape)
				break
			}
			if w.color != "" && r.Style.Fill != w.color {
				t.Errorf("%s is filled with %s", s.Name, r.Style.Fill)
				break
			}
			if rows[i][held] > most {
				most, darkest = rows[i][held], r.Style.Fill
			}
		}
		if w.color == "" && !slices.Contains([]string{"rgb(0,64,0)", "rgb(0,0,128)"}, darkest) { // its own colour, half way to ink
			t.Errorf("the fullest cell of %s is %s", s.Name, darkest)
		}
	}
}

// gapTips looks at what the tooltips say of a cell, of a bar, and of a gap above the density.
func (b *bound) gapTips(t *testing.T, run figures, g *metrics.Gaps, axis, name string) {
	t.Helper()
	share := func(n float64) string {
		return format.Count(n) + ", " + format.Percent(100*n/float64(g.Count)) + " of all"
	}
	for s, all := range b.Option.Series {
		for i, row := range all.rows(t) {
			over := "none"
			switch {
			case row[x1] > 0 && row[x1]-row[x0] == 1:
				over = format.Count(row[x1])
			case row[x1] > 0:
				over = format.Count(row[x0]+1) + " to " + format.Count(row[x1])
			}
			switch {
			case all.Name == name:
				b.says(t, s, i, format.Duration(row[y0])+" to "+format.Duration(row[y1]), name+": "+over, "gaps: "+share(row[held]), "longest in step: "+format.Count(row[step]))
			case all.Name == "by "+name:
				b.says(t, s, i, over, "gaps: "+share(row[held]))
			case all.Name == "no prefill":
				b.says(t, s, i, format.Duration(row[y0])+" to "+format.Duration(row[y1]), "no prefill: "+share(row[held]))
			case all.Name == "longer gaps":
				of := func(name string) float64 { return run.of(t, "gaps.longer."+name)[i] }
				who := "all that decode"
				if request := of("request"); request >= 0 {
					who = "request " + format.Count(request) + ", over other steps"
				}
				b.says(t, s, i, "A gap of "+format.Duration(of("y")), "ended by step: "+format.Count(of("step")),
					"prefill in it: "+format.Count(of("prefill"))+" tokens beside "+format.Count(of("batch"))+" decodes", "who waited: "+who, "gaps like it: "+format.Count(of("n")))
			}
		}
	}
}

func TestAMarkedBandStandsOut(t *testing.T) {
	for band := range 4 {
		a, shown, run, _ := overview(t, false)
		a.View.Page, a.View.GapBand = state.PageGaps, band
		shown.Charts = []chart{{Spec: specOf(t, a, "gaps"), Step: -1}}
		b := bind(t, shown)[0]
		g := a.Result.Gaps
		lines := named(g, "", g.TopMs)
		if m := g.Bands[band]; m.Low > 0 {
			lines = append(lines, fmt.Sprintf("xAxis %d %s gaps", m.Low-1, format.Count(float64(m.Gaps))))
			if m.High < g.Prefill.Max {
				lines = append(lines, fmt.Sprintf("xAxis %d", m.High))
			}
		}
		if got := b.Option.Series[0].marks(); !slices.Equal(got, lines) {
			t.Errorf("band %d: lines %q, want %q", band, got, lines)
		}
		color := "#0000ff"
		if band == 0 {
			color = "#008000"
		}
		b.rectangles(t, map[string]rectangle{
			"no prefill":   {lengthRows(t, run, g, "band0", true), "var(--line-strong)"},
			"with prefill": {lengthRows(t, run, g, "riding", false), "var(--line-strong)"},
			"marked":       {lengthRows(t, run, g, fmt.Sprintf("band%d", band), band == 0), color},
		})
		if last := b.Option.Series[len(b.Option.Series)-1].Name; last != "marked" {
			t.Errorf("the last series is %s", last)
		}
	}
}

func TestThePinnedRunsGaps(t *testing.T) {
	a, shown, run, pinned := overview(t, true)
	a.View.Page = state.PageGaps
	shown.Charts = []chart{{Spec: specOf(t, a, "gaps"), Step: -1}}
	b := bind(t, shown)[0]
	g, other := a.Result.Gaps, a.Pin.Result.Gaps
	above := func(f figures) []float64 { return f.of(t, "gaps.row.above") }
	b.check(t, []drawn{
		{kind: "custom", name: "prefill tokens", panel: density, lines: append(named(other, "A ", g.TopMs), named(g, "", g.TopMs)...)},
		{kind: "custom", name: "by prefill tokens", panel: across},
		{kind: "scatter", name: "longer gaps", panel: longer, color: "preempted", x: run.of(t, "gaps.longer.prefill"), y: run.of(t, "gaps.longer.y")},
		{kind: "line", name: "fit", panel: density, color: "#000000", x: run.of(t, "gaps.fit.x"), y: run.of(t, "gaps.fit.y")},
		{kind: "custom", name: "no prefill", panel: beside}, {kind: "custom", name: "with prefill", panel: beside},
		{kind: "line", name: "fit of A", panel: density, color: "ink3", x: pinned.of(t, "gaps.fit.x"), y: pinned.of(t, "gaps.fit.y")},
		{kind: "line", name: "this long or longer, A", panel: beside, color: "ink3", x: above(pinned), y: pinned.of(t, "gaps.row.y"), rows: positive(above(pinned))},
		{kind: "line", name: "this long or longer", panel: beside, color: "#000000", x: above(run), y: run.of(t, "gaps.row.y"), rows: positive(above(run))},
	})
}

// TestNamesOfPercentilesKeepApart moves percentiles together until their names would lie on each other.
func TestNamesOfPercentilesKeepApart(t *testing.T) {
	for _, c := range []struct {
		p90, p99 float64 // of the height of the density; p50 is at a tenth
		want     int
	}{{0.16, 0.22, 3}, {0.14, 0.22, 2}, {0.16, 0.2, 2}, {0.14, 0.14, 1}, {0.5, 1.01, 2}} {
		a, shown, _, _ := overview(t, false)
		g := a.Result.Gaps
		g.P50, g.P90, g.P99 = 0.1*g.TopMs, c.p90*g.TopMs, c.p99*g.TopMs
		a.View.Page = state.PageGaps
		shown.Charts = []chart{{Spec: specOf(t, a, "gaps"), Step: -1}}
		if got := bind(t, shown)[0].Option.Series[0].marks(); len(got) != c.want || !slices.Equal(got, named(g, "", g.TopMs)) {
			t.Errorf("p90 at %g, p99 at %g: %q", c.p90, c.p99, got)
		}
	}
}

func TestAChosenStepsCellHasARing(t *testing.T) {
	a, shown, run, _ := overview(t, false)
	a.View.Page = state.PageGaps
	steps := run.of(t, "gaps.prefill.step")
	chosen := steps[len(steps)/2]
	shown.Charts = []chart{{Spec: specOf(t, a, "gaps"), Step: int(chosen)}}
	s := bind(t, shown)[0].Option.Series[0]
	var shapes []struct{ Style struct{ LineWidth float64 } }
	if err := json.Unmarshal(s.Drawn, &shapes); err != nil {
		t.Fatal(err)
	}
	for i, shape := range shapes {
		if got, want := shape.Style.LineWidth > 0, steps[i] == chosen; got != want {
			t.Errorf("cell %d of step %v has a ring: %v", i, steps[i], got)
		}
	}
}

func TestTheGapsAsATable(t *testing.T) {
	a, _, _, _ := overview(t, false)
	a.View.Page = state.PageGaps
	want := []charts.Column{{Title: "from", Column: "gaps.row.y", Format: "duration"}}
	for i, b := range a.Result.Gaps.Bands {
		name := "No prefill in the step"
		if i > 0 {
			name = format.Count(b.Low) + " to " + format.Count(b.High)
		}
		if b.Low == 1 {
			name += " prefill tokens"
		}
		want = append(want, charts.Column{Title: name, Column: fmt.Sprintf("gaps.row.band%d", i), Format: "count"})
	}
	want = append(want, charts.Column{Title: "this long or longer", Column: "gaps.row.above", Format: "count"}, charts.Column{Title: "of those with prefill", Column: "gaps.row.ride", Format: "share"})
	if spec := specOf(t, a, "gaps"); !slices.Equal(spec.Table, want) || spec.AsTable {
		t.Errorf("table %v, want %v", spec.Table, want)
	}
	a.ToggleTable("gaps")
	if !specOf(t, a, "gaps").AsTable {
		t.Error("the chart does not become a table")
	}
}
