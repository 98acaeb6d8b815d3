package charts_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// latencies are the metrics of the large chart by the name that the page's state has for them.
var latencies = []struct{ metric, title, key, slo string }{
	{"ttft", "TTFT", "ttft_ms", "yAxis 300 SLO 300\u00a0ms"}, {"tpot", "TPOT", "tpot_ms", "yAxis 12 SLO 12\u00a0ms"},
	{"itl", "ITL", "itl_ms", ""}, {"e2e", "E2E", "e2el_ms", "yAxis 900 SLO 900\u00a0ms"},
}

// steady is a scenario that is swept in no time.
func steady() *scenario.Scenario {
	s := scenario.Default(second)
	s.Workload.NumPrompts, s.Workload.RandomInputLen, s.Workload.RandomOutputLen = 60, 512, 64
	s.Engine.MaxNumSeqs = 16
	s.SLO = scenario.SLO{TTFTMs: 300, TPOTMs: 12, E2ELMs: 900}
	return s
}

// sweeping is the page of a sweep.
func sweeping(t *testing.T, plan sweep.Plan) (*state.App, scene, figures) {
	t.Helper()
	s := steady()
	a := showing(t, s, ran(t, s))
	plan.Attainment = 0.9
	if plan.Profiles == nil {
		plan.Profiles = []sweep.Profile{{ID: second, Title: "H100", GPUs: 1}}
	}
	packed := swept(t, a, plan)
	return a, scene{Stores: map[string][]byte{"sweep": packed}}, unpack(t, packed)
}

func rates(points int) sweep.Axis {
	return sweep.Axis{Field: sweep.RateField, From: 4, To: 40, Points: points}
}

func TestASweepOverTheRate(t *testing.T) {
	a, shown, run := sweeping(t, sweep.Plan{X: rates(7), Seeds: 2, Prices: "3"})
	o := a.Sweep.Outcome
	line := o.Lines[0]
	if line.Capacity.Status != sweep.Found || line.Knee.Status != sweep.Found {
		t.Fatalf("capacity %q, knee %q: nothing is marked", line.Capacity.Status, line.Knee.Status)
	}
	x := run.of(t, "sweep.x")
	for _, m := range latencies {
		a.View.SweepMetric = m.metric
		shown.Charts = []chart{{Spec: specOf(t, a, "sweep"), Step: -1}}
		b := bind(t, shown)[0]
		p99 := run.of(t, "sweep.p99_"+m.key)
		capacity := fmt.Sprintf("xAxis %v SLO capacity %s\u00a0req/s", line.Capacity.Rate, three(line.Capacity.Rate))
		marks := drawn{kind: "line", name: "marks", color: "transparent", x: x, y: p99}
		slo, within := marks, marks
		if m.slo != "" {
			slo.lines = []string{m.slo}
		}
		within.lines = []string{capacity, fmt.Sprintf("xAxis min to %v", line.Capacity.Rate)}
		b.check(t, []drawn{
			{kind: "line", name: "seeds", color: "line-strong", x: run.of(t, "sweep.range.x"), y: run.of(t, "sweep.range.p99_"+m.key), rows: func(int) bool { return true }},
			{kind: "line", name: "p99", color: "ink", x: x, y: p99},
			{kind: "line", name: "p50", color: "ink3", x: x, y: run.of(t, "sweep.p50_"+m.key)},
			slo, within,
			{kind: "scatter", name: "knee", color: "ink", x: x, y: p99, rows: func(row int) bool { return row == line.Knee.Row }},
		})
		if knee := b.Option.Series[5]; knee.Label.Formatter != "knee: "+line.Knee.Label {
			t.Errorf("the knee is called %q", knee.Label.Formatter)
		}
		b.limits(t, m.slo, run, m.key)
		if got := b.Option.XAxis[0].String(); got != "request_rate (req/s): value, dataMin to dataMax, 0.5 as 0.5, 1000 as 1,000" {
			t.Errorf("x axis %q", got)
		}
		pair := func(key string, row int) string {
			return format.Duration(run.of(t, "sweep.p50_"+key)[row]) + ", p99 " + format.Duration(run.of(t, "sweep.p99_"+key)[row])
		}
		for row := range x { // the tip is that of the point at the place of the seeds' row
			b.says(t, 0, row, "at "+format.Plain(x[row]), "TTFT p50: "+pair("ttft_ms", row), "TPOT p50: "+pair("tpot_ms", row), "ITL p50: "+pair("itl_ms", row),
				"meet the SLO: "+format.Percent(run.of(t, "sweep.slo_attainment")[row]*100))
		}
	}
}

