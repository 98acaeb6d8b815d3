package charts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/scenarios"
	"github.com/llmemu/playground/scenarios/scenariostest"
	"github.com/llmemu/playground/web/charts"
	"github.com/llmemu/playground/web/state"
)

// overview is the page of a crowded run with the opening one pinned beside it.
func overview(t *testing.T, pinned bool) (*state.App, scene, figures, figures) {
	t.Helper()
	s := crowded(t)
	packed := ran(t, s)
	a := showing(t, s, packed)
	opening := scenariostest.Load(t, scenarios.Opening)
	beside := ran(t, opening)
	shown := scene{Result: packed, Stores: map[string][]byte{"pinned": beside}}
	if pinned {
		a.Pin = &state.Pin{Scenario: opening, Result: parse(t, beside)}
	}
	return a, shown, unpack(t, packed), unpack(t, beside)
}

// requestMarks are what the panel of a latency must hold: the requests by what delayed them most, and rings.
func requestMarks(t *testing.T, panel int, run figures, y, cause string, line string) []drawn {
	t.Helper()
	arrival, latency, causes := run.of(t, "req.arrival_s"), run.of(t, y), run.of(t, cause)
	var list []drawn
	for code, name := range []string{"queue", "prefill", "decode", "preempted"} {
		list = append(list, drawn{kind: "scatter", name: name, panel: panel, color: name, x: arrival, y: latency, rows: is(causes, float64(code))})
	}
	list[0].lines = []string{line}
	return append(list, drawn{kind: "scatter", name: "preempted at least once", panel: panel, color: "preempted", x: arrival, y: latency, rows: positive(run.of(t, "req.preemptions"))})
}

// tellable says whether a run has requests of several causes, so that a mix-up of them would show.
func tellable(t *testing.T, run figures) {
	t.Helper()
	for _, column := range []string{"req.cause", "req.ttft_cause"} {
		seen := map[float64]bool{}
		for _, cause := range run.of(t, column) {
			seen[cause] = true
		}
		if len(seen) < 2 {
			t.Errorf("%s holds %d causes", column, len(seen))
		}
	}
	if slices.Equal(run.of(t, "req.cause"), run.of(t, "req.ttft_cause")) {
		t.Error("TTFT and E2E have the same causes")
	}
}

func TestRequestsAreDrawnOverTheirArrival(t *testing.T) {
	a, shown, run, _ := overview(t, false)
	tellable(t, run)
	met := a.Result.Summary.LLMEmu.SLOAttainment
	spec := specOf(t, a, "requests")
	a.View.Metric = "e2e"
	shown.Charts = []chart{{Spec: spec, Step: -1}, {Spec: spec, Narrow: true, Step: -1}, {Spec: specOf(t, a, "requests"), Narrow: true, Step: -1}}
	bound := bind(t, shown)
	ttftLine := "yAxis 2000 SLO 2\u00a0s, met by " + format.Percent(*met.TTFT*100)
	e2eLine := "yAxis 16000 SLO 16\u00a0s, met by " + format.Percent(*met.E2EL*100)
	bound[0].check(t, append(requestMarks(t, 0, run, "req.ttft_ms", "req.ttft_cause", ttftLine), requestMarks(t, 1, run, "req.e2el_ms", "req.cause", e2eLine)...))
	bound[1].check(t, requestMarks(t, 0, run, "req.ttft_ms", "req.ttft_cause", ttftLine))
	bound[2].check(t, requestMarks(t, 0, run, "req.e2el_ms", "req.cause", e2eLine))
	ttft := run.of(t, "req.ttft_ms")
	log := fmt.Sprintf("log, %.6g to %.6g, 0.5 as 0.5\u00a0ms, 1000 as 1\u00a0s", 0.8*slices.Min(ttft), 1.3*slices.Max(ttft))
	bound[0].axes(t, panelAxes{"value, <nil> to dataMax", log}, panelAxes{"arrival time (s): value, <nil> to dataMax, 0.5 as 0.5, 1000 as 1,000", "value, 0 to <nil>, 0.5 as 0.5\u00a0ms, 1000 as 1\u00a0s"})
	bound[0].titled(t, "TTFT", "E2E")
	for i, want := range []string{"diamond", "triangle", "circle", "circle", "circle"} {
		if got := bound[0].Option.Series[i].Symbol; got != want {
			t.Errorf("%s is a %s", bound[0].Option.Series[i].Name, got)
		}
	}
	if seam := bound[0].Option.Series[0].ItemStyle.BorderColor; seam != "var(--surface)" {
		t.Errorf("marks have the seam %q", seam)
	}
	a.Result.Summary.Completed = 1001
	if seam := specOf(t, a, "requests").Wide.Series[0].ItemStyle.BorderColor; seam != "" {
		t.Errorf("marks that lie on each other have the seam %q", seam)
	}
	if bound[0].Option.Tooltip.Trigger != "item" {
		t.Errorf("the tooltip hangs on %s", bound[0].Option.Tooltip.Trigger)
	}
	for s, all := range bound[0].Option.Series[:5] {
		for point, row := range all.rows(t) {
			bound[0].says(t, s, point, requestTip(t, run, int(row[2]))...)
		}
	}
}

