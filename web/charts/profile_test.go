package charts_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// family is a chart of a profile's curves.
type family struct {
	name, color, axis, unit string
	depths                  []int
}

var families = []family{
	{"decode", "decode", "sequences in the step", "sequences", []int{256, 1024, 4096, 16384}},
	{"prefill", "prefill", "prefill tokens in the step", "prefill tokens", []int{0, 1024, 4096, 16384}},
}

func TestCurvesOfProfiles(t *testing.T) {
	for _, f := range families {
		for _, ids := range [][]string{{first}, {first, second}, {second, first}} {
			t.Run(fmt.Sprint(f.name, len(ids), ids[0]), func(t *testing.T) {
				a, shown, _, _ := overview(t, false)
				a.View.Page, a.View.Profile = state.PageProfile, ids[0]
				if len(ids) == 2 {
					a.View.Compare = ids[1]
				}
				shown.Sources = map[string][]byte{}
				var profiles []figures
				var titles []string
				for _, id := range ids {
					packed := curvesOf(t, id)
					shown.Sources[id+".json"] = packed
					profiles = append(profiles, unpack(t, packed))
					titles = append(titles, a.Catalogue.Profile(id).Title())
				}
				spec := specOf(t, a, f.name)
				shown.Charts = []chart{{Spec: spec, Step: -1}}
				b := bind(t, shown)[0]
				b.curves(t, f, profiles)
				if len(ids) == 2 {
					b.titled(t, titles...)
				}
				if got := spec.Table[0].Title; got != map[string]string{"decode": "sequences", "prefill": "tokens"}[f.name] {
					t.Errorf("the table counts %s", got)
				}
				for i, c := range spec.Table[1:] {
					id, depth := ids[i/len(f.depths)], f.depths[i%len(f.depths)]
					want := format.Count(depth) + "\u00a0tok"
					if len(ids) == 2 {
						want += " " + a.Catalogue.Profile(id).Sheet.GPU.Name
					}
					if column := fmt.Sprintf("%c.%s.%d", "ab"[i/len(f.depths)], f.name, depth); c.Title != want || c.Column != column {
						t.Errorf("the table has %s from %s, want %s from %s", c.Title, c.Column, want, column)
					}
				}
			})
		}
	}
}

// curves holds a chart to the curves of its profiles, a panel each, and their points.
func (b *bound) curves(t *testing.T, f family, profiles []figures) {
	t.Helper()
	var want []drawn
	x, y := []float64{}, []float64{}
	for panel, p := range profiles {
		for _, depth := range f.depths {
			name := fmt.Sprintf("%s.%d", f.name, depth)
			points := fmt.Sprintf("%s.points.%d", f.name, depth)
			want = append(want,
				drawn{kind: "line", name: format.Count(depth) + "\u00a0tok", panel: panel, color: f.color, x: p.of(t, f.name+".x"), y: p.of(t, name)},
				drawn{kind: "scatter", name: "points", panel: panel, color: f.color, x: p.of(t, points+".x"), y: p.of(t, points+".y")})
			x, y = append(x, p.of(t, f.name+".x")...), append(append(y, p.of(t, name)...), p.of(t, points+".y")...)
		}
	}
	b.check(t, want)
	for i, w := range want {
		if s := &b.Option.Series[i]; w.kind == "line" && s.EndLabel.Formatter != w.name {
			t.Errorf("%s ends with %q", w.name, s.EndLabel.Formatter)
		}
	}
	opacity := 0.0
	for _, s := range b.Option.Series[:2*len(f.depths)] {
		if s.Type != "line" {
			continue
		}
		if s.LineStyle.Opacity <= opacity {
			t.Errorf("%s is no stronger than the curve before it", s.Name)
		}
		opacity = s.LineStyle.Opacity
	}
	if math.Abs(opacity-1) > 1e-6 {
		t.Errorf("the deepest curve has the opacity %g", opacity)
	}
	for panel := range profiles {
		over, up := b.Option.XAxis[panel], b.Option.YAxis[panel]
		if want := fmt.Sprintf("%s: log, %g to %g, 0.5 as 1, 1000 as 1,000", f.axis, slices.Min(x), slices.Max(x)); over.String() != want {
			t.Errorf("panel %d, x axis: %q, want %q", panel, over, want)
		}
		for _, tick := range over.AxisLabel.CustomValues {
			if power := math.Log2(tick); power != math.Trunc(power) {
				t.Errorf("a tick at %g", tick)
			}
		}
		ticks := up.AxisLabel.CustomValues
		low, high := bounds(ticks[0]), bounds(ticks[len(ticks)-1])
		if want := fmt.Sprintf("log, %s to %s, 0.5 as 0.5\u00a0ms, 1000 as 1\u00a0s", low, high); up.String() != want || ticks[0] > slices.Min(y) || ticks[len(ticks)-1] < slices.Max(y) {
			t.Errorf("panel %d, y axis: %q for values from %g to %g", panel, up, slices.Min(y), slices.Max(y))
		}
	}
	if len(profiles) == 1 {
		for _, point := range []int{0, 20} {
			lines := []string{format.Count(want[0].x[point]) + " " + f.unit}
			for _, w := range want {
				if w.kind == "line" {
					lines = append(lines, w.name+": "+format.Duration(w.y[point]))
				}
			}
			b.says(t, 0, point, lines...)
		}
	}
}
