package byhand_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/byhand"
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
)

// grid is a sweep of 2 and 4 slots, by 16 and 32 tokens a step, on two profiles; the second has two GPUs. A GPU costs 3.6 an
// hour, so that a million tokens cost 1000 ÷ (tokens a second of one GPU). Two seeds.
var grid = sweep.Plan{
	X:        sweep.Axis{Field: "engine.max_num_seqs", From: 2, To: 4, Points: 2},
	Y:        &sweep.Axis{Field: "engine.max_num_batched_tokens", From: 16, To: 32, Points: 2},
	Profiles: []sweep.Profile{{ID: "one", Title: "One", GPU: "H100", GPUs: 1}, {ID: "two", Title: "Two", GPU: "L40S", GPUs: 2}},
	Seeds:    2, Attainment: 0.9, Prices: "3.6",
}

// gridPoint is what a point of the grid comes to, where it matters; its other figures are told apart by figureOf.
type gridPoint struct {
	output, speed, attainment, inTime, goodput float64
	perGPU, cost                               float64
	meets, punctual, front                     bool
}

// In order of profile, tokens a step and slots. On the front is who, of those in time, is beaten by nobody who is faster: from
// the fastest on 100, 150, 180, 200, 250 tokens a second of a GPU. Point 6 is as fast as point 1 and puts out less, point 5 is
// slower than point 3 and puts out as much.
var gridPoints = []gridPoint{
	{100, 10, 0.95, 0.95, 3, 100, 10, true, true, true},
	{200, 8, 0.85, 0.95, 5, 200, 5, false, true, true},
	{150, 9.5, 0.95, 0.8, 4, 150, 1000 / 150.0, true, false, false}, // late
	{250, 7, 0.9, 0.9, 6, 250, 4, true, true, true},                 // just enough
	{300, 9, 0.95, 0.95, 2, 150, 1000 / 150.0, true, true, true},
	{500, 6, 0.95, 0.95, 1, 250, 4, true, true, false},
	{320, 8, 0.95, 0.95, 7, 160, 6.25, true, true, false},
	{360, 8.5, 0.95, 0.95, 7.5, 180, 1000 / 180.0, true, true, true},
}

// figureOf is the value of a figure at a point with a seed, 0 or 1.
func figureOf(f keyfigures.Figure, point, seed int) float64 {
	p := &gridPoints[point]
	switch f {
	case keyfigures.SteadyOutput:
		return p.output
	case keyfigures.UserSpeed:
		return p.speed
	case keyfigures.Attainment:
		return p.attainment
	case keyfigures.AttainmentTTFT:
		return p.inTime
	case keyfigures.SteadyGoodput:
		return p.goodput
	case keyfigures.Requests:
		return 50
	case keyfigures.Failed:
		return 4
	case keyfigures.SlotsFull:
		return []float64{0.2, 0.1}[point%2]
	case keyfigures.BudgetOut:
		return 0.005 // too little to speak of
	case keyfigures.Steady: // one run of one point is too short for it
		if point == 2 && seed == 1 {
			return 0
		}
		return 1
	case keyfigures.BlocksOut:
		return []float64{0, 0.05}[point%2]
	}
	return 10*float64(f) + float64(point) + float64(seed)/2
}