// TestRequestsThatArriveAtOnceAreDrawnByNumber, those of the pinned run as well.
func TestRequestsThatArriveAtOnceAreDrawnByNumber(t *testing.T) {
	a, shown, _, beside := overview(t, true)
	a.Result.AtOnce = true
	shown.Charts = []chart{{Spec: specOf(t, a, "requests"), Step: -1}}
	b := bind(t, shown)[0]
	n := 0
	for i := range b.Option.Series {
		s := &b.Option.Series[i]
		for _, row := range s.rows(t) {
			if row[0] != row[2] {
				t.Fatalf("request %g of %s stands at %g", row[2], s.Name, row[0])
			}
			if s.Name == "A" {
				n++
			}
		}
	}
	if n != 2*len(beside.of(t, "req.ttft_ms")) { // in both panels
		t.Errorf("%d points of the pinned run", n)
	}
	if got := b.Option.XAxis[1].String(); !strings.HasPrefix(got, "request, in the order of arrival: value") {
		t.Errorf("x axis %q", got)
	}
}

// requestTip is what the tooltip must say of a request.
func requestTip(t *testing.T, run figures, row int) []string {
	t.Helper()
	at := func(name string) float64 { return run.of(t, "req."+name)[row] }
	wait, times := "", ""
	if ms := at("client_wait_ms"); ms > 0 {
		wait = ", client " + format.Duration(ms)
	}
	if n := at("preemptions"); n > 0 {
		times = ", preempted " + format.Count(n) + "×"
	}
	return []string{
		fmt.Sprintf("Request %d, arrived at %s\u00a0s", row, format.Number(at("arrival_s"))),
		"TTFT: " + format.Duration(at("ttft_ms")) + ", queue " + format.Duration(at("queue_ms")) + wait,
		"E2E: " + format.Duration(at("e2el_ms")) + ", TPOT " + format.Duration(at("tpot_ms")),
		"tokens: " + format.Count(at("prompt_len")) + " in, " + format.Count(at("output_len")) + " out",
		"most delay: " + []string{"queue", "prefill", "decode", "preempted"}[int(at("cause"))] + times,
	}
}

func (b *bound) titled(t *testing.T, want ...string) {
	t.Helper()
	var titles []string
	for _, title := range b.Option.Title {
		titles = append(titles, title.Text)
	}
	if !slices.Equal(titles, want) {
		t.Errorf("titles %q, want %q", titles, want)
	}
}

func TestThePinnedRunsRequestsLieBehind(t *testing.T) {
	a, shown, run, beside := overview(t, true)
	shown.Charts = []chart{{Spec: specOf(t, a, "requests"), Step: -1}}
	bound := bind(t, shown)[0]
	met := a.Result.Summary.LLMEmu.SLOAttainment
	var want []drawn
	for panel, p := range []struct{ y, cause, line string }{
		{"req.ttft_ms", "req.ttft_cause", "yAxis 2000 SLO 2\u00a0s, met by " + format.Percent(*met.TTFT*100)},
		{"req.e2el_ms", "req.cause", "yAxis 16000 SLO 16\u00a0s, met by " + format.Percent(*met.E2EL*100)},
	} {
		want = append(want, drawn{kind: "scatter", name: "A", panel: panel, color: "ink3", x: beside.of(t, "req.arrival_s"), y: beside.of(t, p.y)})
		want = append(want, requestMarks(t, panel, run, p.y, p.cause, p.line)...)
	}
	bound.check(t, want)
	if !bound.Option.Series[0].Silent || bound.Option.Series[1].Silent {
		t.Error("a pinned request can be clicked, or one of the run on show cannot")
	}
}

