package charts_test

import (
	"slices"
	"testing"

	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/web/charts"
	"github.com/llmemu/playground/web/state"
)

// columnsOf are the columns that a chart names, in both of its layouts and in its table.
func columnsOf(spec charts.Spec) []string {
	var names []string
	where := func(w *charts.Where) {
		if w != nil {
			names = append(names, w.Column)
		}
	}
	for _, layout := range []*charts.Option{spec.Wide, spec.Narrow} {
		if layout == nil {
			continue
		}
		for _, s := range layout.Series {
			names = append(names, s.X, s.Y, s.Pick)
			where(s.Where)
			if c := s.Cells; c != nil {
				names = append(names, c.X, c.Y, c.N, c.Kind, c.Pick)
			}
		}
		if h := layout.Heat; h != nil {
			names = append(names, h.X, h.Y, h.Value, h.Shown, h.Marked)
		}
	}
	for _, c := range spec.Table {
		names = append(names, c.Column)
	}
	where(spec.Rows)
	return slices.DeleteFunc(names, func(name string) bool { return name == "" || name == "@top" })
}

// variants are the choices of each page that change what its charts name; each is made and drawn. Pages without a chart
// draw their own canvases.
func variants(a *state.App) map[string][]func() {
	sweeps := []func(){}
	for _, metric := range []string{"ttft", "tpot", "itl", "e2e"} {
		sweeps = append(sweeps, func() { a.View.SweepMetric = metric })
	}
	for _, figure := range state.SweepHeats {
		sweeps = append(sweeps, func() { a.View.SweepHeat = figure })
	}
	bands := []func(){func() { a.View.GapAxis = "batch" }, func() { a.View.GapAxis = "prefill" }}
	for band := range 4 {
		bands = append(bands, func() { a.View.GapBand = band })
	}
	return map[string][]func(){
		state.PageOverview: {func() { a.View.Spread = "ttft" }, func() { a.View.Spread = "itl" }},
		state.PageTimeline: nil,
		state.PageGaps:     bands,
		state.PageSweep:    sweeps,
		state.PageLive:     nil,
		state.PageProfile:  {func() { a.View.Compare = "" }, func() { a.View.Compare = first }},
		state.PageGallery:  nil,
	}
}

func TestChartsNameColumnsThatExist(t *testing.T) {
	a, _, run, pinned := overview(t, true)
	seqs := sweep.Axis{Field: "engine.max_num_seqs", From: 4, To: 8, Points: 2}
	a.Scenario = steady()
	sweepColumns := unpack(t, swept(t, a, sweep.Plan{X: rates(2), Y: &seqs, Seeds: 2, Prices: "2", Attainment: 0.9, Profiles: []sweep.Profile{{ID: second, Title: "H100", GPUs: 1}}}))
	exists := map[string]bool{}
	add := func(prefix string, f figures) {
		for name := range f.Columns {
			exists[prefix+name] = true
		}
	}
	add("", run)
	add("pinned.", pinned)
	add("", sweepColumns)
	curves := unpack(t, curvesOf(t, second))
	add("a.", curves)
	add("b.", curves)
	choices := variants(a)
	for _, page := range state.Pages {
		changes, known := choices[page]
		if !known {
			t.Errorf("page %s is new here", page)
		}
		a.View.Page, a.View.Profile = page, second
		for _, change := range changes {
			change()
			specs := charts.Specs(a)
			if len(specs) == 0 {
				t.Errorf("page %s has no charts", page)
			}
			for _, spec := range specs {
				for _, name := range columnsOf(spec) {
					if !exists[name] {
						t.Errorf("chart %s of page %s names %s, which no figures have", spec.ID, page, name)
					}
				}
			}
		}
		if changes == nil && len(charts.Specs(a)) > 0 {
			t.Errorf("page %s has charts that nothing looks at", page)
		}
	}
}