func TestSweepGrid(t *testing.T) {
	base := scenario.Default("one")
	base.Seed, base.SLO.TTFTMs = 30, 1
	s, err := sweep.New(base, grid)
	if err != nil {
		t.Fatal(err)
	}
	var jobs []sweep.Job
	for job, more := s.Next(); more; job, more = s.Next() {
		jobs = append(jobs, job)
	}
	if len(jobs) != 16 {
		t.Fatalf("%d jobs; by hand 2·2·2·2", len(jobs))
	}
	for id, job := range jobs { // all points with the first seed, then all with the second
		point := id % 8
		want := []sweep.Setting{{Path: "profile", Value: []string{"one", "two"}[point/4]}, {Path: "engine.max_num_seqs", Value: []string{"2", "4"}[point%2]},
			{Path: "engine.max_num_batched_tokens", Value: []string{"16", "32"}[point/2%2]}}
		if id >= 8 {
			want = append(want, sweep.Setting{Path: "seed", Value: "31"})
		}
		if job.ID != id || job.Base != 0 || !slices.Equal(job.Set, want) {
			t.Errorf("job %d is %+v; by hand %+v", id, job, want)
		}
		var set keyfigures.Set
		for f := range keyfigures.NumFigures {
			set[f] = figureOf(f, point, id/8)
		}
		s.Feed(id, set)
	}
	packed, err := s.Pack()
	if err != nil {
		t.Fatal(err)
	}
	header, columns := byhand.Unpack(t, packed)
	columns.Same(t, gridColumns())

	lines := byhand.List{}
	for line := range 4 {
		first, last := 2*line, 2*line+1
		peak := last // the second has the higher goodput
		if line == 2 {
			peak = first
		}
		ms := func(first string) string { return first + "\u00a0ms" }
		lines = append(lines, byhand.Object{
			"profile": []byhand.Object{{"id": "one", "title": "One", "gpu": "H100", "gpus": 1}, {"id": "two", "title": "Two", "gpu": "L40S", "gpus": 2}}[line/2],
			"price":   3.6,
			"y":       []int{16, 32}[line%2], "first": first, "count": 2,
			"capacity": byhand.Object{"status": "", "rate": 0, "above": 0, "first": "", "row": -1, "sustained": 0},
			"knee":     byhand.Object{"status": "", "rate": 0, "share": 0, "cause": "", "limit": 0, "label": "", "row": -1},
			"best":     gridPointJSON(peak), "peak": gridPointJSON(peak), "peak_row": peak, "saturated": gridPointJSON(last),
			"why": byhand.Object{"title": "What max_num_seqs changes", "open": []int{2, 4}[peak%2],
				// means are a quarter above the first seed's
				"text": "From 2 to 4 max_num_seqs, TTFT p99 goes from " + ms([]string{"10.2", "12.2", "14.2", "16.2"}[line]) + " to " + ms([]string{"11.2", "13.2", "15.2", "17.2"}[line]) +
					", TPOT p50 from " + ms([]string{"30.2", "32.2", "34.2", "36.2"}[line]) + " to " + ms([]string{"31.2", "33.2", "35.2", "37.2"}[line]) +
					", and output from " + []string{"100 to 200", "150 to 250", "300 to 500", "320 to 360"}[line] + " tok/s. Goodput is highest at " +
					[]string{"4: 5.00 req/s within the SLO, 200", "4: 6.00 req/s within the SLO, 250", "2: 2.00 req/s within the SLO, 300", "4: 7.50 req/s within the SLO, 360"}[line] +
					" tok/s. Requests are left waiting for a slot 20\u2009%, then 10\u2009% of the time, for KV blocks 0\u2009%, then 5\u2009% of the time."},
		})
	}
	byhand.SameJSON(t, "outcome", any(header), byhand.Object{
		"field": "engine.max_num_seqs", "log": false, "field2": "engine.max_num_batched_tokens", "seeds": 2, "requests": 54, "finished": 16, "known": 16,
		"done": true, "attainment": 0.9, "short": 1, "lead": 1, // the first profile's better one, though the second profile has a better still
		"lines": lines, "failures": byhand.List{},
	})
}

// meanOf is the mean over both seeds.
func meanOf(f keyfigures.Figure, point int) float64 {
	return (figureOf(f, point, 0) + figureOf(f, point, 1)) / 2
}