func TestDistributions(t *testing.T) {
	for _, pinned := range []bool{false, true} {
		for _, c := range []struct {
			spread string
			panels []distribution
		}{
			{"ttft", []distribution{{"TTFT", "ttft_ms", "xAxis 2000 SLO 2\u00a0s, met by ", true}, {"TPOT", "tpot_ms", "xAxis 35 SLO 35\u00a0ms, met by ", true}}},
			{"itl", []distribution{{"ITL", "itl_ms", "", false}, {"E2E", "e2el_ms", "xAxis 16000 SLO 16\u00a0s, met by ", true}}},
		} {
			t.Run(fmt.Sprintf("%s pinned %v", c.spread, pinned), func(t *testing.T) { distributions(t, c.spread, pinned, c.panels) })
		}
	}
}

// distribution is a panel of the chart: its metric, the line across it, and whether recorded runs have it.
type distribution struct {
	title, key, line string
	measured         bool
}

func distributions(t *testing.T, spread string, pinned bool, panels []distribution) {
	a, shown, run, beside := overview(t, pinned)
	a.View.Spread = spread
	spec := specOf(t, a, "spread")
	shown.Charts = []chart{{Spec: spec, Step: -1}}
	bound := bind(t, shown)[0]
	met := a.Result.Summary.LLMEmu.SLOAttainment
	share := map[string]*float64{"ttft_ms": met.TTFT, "tpot_ms": met.TPOT, "e2el_ms": met.E2EL}
	var want []drawn
	table := []charts.Column{{Title: "share", Column: "cdf.q", Format: "share"}}
	for i, p := range panels {
		q := run.of(t, "cdf.q")
		curve := drawn{kind: "line", name: p.title, panel: i, color: "ink", x: run.of(t, "cdf."+p.key), y: q}
		if p.line != "" {
			curve.lines = []string{p.line + format.Percent(*share[p.key]*100)}
		}
		want = append(want, curve)
		table = append(table, charts.Column{Title: p.title, Column: "cdf." + p.key, Format: "duration"})
		if pinned {
			want = append(want, drawn{kind: "line", name: p.title + " A", panel: i, color: "ink3", x: beside.of(t, "cdf."+p.key), y: beside.of(t, "cdf.q")})
			table = append(table, charts.Column{Title: p.title + " A", Column: "pinned.cdf." + p.key, Format: "duration"})
		}
		if p.measured {
			want = append(want, drawn{kind: "line", name: p.title + " measured", panel: i, color: "ink2", x: run.of(t, "cdf.measured."+p.key), y: q})
			table = append(table, charts.Column{Title: "measured", Column: "cdf.measured." + p.key, Format: "duration"})
		}
	}
	bound.check(t, want)
	if !slices.Equal(spec.Table, table) {
		t.Errorf("table %v, want %v", spec.Table, table)
	}
	bound.titled(t, panels[0].title, panels[1].title)
	if pointer := bound.Option.Tooltip.AxisPointer; pointer.Axis != "y" || !pointer.Snap {
		t.Errorf("the pointer is %+v: it must rest on a share", pointer)
	}
	share01 := "value, 0 to 1 by 0.25, 0.5 as 50\u2009%, 1000 as 100,000\u2009%"
	first := run.of(t, "cdf."+panels[0].key)
	logarithmic := fmt.Sprintf("log, %.6g to %.6g, 0.5 as 0.5\u00a0ms, 1000 as 1\u00a0s", 0.8*least(bound.Option.Series, 0, t), 1.3*most(bound.Option.Series, 0, t))
	if slices.Max(first) < 20*slices.Min(first) {
		logarithmic = "value, 0.5 as 0.5\u00a0ms, 1000 as 1\u00a0s"
	}
	bound.axes(t, panelAxes{logarithmic, share01}, panelAxes{"value, 0.5 as 0.5\u00a0ms, 1000 as 1\u00a0s", share01})
	for _, point := range []int{0, 100, 396} {
		lines := []string{format.Number(run.of(t, "cdf.q")[point]*100) + "\u2009% are below"}
		for _, w := range want {
			lines = append(lines, w.name+": "+format.Duration(w.x[point]))
		}
		bound.says(t, 0, point, lines...)
	}
	for _, s := range bound.Option.Series {
		if got, want := s.LineStyle.Type == "dashed", len(s.Name) > 9 && s.Name[len(s.Name)-8:] == "measured"; got != want {
			t.Errorf("%s is dashed: %v", s.Name, got)
		}
	}
}

// least and most are the smallest and largest value along the panel that series share.
func least(list []series, panel int, t *testing.T) float64 {
	return slices.Min(along(list, panel, t))
}
func most(list []series, panel int, t *testing.T) float64 { return slices.Max(along(list, panel, t)) }

