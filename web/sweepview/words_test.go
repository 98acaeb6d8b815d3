package sweepview

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
)

// told makes words easy to write down: without the spaces that do not break.
func told(text string) string {
	return strings.NewReplacer("\u00a0", " ", "\u2009", " ").Replace(text)
}

// full is a line of which everything is known, each figure another.
func full(name string) sweep.Line {
	point := func(x float64) *sweep.Point {
		p := &sweep.Point{X: x, PerGPU: 100 * x, Cost: x / 10}
		for f := range keyfigures.NumFigures {
			p.Mean[f] = x + float64(f)
		}
		return p
	}
	return sweep.Line{Profile: sweep.Profile{ID: name, Title: name}, Capacity: sweep.Capacity{Status: sweep.Found, Rate: 5.656, Above: 5.7, First: "TPOT", Row: 3},
		Knee: sweep.Knee{Status: sweep.Found, Rate: 6.5, Label: "all 128 slots taken", Row: 4}, Best: point(200), Peak: point(300), Saturated: point(400),
		Why: sweep.Why{Title: "Why the curve bends", Text: "Slots are taken.", Open: 6.5}}
}

func TestTilesOfASweep(t *testing.T) {
	v := shown(t, full("fast"))
	for i := range v.App.Sweep.Outcome.Lines {
		v.App.Sweep.Outcome.Lines[i].Price = 2
	}
	var got []string
	for _, tile := range v.tiles() {
		got = append(got, told(tile.title+": "+tile.number+" "+tile.unit+", "+tile.foot))
	}
	want := []string{
		"SLO capacity: 5.66 req/s, TPOT misses the SLO first", "TTFT p99: 201 ms, at capacity, p50 200 ms", "TPOT p99: 204 ms, at capacity, p50 203 ms",
		"Peak goodput: 332 req/s, at 300 req/s", "Saturated output: 431 tok/s, at 400 req/s, 41,300 % of 853 sent meet the SLO", "Cost: 20.0 , at capacity, per million output tokens",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("tiles\n%s, want\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	v.App.Sweep.Outcome.Lines[0].Saturated.Mean[keyfigures.Failed] = 0
	if got := v.tiles()[4].foot; told(got) != "at 400 req/s, 41,300 % meet the SLO" {
		t.Errorf("without rejected requests: %q", got)
	}
	line := full("fast")
	line.Capacity = sweep.Capacity{Row: -1}
	if got := shown(t, line).tiles()[1].foot; told(got) != "at peak goodput, p50 200 ms" {
		t.Errorf("without a capacity: %q", got)
	}
}

func TestASweepInWords(t *testing.T) {
	v := shown(t, full("fast"))
	v.App.Sweep.Swept = v.App.Scenario.Clone()
	v.App.Sweep.Swept.SLO = scenario.SLO{TTFTMs: 300}
	v.App.View.SweepMetric = "itl"
	for _, says := range [][2]string{
		{v.curveTitle(), "ITL against request_rate"},
		{v.curveAlt(), "ITL against request_rate, p99 and p50, emulated. SLO capacity: 5.66 req/s for 99 % of 300 requests, within 1 %; TPOT misses first, at 5.7 req/s. Why the curve bends. Knee: all 128 slots taken. The same figures are there as a table."},
		{v.goodputAlt(), "Requests per second that are completed, and those within the SLO, against request_rate. Goodput is highest, 332 req/s, at 300 req/s."},
		{v.speedAlt(), "Output tokens per second of a GPU against tokens per second of a user, a point for each value, with the Pareto front. At most 40,000 tok/s per GPU, where a user gets 417 tok/s."},
		{v.inTime(), "TTFT ≤ 300 ms for 99 %"}, {v.linesAside(), "300 requests a run, the same in every curve"}, {v.openText(), "Open 6.5 req/s in Timeline"}, {v.heatAside(), "outlined where 99 % meet the SLO"},
		{v.whyTitle() + ". " + v.whyText(), "Why the curve bends. Slots are taken."},
	} {
		if told(says[0]) != says[1] {
			t.Errorf("%q, want %q", told(says[0]), says[1])
		}
	}
	if keys := v.keys(); len(keys) != 2 || keys[0].name != "p99" || keys[1].name != "p50" {
		t.Errorf("%v", keys)
	}
}

func TestCurvesSideBySide(t *testing.T) {
	nowhere, everywhere := full("b"), full("c")
	nowhere.Capacity = sweep.Capacity{Status: sweep.Nowhere, Above: 2, First: "TTFT", Row: -1}
	nowhere.Knee, nowhere.Peak = sweep.Knee{Status: sweep.Nowhere, Row: -1}, nil
	everywhere.Capacity = sweep.Capacity{Status: sweep.Everywhere, Rate: 10}
	v := shown(t, full("a"))
	rejected := nowhere
	rejected.Profile.Title, rejected.Capacity.First = "r", ""
	v.App.Sweep.Outcome.Lines = append(v.App.Sweep.Outcome.Lines, nowhere, rejected, everywhere, sweep.Line{Profile: sweep.Profile{ID: "d", Title: "d"}, Capacity: sweep.Capacity{Row: -1}})
	for i := range v.App.Sweep.Outcome.Lines {
		v.App.Sweep.Outcome.Lines[i].Price = 2
	}
	var got []string
	for _, row := range v.lineRows() {
		got = append(got, told(row.name+" | "+strings.Join(row.cells, " | ")))
	}
	want := []string{
		"a | 5.66 req/s | TPOT | 6.50 req/s: all 128 slots taken | 332 req/s | 20,000 | 217 | 20.0",
		"b | below 2.00 req/s | TTFT | – | – | 20,000 | 217 | 20.0",
		"r | none | rejected requests | – | – | 20,000 | 217 | 20.0",
		"c | ≥ 10.0 req/s | – | 6.50 req/s: all 128 slots taken | 332 req/s | 20,000 | 217 | 20.0",
		"d | – | – | – | – | – | – | –",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("curves\n%s, want\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if titles := v.lineTitles(); titles[len(titles)-1] != "cost per million tokens" || len(titles) != 8 {
		t.Errorf("%q", titles)
	}
	if keys := v.keys(); len(keys) != 1 || keys[0].name != "p99 of 5 curves" {
		t.Errorf("%v", keys)
	}
	if got := told(v.basis()); !strings.HasPrefix(got, "This is a. SLO capacity: 5.66 req/s for ") {
		t.Errorf("%q", got)
	}
	if got := told(v.tiles()[0].foot); got != "a, TPOT first" {
		t.Errorf("%q", got)
	}
}

func TestASweepOverAnotherFieldHasABestValue(t *testing.T) {
	v := shown(t, full("a"))
	v.App.Sweep.Outcome.Field = "engine.max_num_batched_tokens"
	if tile := v.tiles()[0]; tile.title+" "+tile.number+" "+tile.unit+" "+tile.foot != "Best max_num_batched_tokens 300 tok highest goodput" {
		t.Errorf("%+v", tile)
	}
	v.App.Sweep.Outcome.Field2, v.App.View.SweepHeat = "engine.max_num_seqs", "slo_attainment"
	if got := v.heatAlt(); !strings.HasPrefix(got, "Map of SLO attainment over max_num_batched_tokens and max_num_seqs, a. ") {
		t.Errorf("%q", got)
	}
}

// TestShortRunsAreSaid where their rates are those of whole runs, once the sweep is over.
func TestShortRunsAreSaid(t *testing.T) {
	v := shown(t, full("fast"))
	o := v.App.Sweep.Outcome
	o.Lines, o.Points = append(o.Lines, full("slow")), nil // as the page has it: points are columns
	o.Lines[0].Count, o.Lines[1].Count = 1, 2
	for _, c := range []struct {
		short int
		done  bool
		want  string
	}{
		{0, true, ""}, {2, false, ""},
		{2, true, "Runs of 1 request are too short for steady rates at 2 of 3 points: there goodput and output are of whole runs, ramp and drain included."},
	} {
		o.Short, o.Done, o.Requests = c.short, c.done, 1
		if got := v.short(); got != c.want {
			t.Errorf("%d points: %q, want %q", c.short, got, c.want)
		}
	}
	if got := v.longer(); got != "Run 2,000 requests" {
		t.Errorf("%q", got)
	}
}