func gridPointJSON(point int) byhand.Object {
	p := &gridPoints[point]
	mean, low, high := byhand.Object{}, byhand.Object{}, byhand.Object{}
	for f := range keyfigures.NumFigures {
		mean[f.Key()], low[f.Key()], high[f.Key()] = meanOf(f, point), figureOf(f, point, 0), figureOf(f, point, 1)
	}
	return byhand.Object{"line": point / 2, "x": []int{2, 4}[point%2], "grid": true, "mean": mean, "low": low, "high": high,
		"output_throughput_per_gpu": p.perGPU, "cost_per_million_output_tokens": p.cost, "meets_slo": p.meets, "in_time": p.punctual, "pareto": p.front}
}

func gridColumns() byhand.Columns {
	c := byhand.Columns{
		"sweep.line": {0, 0, 1, 1, 2, 2, 3, 3}, "sweep.x": {2, 4, 2, 4, 2, 4, 2, 4}, "sweep.y": {16, 16, 32, 32, 16, 16, 32, 32},
		"sweep.grid": {1, 1, 1, 1, 1, 1, 1, 1}, "sweep.meets": {1, 0, 1, 1, 1, 1, 1, 1}, "sweep.in_time": {1, 1, 0, 1, 1, 1, 1, 1},
		"sweep.front": {1, 1, 0, 1, 1, 0, 0, 1}, "sweep.front.speed": {7, 8, 8.5, 9, 10}, "sweep.front.per_gpu": {250, 200, 180, 150, 100}, "sweep.front.row": {3, 1, 7, 4, 0},
	}
	for point, p := range gridPoints {
		x, line, gap := float64([]int{2, 4}[point%2]), float64(point/2), math.NaN()
		c["sweep.per_gpu"], c["sweep.cost"] = append(c["sweep.per_gpu"], p.perGPU), append(c["sweep.cost"], p.cost)
		c["sweep.range.x"], c["sweep.range.line"] = append(c["sweep.range.x"], x, x, x), append(c["sweep.range.line"], line, line, line)
		for f := range keyfigures.NumFigures {
			c["sweep."+f.Key()] = append(c["sweep."+f.Key()], meanOf(f, point))
			if slices.Contains([]string{"p99_ttft_ms", "p99_tpot_ms", "p99_itl_ms", "p99_e2el_ms"}, f.Key()) {
				c["sweep.range."+f.Key()] = append(c["sweep.range."+f.Key()], figureOf(f, point, 0), figureOf(f, point, 1), gap)
			}
		}
	}
	return c
}

// atRate is what a made-up engine does: it misses its SLO above 2.6 requests a second, and keeps requests waiting from 3.3 on.
func atRate(rate float64) (f keyfigures.Set) {
	f[keyfigures.Requests], f[keyfigures.SteadyThroughput] = 50, min(rate, 2.9)
	f[keyfigures.TTFTP99], f[keyfigures.TTFTP99FirstHalf], f[keyfigures.QueueP99], f[keyfigures.TPOTP50] = 10*rate, 5*rate, rate, 5+rate
	f[keyfigures.Attainment], f[keyfigures.AttainmentTTFT], f[keyfigures.AttainmentTPOT], f[keyfigures.AttainmentE2EL] = 1, 1, 1, 1
	if rate > 2.6 {
		f[keyfigures.Attainment], f[keyfigures.AttainmentTTFT], f[keyfigures.AttainmentTPOT], f[keyfigures.AttainmentE2EL] = 0.6, 0.9, 0.8, 0.7
	}
	f[keyfigures.SteadyGoodput] = f[keyfigures.SteadyThroughput] * f[keyfigures.Attainment]
	f[keyfigures.Waiting], f[keyfigures.SlotsFull] = 0.05, 0.05
	if rate >= 3.3 {
		f[keyfigures.Waiting], f[keyfigures.SlotsFull], f[keyfigures.BudgetOut] = 0.2, 0.15, 0.05
	}
	return f
}