// limits holds the axis of latencies to the values and the SLO: it is logarithmic where they span much.
func (b *bound) limits(t *testing.T, slo string, run figures, key string) {
	t.Helper()
	var values []float64
	for _, column := range []string{"p50_" + key, "p99_" + key, "range.p99_" + key} {
		for _, v := range run.of(t, "sweep."+column) {
			if v > 0 {
				values = append(values, v)
			}
		}
	}
	if slo != "" {
		var limit float64
		fmt.Sscanf(slo, "yAxis %g", &limit)
		values = append(values, limit)
	}
	low, high := slices.Min(values), slices.Max(values)
	want := "value, 0 to <nil>, 0.5 as 0.5\u00a0ms, 1000 as 1\u00a0s"
	if high > 20*low {
		want = fmt.Sprintf("log, %.6g to %.6g, 0.5 as 0.5\u00a0ms, 1000 as 1\u00a0s", 0.8*low, 1.3*high)
	}
	if got := b.Option.YAxis[0].String(); got != want {
		t.Errorf("y axis of %s: %q, want %q", key, got, want)
	}
}

// three writes a value with three digits, as labels do.
func three(v float64) string {
	var rounded float64
	fmt.Sscan(fmt.Sprintf("%.3g", v), &rounded)
	return format.Plain(rounded)
}

func TestGoodputOfASweep(t *testing.T) {
	a, shown, run := sweeping(t, sweep.Plan{X: rates(7), Seeds: 1})
	spec := specOf(t, a, "goodput")
	shown.Charts = []chart{{Spec: spec, Step: -1}}
	b := bind(t, shown)[0]
	x := run.of(t, "sweep.x")
	rate := a.Sweep.Outcome.Lines[0].Capacity.Rate
	b.check(t, []drawn{
		{kind: "line", name: "completed", color: "ink3", x: x, y: run.of(t, "sweep.steady_request_throughput"), lines: []string{fmt.Sprintf("xAxis %v", rate)}},
		{kind: "line", name: "within SLO", color: "good", x: x, y: run.of(t, "sweep.steady_goodput")},
		{kind: "line", name: "offered", color: "line-strong", x: x, y: x},
	})
	most := max(slices.Max(run.of(t, "sweep.steady_request_throughput")), slices.Max(run.of(t, "sweep.steady_goodput"))) // what was offered may leave the chart
	top := roundAbove(1.08 * most)
	b.axes(t, panelAxes{"request_rate (req/s): value, dataMin to dataMax, 0.5 as 0.5, 1000 as 1,000", fmt.Sprintf("value, 0 to %g by %g, 0.5 as 0.5, 1000 as 1,000", top, top/2)})
	for row := range x {
		of := func(name string) float64 { return run.of(t, "sweep."+name)[row] }
		b.says(t, 0, row, "at "+format.Plain(x[row]), "completed: "+format.Number(of("steady_request_throughput"))+"\u00a0req/s",
			"within SLO: "+format.Number(of("steady_goodput"))+"\u00a0req/s, "+format.Percent(of("slo_attainment")*100), "output: "+format.Number(of("steady_output_throughput"))+"\u00a0tok/s")
	}
	a.Sweep.Swept.SLO = scenario.SLO{}
	if without := specOf(t, a, "goodput"); len(without.Wide.Series) != 2 {
		t.Errorf("without an SLO there are %d series", len(without.Wide.Series))
	}
}