func along(list []series, panel int, t *testing.T) (values []float64) {
	for _, s := range list {
		for _, row := range s.rows(t) {
			if s.XAxisIndex == panel && row[0] > 0 {
				values = append(values, row[0])
			}
		}
	}
	return values
}

func TestLoadOverTime(t *testing.T) {
	for _, pinned := range []bool{false, true} {
		a, shown, run, beside := overview(t, pinned)
		spec := specOf(t, a, "time")
		shown.Charts = []chart{{Spec: spec, Step: -1}}
		bound := bind(t, shown)[0]
		at := run.of(t, "ts.t_s")
		var want []drawn
		for i, p := range []struct{ title, column, color, line string }{
			{"Running", "ts.running", "decode", "yAxis 32 max_num_seqs 32"}, {"Waiting", "ts.waiting", "queue", ""}, {"KV blocks in use", "ts.kv_used", "kv", ""},
		} {
			panel := drawn{kind: "line", name: p.title, panel: i, color: p.color, x: at, y: run.of(t, p.column)}
			if p.line != "" {
				panel.lines = []string{p.line}
			}
			want = append(want, panel)
			if pinned {
				want = append(want, drawn{kind: "line", name: p.title + " A", panel: i, color: "ink3", x: beside.of(t, "ts.t_s"), y: beside.of(t, p.column)})
			}
		}
		top := make([]float64, len(at))
		for i := range top {
			top[i] = 1
		}
		want = append(want, drawn{kind: "scatter", name: "preemptions", panel: 2, color: "preempted", x: at, y: top, rows: positive(run.of(t, "ts.preemptions"))})
		bound.check(t, want)
		bound.titled(t, "Running", "Waiting", "KV blocks in use")
		for _, s := range bound.Option.Series {
			if s.Type == "line" && s.Step != "end" {
				t.Errorf("%s has steps %q", s.Name, s.Step)
			}
			if s.AreaStyle.Color != "" && s.AreaStyle.Color != "var(--"+map[int]string{0: "decode", 1: "queue", 2: "kv"}[s.XAxisIndex]+"-soft)" {
				t.Errorf("%s is filled with %s", s.Name, s.AreaStyle.Color)
			}
		}
		counts := func(column string) string {
			most := slices.Max(run.of(t, column))
			if pinned {
				most = max(most, slices.Max(beside.of(t, column)))
			}
			top := roundAbove(max(1.08*most, 2))
			return fmt.Sprintf("value, 0 to %g by %g, 0.5 as 1, 1000 as 1,000", top, top/2)
		}
		bound.axes(t, panelAxes{"value, <nil> to dataMax", counts("ts.running")}, panelAxes{"value, <nil> to dataMax", counts("ts.waiting")},
			panelAxes{"time (s): value, <nil> to dataMax, 0.5 as 0.5, 1000 as 1,000", "value, 0 to 1 by 0.5, 0.5 as 50\u2009%, 1000 as 100,000\u2009%"})
		for point := range at {
			of := func(name string) float64 { return run.of(t, "ts."+name)[point] }
			bound.says(t, 0, point, format.Number(at[point])+"\u00a0s",
				"requests: "+format.Count(of("running"))+" running, "+format.Count(of("waiting"))+" waiting",
				"KV blocks: "+format.Percent(of("kv_used")*100)+" in use",
				"tokens/s: "+format.Number(of("prefill_tokens"))+" prefill, "+format.Number(of("decode_tokens"))+" decode",
				"preemptions: "+format.Count(of("preemptions")))
		}
		if want := []charts.Column{{Title: "time", Column: "ts.t_s", Format: "seconds"}, {Title: "running", Column: "ts.running", Format: "count"}, {Title: "waiting", Column: "ts.waiting", Format: "count"},
			{Title: "KV use", Column: "ts.kv_used", Format: "share"}, {Title: "prefill tok/s", Column: "ts.prefill_tokens", Format: "number"},
			{Title: "decode tok/s", Column: "ts.decode_tokens", Format: "number"}, {Title: "preemptions", Column: "ts.preemptions", Format: "count"}}; !slices.Equal(spec.Table, want) {
			t.Errorf("table %v, want %v", spec.Table, want)
		}
	}
}

// roundAbove is the top of an axis of counts: the next of these numbers, of any power of ten.
func roundAbove(v float64) float64 {
	for unit := 1.0; ; unit *= 10 {
		for _, m := range []float64{1, 1.2, 1.6, 2, 3, 4, 5, 6, 8} {
			if top := m * unit; top >= v {
				return top
			}
		}
	}
}