// overRates sweeps 1, 2, 3 and 4 requests a second with two seeds, by a law of figures.
func overRates(t *testing.T, change func(*keyfigures.Set)) *sweep.Outcome {
	t.Helper()
	base := scenario.Default("one")
	base.SLO = scenario.SLO{TTFTMs: 1, TPOTMs: 1, E2ELMs: 1}
	s, err := sweep.New(base, sweep.Plan{X: sweep.Axis{Field: sweep.RateField, From: 1, To: 4, Points: 4},
		Profiles: []sweep.Profile{{ID: "one", GPUs: 1}}, Seeds: 2, Attainment: 0.99})
	if err != nil {
		t.Fatal(err)
	}
	for !s.Done() {
		job, ok := s.Next()
		if !ok {
			t.Fatal("no job, and not done")
		}
		made, err := job.Apply(base)
		if err != nil {
			t.Fatal(err)
		}
		set := atRate(float64(made.Workload.RequestRate))
		if change != nil {
			change(&set)
		}
		s.Feed(job.ID, set)
	}
	return s.Outcome()
}

// TestCapacityAndKnee halves by hand. Between 2 and 3 it tries 2.25, 2.5, 2.75; between 2.5 and 2.75 2.562, 2.625, 2.688
// (four digits, halves to even); between 2.562 and 2.625 2.578, 2.593, 2.609: 2.593 meets and 2.609 does not, which is within
// 1 %. Between 3 and 4 3.25, 3.5, 3.75; then 3.312, 3.375, 3.438; then 3.265, 3.281, 3.296: 3.296 and 3.312 bound the knee.
func TestCapacityAndKnee(t *testing.T) {
	o := overRates(t, nil)
	var rates []float64
	for _, p := range o.Points {
		rates = append(rates, p.X)
		if grid := slices.Contains([]float64{1, 2, 3, 4}, p.X); p.Grid != grid {
			t.Errorf("%g is of the plan: %t", p.X, p.Grid)
		}
	}
	want := []float64{1, 2, 2.25, 2.5, 2.562, 2.578, 2.593, 2.609, 2.625, 2.688, 2.75, 3, 3.25, 3.265, 3.281, 3.296, 3.312, 3.375, 3.438, 3.5, 3.75, 4}
	if !slices.Equal(rates, want) {
		t.Errorf("rates %v; by hand %v", rates, want)
	}
	line := &o.Lines[0]
	if c := (sweep.Capacity{Status: sweep.Found, Rate: 2.593, Above: 2.609, First: "E2E", Row: 6}); line.Capacity != c {
		t.Errorf("capacity %+v; by hand %+v", line.Capacity, c)
	}
	if k := (sweep.Knee{Status: sweep.Found, Rate: 3.312, Share: 0.2, Cause: sweep.Slots, Limit: 256, Label: "all 256 slots taken", Row: 16}); line.Knee != k {
		t.Errorf("knee %+v; by hand %+v", line.Knee, k)
	}
	// Best is at the capacity; the peak of goodput too; most output is nowhere more than elsewhere, so the first.
	if line.Best.X != 2.593 || line.PeakRow != 6 || line.Peak.X != 2.593 || line.Saturated.X != 1 {
		t.Errorf("best at %g, peak in row %d at %g, most output at %g", line.Best.X, line.PeakRow, line.Peak.X, line.Saturated.X)
	}
	text := line.Capacity.Text(o)
	if text != "SLO capacity: 2.59\u00a0req/s for 99\u2009% of 50 requests with 2 seeds, within 1\u2009%; E2E misses first, at 2.61\u00a0req/s." {
		t.Error(text)
	}
	why := sweep.Why{Title: "Why the curve bends at 3.31\u00a0req/s", Open: 3.75, // the first 10 % behind it
		Text: "Up to 3.3\u00a0req/s a sequence slot is free 95\u2009% of the time: TTFT p99 is 10.0\u00a0ms at 1\u00a0req/s and 33.0\u00a0ms at 3.3\u00a0req/s, of which 3.30\u00a0ms is queue wait." +
			" Each extra request makes the batch larger and every step longer: TPOT p50 goes from 6.00\u00a0ms to 8.30\u00a0ms." +
			" At 3.31\u00a0req/s requests are left waiting 20\u2009% of the time, with all 256 slots taken." +
			" From there the engine finishes at most about 2.90 req/s and the rest waits, the longer the run lasts: at 3.75\u00a0req/s TTFT p99 is 18.8\u00a0ms over the first half of the 50 requests and 37.5\u00a0ms over all."}
	if line.Why != why {
		t.Errorf("%+v\nby hand %+v", line.Why, why)
	}
}