func TestSpeedAgainstOutput(t *testing.T) {
	for _, price := range []float64{0, 3} {
		a, shown, run := sweeping(t, sweep.Plan{X: rates(7), Seeds: 1, Prices: map[float64]string{0: "", 3: "3"}[price]})
		spec := specOf(t, a, "speed")
		shown.Charts = []chart{{Spec: spec, Step: -1}}
		b := bind(t, shown)[0]
		x, y, inTime := run.of(t, "sweep.user_tokens_per_s"), run.of(t, "sweep.per_gpu"), run.of(t, "sweep.in_time")
		if !slices.Contains(inTime, 0) || !slices.Contains(inTime, 1) {
			t.Fatal("every point is in time, or none")
		}
		row := a.Sweep.Outcome.Lines[0].Capacity.Row
		b.check(t, []drawn{
			{kind: "scatter", name: "over", color: "ink3", x: x, y: y, rows: is(inTime, 0)},
			{kind: "line", name: "front", color: "ink", x: run.of(t, "sweep.front.speed"), y: run.of(t, "sweep.front.per_gpu")},
			{kind: "scatter", name: "in time", color: "ink", x: x, y: y, rows: is(inTime, 1)},
			{kind: "scatter", name: "best", color: "transparent", x: x, y: y, rows: func(i int) bool { return i == row }},
		})
		if got := b.Option.Series[3].Label.Formatter; got != three(run.of(t, "sweep.x")[row])+"\u00a0req/s" {
			t.Errorf("the best point is called %q", got)
		}
		b.axes(t, panelAxes{"tok/s per user, 1 / TPOT p50: value, 0.5 as 0.5, 1000 as 1,000", "value, 0 to <nil>, 0.5 as 1, 1000 as 1,000"})
		for point, p := range b.Option.Series[2].rows(t) {
			row := int(p[2])
			lines := []string{"at " + format.Plain(run.of(t, "sweep.x")[row]), "a user gets: " + format.Number(x[row]) + "\u00a0tok/s", "a GPU gives: " + format.Number(y[row]) + "\u00a0tok/s",
				"TTFT p99: " + format.Duration(run.of(t, "sweep.p99_ttft_ms")[row])}
			if price > 0 {
				lines = append(lines, "a million tokens: "+format.Number(run.of(t, "sweep.cost")[row]))
			}
			b.says(t, 2, point, lines...)
		}
		if last := spec.Table[len(spec.Table)-1].Column; (last == "sweep.cost") != (price > 0) {
			t.Errorf("with a price of %g the table ends with %s", price, last)
		}
	}
}

// overTwo is a sweep over two fields and two profiles.
func overTwo(t *testing.T) (*state.App, scene, figures) {
	t.Helper()
	seqs := sweep.Axis{Field: "engine.max_num_seqs", From: 4, To: 16, Points: 3, Log: true}
	return sweeping(t, sweep.Plan{X: rates(3), Y: &seqs, Seeds: 1, Profiles: []sweep.Profile{{ID: second, Title: "H100", GPUs: 1}, {ID: first, Title: "RTX", GPUs: 1}}})
}

func TestCurvesOfASweepOverTwoFields(t *testing.T) {
	a, shown, run := overTwo(t)
	spec := specOf(t, a, "sweep")
	shown.Charts = []chart{{Spec: spec, Step: -1}}
	b := bind(t, shown)[0]
	names := []string{"H100, 4", "H100, 8", "H100, 16", "RTX, 4", "RTX, 8", "RTX, 16"}
	if !slices.Equal(spec.Curves, names) {
		t.Errorf("curves %q", spec.Curves)
	}
	strength := math.Inf(1)
	for i, name := range names {
		s := &b.Option.Series[i]
		if s.Name != name || s.EndLabel.Formatter != name || s.LineStyle.Color != "var(--ink)" {
			t.Errorf("curve %d is %s, ends with %s and has the colour %s", i, s.Name, s.EndLabel.Formatter, s.LineStyle.Color)
		}
		if s.LineStyle.Opacity >= strength {
			t.Errorf("%s is no weaker than the one before", name)
		}
		strength = s.LineStyle.Opacity
		var want [][]float64
		for row, line := range run.of(t, "sweep.line") {
			if line == float64(i) {
				want = append(want, []float64{run.of(t, "sweep.x")[row], run.of(t, "sweep.p99_ttft_ms")[row], float64(row)})
			}
		}
		same(t, name, s.rows(t), want)
	}
	lead := a.Sweep.Outcome.Lead
	if lead == 0 {
		t.Error("the first curve leads: that tells nothing")
	}
	for _, s := range b.Option.Series[len(names):] {
		for _, row := range s.rows(t) {
			if line := run.of(t, "sweep.line")[int(row[2])]; line != float64(lead) {
				t.Errorf("%s hangs on curve %v, not on %d", s.Name, line, lead)
			}
		}
	}
}