// TestWhatMissesFirst takes the objective that the fewest meet; of equals TTFT, then TPOT.
func TestWhatMissesFirst(t *testing.T) {
	for want, shares := range map[string][3]float64{"TTFT": {0.7, 0.8, 0.9}, "TPOT": {0.8, 0.7, 0.7}, "E2E": {0.9, 0.8, 0.7}} {
		o := overRates(t, func(f *keyfigures.Set) {
			if f[keyfigures.Attainment] < 1 {
				f[keyfigures.AttainmentTTFT], f[keyfigures.AttainmentTPOT], f[keyfigures.AttainmentE2EL] = shares[0], shares[1], shares[2]
			}
		})
		if first := o.Lines[0].Capacity.First; first != want {
			t.Errorf("%s misses first; by hand %s", first, want)
		}
	}
}

// TestWhatAKneeIsDueTo takes the longest of the waits.
func TestWhatAKneeIsDueTo(t *testing.T) {
	o := overRates(t, func(f *keyfigures.Set) {
		f[keyfigures.SlotsFull], f[keyfigures.BudgetOut] = f[keyfigures.BudgetOut], f[keyfigures.Waiting]
	})
	if k := o.Lines[0].Knee; k.Cause != sweep.Budget || k.Limit != 2048 || k.Label != "all 2,048 tokens of a step taken" {
		t.Errorf("%+v", k)
	}
	o = overRates(t, func(f *keyfigures.Set) {
		f[keyfigures.BlocksOut] = f[keyfigures.Waiting]
	})
	if k := o.Lines[0].Knee; k.Cause != sweep.Blocks || k.Label != "KV blocks short" {
		t.Errorf("%+v", k)
	}
}

// TestWhereTheCapacityIsNot looks below and above the range.
func TestWhereTheCapacityIsNot(t *testing.T) {
	below := overRates(t, func(f *keyfigures.Set) {
		f[keyfigures.Attainment], f[keyfigures.AttainmentE2EL] = 0.5, 0.5
		f[keyfigures.Waiting], f[keyfigures.SlotsFull] = 0.4, 0.4
	})
	line := &below.Lines[0]
	if c := (sweep.Capacity{Status: sweep.Nowhere, Above: 1, First: "E2E", Row: -1}); line.Capacity != c {
		t.Errorf("%+v; by hand %+v", line.Capacity, c)
	}
	if text := line.Capacity.Text(below); text != "SLO capacity: below the range. At 1\u00a0req/s fewer than 99\u2009% of 50 requests with 2 seeds meet the SLO, E2E first." {
		t.Error(text)
	}
	if k := line.Knee; k.Status != sweep.Everywhere || k.Rate != 1 || k.Row != 0 || line.Why.Title != "Why the curve has no flat part" || line.Why.Open != 1 ||
		line.Why.Text != "The lowest rate, 1\u00a0req/s, is past the knee already: requests are left waiting 40\u2009% of the time, all 256 slots taken. Start the range lower to see it." {
		t.Errorf("%+v, %+v", k, line.Why)
	}

	above := overRates(t, func(f *keyfigures.Set) {
		f[keyfigures.Attainment], f[keyfigures.Waiting], f[keyfigures.PeakKV] = 1, 0.02, 0.4
	})
	line = &above.Lines[0]
	if c := (sweep.Capacity{Status: sweep.Everywhere, Rate: 4, Row: 3}); line.Capacity != c {
		t.Errorf("%+v; by hand %+v", line.Capacity, c)
	}
	if text := line.Capacity.Text(above); text != "SLO capacity: at or above 4\u00a0req/s, the end of the range: 99\u2009% of 50 requests with 2 seeds meet the SLO there." {
		t.Error(text)
	}
	if k := (sweep.Knee{Status: sweep.Nowhere, Share: 0.02, Row: -1}); line.Knee != k || line.Why.Title != "Why the curve does not bend" || line.Why.Open != 4 ||
		!strings.Contains(line.Why.Text, "one is left waiting 2\u2009% of the time, and at most 40\u2009% of the KV blocks are in use.") {
		t.Errorf("%+v, %+v", line.Knee, line.Why)
	}
}

// TestHowLargeASweepMayBe counts runs with points, profiles and seeds: 4,000 are allowed, and 20,000,000 requests.
func TestHowLargeASweepMayBe(t *testing.T) {
	base := scenario.Default("one")
	base.Workload.NumPrompts = 5000
	plan := sweep.Plan{X: sweep.Axis{Field: sweep.RateField, From: 1, To: 200, Points: 200}, Profiles: make([]sweep.Profile, 2), Seeds: 10, Attainment: 1}
	if err := plan.Validate(base); err != nil {
		t.Errorf("200·2·10 runs of 5,000 requests: %v", err)
	}
	plan.Seeds = 11
	if err := plan.Validate(base); err == nil || !strings.Contains(err.Error(), "4,400 runs; allowed: at most 4,000") {
		t.Errorf("200·2·11: %v", err)
	}
	plan.Seeds, base.Workload.NumPrompts = 10, 5001
	if err := plan.Validate(base); err == nil || !strings.Contains(err.Error(), "20,004,000 requests in 4,000 runs") {
		t.Errorf("5,001 requests each: %v", err)
	}
}

// TestEverySeedIsAnother: the scenario's own, and those after it.
func TestEverySeedIsAnother(t *testing.T) {
	base := scenario.Default("one")
	base.Seed = 100
	s, err := sweep.New(base, sweep.Plan{X: sweep.Axis{Field: "engine.max_num_seqs", From: 2, To: 2, Points: 1}, Profiles: []sweep.Profile{{ID: "one"}}, Seeds: 4, Attainment: 1})
	if err != nil {
		t.Fatal(err)
	}
	for want := int64(100); want < 104; want++ {
		job, _ := s.Next()
		if made, err := job.Apply(base); err != nil || made.Seed != want || made.Engine.MaxNumSeqs != 2 || made.Profile != "one" {
			t.Errorf("job %+v: seed %d, by hand %d: %v", job, made.Seed, want, err)
		}
	}
	if base.Seed != 100 || base.Engine.MaxNumSeqs != 256 {
		t.Error("the base was changed")
	}
}

// TestASweepRunsWhatARunIs takes the rush for its one point.
func TestASweepRunsWhatARunIs(t *testing.T) {
	in := byhand.Rush().Input()
	in.Scenario.Engine.NumGPUBlocks = 99
	s, err := sweep.New(in.Scenario, sweep.Plan{X: sweep.Axis{Field: "engine.num_gpu_blocks", From: 13, To: 13, Points: 1}, Profiles: []sweep.Profile{{ID: "round", GPUs: 1}}, Seeds: 1, Attainment: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	job, _ := s.Next()
	made, err := job.Apply(in.Scenario)
	if err != nil {
		t.Fatal(err)
	}
	run, err := engine.Complete(engine.Input{Scenario: made, Profile: in.Profile})
	if err != nil {
		t.Fatal(err)
	}
	s.Feed(job.ID, run.Figures())
	p := s.Outcome().Points[0]
	if p.PerGPU != 33/0.1829 || p.Meets || p.InTime || p.Mean[keyfigures.Preemptions] != 1 || p.X != 13 {
		t.Errorf("%+v", p)
	}
}