// TestASweepOverAChoice names curves and levels by what was chosen; tables leave the number of the choice out.
func TestASweepOverAChoice(t *testing.T) {
	dtypes := sweep.Axis{Field: "engine.kv_cache_dtype", Choices: []string{"auto", "fp8"}}
	a, shown, _ := sweeping(t, sweep.Plan{X: rates(3), Y: &dtypes, Seeds: 1, Profiles: []sweep.Profile{{ID: second, Title: "H100", GPUs: 1}}})
	spec, heat := specOf(t, a, "sweep"), specOf(t, a, "heat")
	if want := []string{"kv_cache_dtype\u00a0auto", "kv_cache_dtype\u00a0fp8"}; !slices.Equal(spec.Curves, want) {
		t.Errorf("curves %q, want %q", spec.Curves, want)
	}
	shown.Charts = []chart{{Spec: heat, Step: -1}}
	b := bind(t, shown)[0]
	b.axes(t, panelAxes{"request_rate: category", "kv_cache_dtype: category"})
	if !slices.Equal(b.Option.YAxis[0].Data, []string{"auto", "fp8"}) {
		t.Errorf("levels %q", b.Option.YAxis[0].Data)
	}
	for _, c := range heat.Table {
		if c.Column == "sweep.y" {
			t.Errorf("the table has the number of the choice: %+v", c)
		}
	}
}

func TestTheMapOfASweep(t *testing.T) {
	a, shown, run := overTwo(t)
	for _, c := range []struct{ key, title string }{
		{"p99_ttft_ms", "duration"}, {"p50_tpot_ms", "duration"}, {"request_goodput", "number"}, {"slo_attainment", "share"}, {"output_throughput", "number"},
	} {
		column := map[string]string{"request_goodput": "steady_goodput", "output_throughput": "steady_output_throughput"}[c.key]
		for profile, id := range []string{second, first} {
			a.View.SweepHeat, a.View.SweepHeatOf = c.key, id
			spec := specOf(t, a, "heat")
			shown.Charts = []chart{{Spec: spec, Step: -1}}
			b := bind(t, shown)[0]
			b.cells(t, run, cmp.Or(column, c.key), func(line float64) bool { return int(line)/3 == profile })
			b.axes(t, panelAxes{"request_rate: category", "max_num_seqs: category"})
			if !slices.Equal(b.Option.XAxis[0].Data, []string{"4", "22", "40"}) || !slices.Equal(b.Option.YAxis[0].Data, []string{"4", "8", "16"}) {
				t.Errorf("columns %q, levels %q", b.Option.XAxis[0].Data, b.Option.YAxis[0].Data)
			}
			if w := spec.Rows; w.Column != "sweep.line" || w.Min != 3*profile || w.Max != 3*profile+2 {
				t.Errorf("the table has the rows %+v", w)
			}
		}
	}
}

// cells holds a map to a figure of the runs: where each cell stands, what it says, how dark it is, and whether it is outlined.
func (b *bound) cells(t *testing.T, run figures, key string, curve func(line float64) bool) {
	t.Helper()
	var cells []struct {
		Value  [2]int
		Row    int
		Text   string
		Share  float64
		Marked bool
	}
	s := &b.Option.Series[0]
	if err := json.Unmarshal(s.Data, &cells); err != nil {
		t.Fatal(err)
	}
	var shapes []struct {
		Children []struct {
			Type  string
			Shape struct{ X, Y, Width, Height float64 }
			Style struct {
				Fill, Stroke, Text string
				Opacity            float64
			}
		}
	}
	if err := json.Unmarshal(s.Drawn, &shapes); err != nil {
		t.Fatal(err)
	}
	values := run.of(t, "sweep."+key)
	write := map[string]func(float64) string{"p99_ttft_ms": format.Duration, "p50_tpot_ms": format.Duration, "slo_attainment": func(v float64) string { return format.Percent(v * 100) }}[key]
	if write == nil {
		write = format.Number
	}
	low, high := math.Inf(1), math.Inf(-1)
	next := 0
	inMap := func(row int) bool { return run.of(t, "sweep.grid")[row] == 1 && curve(run.of(t, "sweep.line")[row]) }
	shade := func(v float64) float64 { return v }
	if key == "p99_ttft_ms" {
		shade = math.Log
	}
	for row, v := range values {
		if inMap(row) {
			low, high = math.Min(low, shade(v)), math.Max(high, shade(v))
		}
	}
	for row, v := range values {
		if !inMap(row) {
			continue
		}
		if next == len(cells) {
			t.Fatalf("the map has %d cells", next)
		}
		c, shape := cells[next], shapes[next].Children
		x := slices.Index([]float64{4, 22, 40}, run.of(t, "sweep.x")[row])
		y := slices.Index([]float64{4, 8, 16}, run.of(t, "sweep.y")[row])
		share := (shade(v) - low) / (high - low)
		meets := run.of(t, "sweep.meets")[row] == 1
		if c.Value != [2]int{x, y} || c.Row != row || c.Text != write(v) || math.Abs(c.Share-share) > 1e-12 || c.Marked != meets {
			t.Errorf("%s: row %d is %+v; %g at (%d, %d), share %g, meets %v", key, row, c, v, x, y, share, meets)
		}
		if math.Abs(shape[0].Style.Opacity-(0.1+0.8*share)) > 1e-12 || shape[0].Shape.X != float64(x)-29 || shape[0].Shape.Y != float64(-10*y)-9 {
			t.Errorf("%s: row %d is drawn as %+v", key, row, shape[0])
		}
		if outlined := shape[1].Style.Stroke == "var(--good)"; outlined != meets {
			t.Errorf("%s: row %d is outlined: %v", key, row, outlined)
		}
		if last := shape[len(shape)-1]; last.Style.Text != write(v) {
			t.Errorf("%s: row %d says %q", key, row, last.Style.Text)
		}
		b.says(t, 0, next, write(v), "request_rate: "+format.Plain(run.of(t, "sweep.x")[row]), "max_num_seqs: "+format.Plain(run.of(t, "sweep.y")[row]),
			"TTFT p99: "+format.Duration(run.of(t, "sweep.p99_ttft_ms")[row]), "meet the SLO: "+format.Percent(run.of(t, "sweep.slo_attainment")[row]*100))
		next++
	}
}

// TestOneOfEachProfileIsNamed counts the names at the best points: of many curves, one of each profile has its name.
func TestOneOfEachProfileIsNamed(t *testing.T) {
	a, shown, run := overTwo(t)
	shown.Charts = []chart{{Spec: specOf(t, a, "speed"), Step: -1}}
	b := bind(t, shown)[0]
	most := map[string]float64{}
	for i := range a.Sweep.Outcome.Lines {
		line := &a.Sweep.Outcome.Lines[i]
		most[line.Profile.Title] = max(most[line.Profile.Title], line.Best.PerGPU)
	}
	named := map[string]float64{}
	for _, s := range b.Option.Series {
		if s.Name == "best" {
			title, _, _ := strings.Cut(s.Label.Formatter, ",")
			named[title] = s.rows(t)[0][1]
			line := run.of(t, "sweep.line")[int(s.rows(t)[0][2])]
			if want := a.Sweep.Outcome.Lines[int(line)].Profile.Title; title != want {
				t.Errorf("%q stands at a point of %s", s.Label.Formatter, want)
			}
		}
	}
	if fmt.Sprint(named) != fmt.Sprint(most) {
		t.Errorf("named %v, the best are %v", named, most)
	}
}

func TestASweepByEqualFactors(t *testing.T) {
	axis := sweep.Axis{Field: "engine.max_num_batched_tokens", From: 512, To: 8192, Points: 3, Log: true}
	a, shown, run := sweeping(t, sweep.Plan{X: axis, Seeds: 1})
	shown.Charts = []chart{{Spec: specOf(t, a, "sweep"), Step: -1}, {Spec: specOf(t, a, "goodput"), Step: -1}}
	bound := bind(t, shown)
	x := bound[0].Option.XAxis[0]
	if want := "max_num_batched_tokens (tok): log, 512 to 8192, 0.5 as 0.5, 1000 as 1,000"; x.String() != want {
		t.Errorf("x axis %q, want %q", x, want)
	}
	if want := []float64{1000, 2000, 5000}; !slices.Equal(x.AxisLabel.CustomValues, want) {
		t.Errorf("ticks at %v", x.AxisLabel.CustomValues)
	}
	if got := bound[0].Option.Series[0].rows(t); len(got) != len(run.of(t, "sweep.x")) {
		t.Errorf("%d points", len(got))
	}
	for _, s := range bound[1].Option.Series {
		if s.Name == "offered" {
			t.Error("a sweep that is not over the rate says what was offered")
		}
	}
}
