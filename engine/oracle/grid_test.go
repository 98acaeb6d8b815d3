package oracle

import (
	"math"
	"reflect"
	"testing"

	"github.com/llmemu/playground/engine/profile"
)

// tableOf fills a table from a function of the knots.
func tableOf(axes [][]int64, ns func(k []int64) int64) profile.Table {
	t := profile.Table{Axes: axes}
	knots := make([]int64, len(axes))
	var fill func(d int)
	fill = func(d int) {
		if d == len(axes) {
			t.NS = append(t.NS, ns(knots))
			return
		}
		for _, k := range axes[d] {
			knots[d] = k
			fill(d + 1)
		}
	}
	fill(0)
	return t
}

// work is the attention work of a prefill.
func work(tokens, context int64) int64 { return tokens * (tokens + 2*context + profile.WorkPerToken) }

// small is a profile whose tables are linear in what they are interpolated by, so that there is an exact answer.
func small() *profile.Profile {
	return &profile.Profile{
		ID: "small", Kind: profile.KindGrid,
		Range: profile.Range{MaxPrefillTokens: 100, MaxContext: 1000, MaxDecodeSeqs: 8, MaxDecodeSeqsMixed: 4},
		Grid: &profile.Grid{
			Dense:   tableOf([][]int64{{1, 10, 100}}, func(k []int64) int64 { return 1000 * k[0] }),
			Head:    tableOf([][]int64{{1, 8}}, func(k []int64) int64 { return 100 * k[0] }),
			Decode:  tableOf([][]int64{{1, 4, 8}, {10, 100, 1000}}, func(k []int64) int64 { return k[0] * k[1] }),
			Prefill: tableOf([][]int64{{10, 50, 100}, {0, 50, 1000}}, func(k []int64) int64 { return work(k[0], k[1]) }),
			Mixed: tableOf([][]int64{{10, 100}, {0, 1000}, {1, 2, 4}, {10, 100, 1000}}, func(k []int64) int64 {
				return work(k[0], k[1]) + 11*k[2]*k[3]
			}),
		},
	}
}

func oracleOf(t testing.TB, p *profile.Profile) Oracle {
	t.Helper()
	o, err := New(p, 0)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// decodes is a batch of n decodes of equal context.
func decodes(n, context int64) Batch {
	return Batch{Decodes: n, DecodeContext: n * context, DecodeMin: context, DecodeMax: context, Outputs: n}
}

func TestStepInterpolatesEachPartLinearly(t *testing.T) {
	mixed := decodes(3, 550)
	mixed.PrefillTokens, mixed.PrefillContext, mixed.PrefillReqs = 40, 200, 1
	for _, c := range []struct {
		name  string
		batch Batch
		want  Cost
	}{
		{"nothing", Batch{}, Cost{}},
		{"at knots", decodes(4, 100), Cost{Dense: 4000, Attention: 400, Head: 400}},
		{"between knots", decodes(6, 550), Cost{Dense: 6000, Attention: 3300, Head: 600}},
		{"last knots", decodes(8, 1000), Cost{Dense: 8000, Attention: 8000, Head: 800}},
		{"prefill", Batch{PrefillTokens: 55, PrefillContext: 25, Outputs: 1}, Cost{Dense: 55000, Attention: work(55, 25), Head: 100}},
		{"mixed", mixed, Cost{Dense: 43000, Attention: work(40, 200) + 11*3*550, Head: 300}},
		// 10 tokens with a context of 100 and 30 with 20 compute 2,100 pairs, as 40 with a context of 32.5 do.
		{"two prefills with context", Batch{PrefillTokens: 40, PrefillContext: 120, PrefillReqs: 2, PrefillPairs: 2100, Outputs: 2},
			Cost{Dense: 40000, Attention: (work(40, 32) + work(40, 33)) / 2, Head: 200}},
		// Two of 20 tokens without context compute 400 pairs, half of those of one prefill of 40.
		{"two prefills", Batch{PrefillTokens: 40, PrefillReqs: 2, PrefillPairs: 400, Outputs: 2}, Cost{Dense: 40000, Attention: work(40, -10), Head: 200}},
		{"chunk without output", Batch{PrefillTokens: 10}, Cost{Dense: 10000, Attention: work(10, 0), Head: 100}},
		{"short context", decodes(1, 0), Cost{Dense: 1000, Attention: 10, Head: 100}},
		{"few prefill tokens", Batch{PrefillTokens: 2, Outputs: 1}, Cost{Dense: 2000, Attention: work(10, 0), Head: 100}},
		{"beyond the range", decodes(16, 3000), Cost{Dense: 16000, Attention: 48000, Head: 1600}},
	} {
		if got := oracleOf(t, small()).Step(&c.batch); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestExtrapolationNeverGoesBelowZero(t *testing.T) {
	p := small()
	p.Grid.Decode = tableOf([][]int64{{1, 2}, {10, 20}}, func(k []int64) int64 { return 3 - k[0] })
	b := decodes(8, 10)
	if got := oracleOf(t, p).Step(&b).Attention; got != 0 {
		t.Errorf("attention = %d, want 0", got)
	}
}

// Tiles make staircases: the last segment may be flat, and says nothing about what comes.
func TestCurvesGoOnAsTheirOuterHalfRises(t *testing.T) {
	p := small()
	p.Grid.Dense = profile.Table{Axes: [][]int64{{1, 50, 90, 100}}, NS: profile.Durations{1000, 2000, 3000, 3000}}
	for tokens, want := range map[int64]int64{100: 3000, 150: 4000, 1100: 23000} {
		b := Batch{PrefillTokens: tokens}
		if got := oracleOf(t, p).Step(&b).Dense; got != want {
			t.Errorf("dense of %d tokens = %d, want %d", tokens, got, want)
		}
	}
}

// A part that falls towards its end goes on at its last time: more work never takes less.
func TestCurvesDoNotGoOnFalling(t *testing.T) {
	p := small()
	p.Grid.Dense = profile.Table{Axes: [][]int64{{1, 50, 100}}, NS: profile.Durations{1000, 4000, 3000}}
	for tokens, want := range map[int64]int64{50: 4000, 75: 3500, 100: 3000, 110: 3000, 500: 3000} {
		b := Batch{PrefillTokens: tokens}
		if got := oracleOf(t, p).Step(&b).Dense; got != want {
			t.Errorf("dense of %d tokens = %d, want %d", tokens, got, want)
		}
	}
}

func TestBeyond(t *testing.T) {
	with := func(b Batch, prefill, context int64) Batch {
		b.PrefillTokens, b.PrefillContext = prefill, context
		return b
	}
	for _, c := range []struct {
		name  string
		batch Batch
		want  Beyond
	}{
		{"decodes", decodes(8, 1000), 0},
		{"too many decodes", decodes(9, 1000), BeyondDecodes},
		{"decodes of too long context", decodes(8, 1001), BeyondContext},
		{"mixed", with(decodes(4, 10), 100, 1000), 0},
		{"too many decodes beside a prefill", with(decodes(5, 10), 100, 1000), BeyondDecodesMixed},
		{"too many decodes for either kind of step, beside a prefill", with(decodes(9, 10), 100, 1000), BeyondDecodesMixed},
		{"decodes of too long context beside a prefill", with(decodes(4, 1001), 100, 0), BeyondContext},
		{"too many prefill tokens", with(Batch{}, 101, 0), BeyondPrefillTokens},
		{"both", with(Batch{}, 101, 1001), BeyondPrefillTokens | BeyondContext},
		{"too long a prefill context", with(Batch{}, 100, 1001), BeyondContext},
	} {
		if got := oracleOf(t, small()).Beyond(&c.batch); got != c.want {
			t.Errorf("%s: %b, want %b", c.name, got, c.want)
		}
	}
}

func TestNewNamesTheKindItDoesNotKnow(t *testing.T) {
	if _, err := New(&profile.Profile{ID: "x", Kind: "cells"}, 0); err == nil {
		t.Error("no error")
	}
}

// An axis is searched from a hint; a linear scan of all knots is what it must agree with.
func TestLocateAgreesWithASearchOfAllKnots(t *testing.T) {
	knots := []int64{0, 1, 2, 3, 5, 8, 16, 17, 31, 33, 64, 100, 127, 128, 129, 2048, 16384}
	a := newAxis(knots)
	for x := int64(0); x < 40000; x++ {
		want := 0
		for want+2 < len(knots) && knots[want+1] <= x {
			want++
		}
		if got, weight := a.locate(float64(x)); got != want || weight < 0 {
			t.Fatalf("locate(%d) = %d, %v, want segment %d", x, got, weight, want)
		}
	}
}

func TestStepDoesNotAllocate(t *testing.T) {
	o := oracleOf(t, withSkew(small()))
	batches := benchmarkBatches()
	if n := testing.AllocsPerRun(100, func() {
		for i := range batches {
			o.Step(&batches[i])
		}
	}); n != 0 {
		t.Errorf("%v allocations a run, want 0", n)
	}
}

// benchmarkBatches are pure decode steps, mixed steps and lone prefills, with unequal contexts.
func benchmarkBatches() []Batch {
	batches := make([]Batch, 256)
	for i := range batches {
		b := &batches[i]
		if i%16 != 0 {
			n := int64(1 + i*7%200)
			*b = Batch{Decodes: n, DecodeContext: n * int64(100+i*13%3000), DecodeMin: 20, DecodeMax: 4000, Outputs: n}
		}
		if i%4 == 0 {
			b.PrefillTokens, b.PrefillContext, b.PrefillReqs = int64(2+i*37%2000), int64(i%3*500), 1
		}
	}
	return batches
}

func BenchmarkStep(b *testing.B) {
	p := withSkew(small())
	axis := []int64{16, 32, 64, 128, 256, 512, 1024, 2048, 4096}
	p.Grid.Decode = tableOf([][]int64{axis, axis}, func(k []int64) int64 { return k[0] * k[1] })
	p.Grid.Mixed = tableOf([][]int64{axis, axis, axis, axis}, func(k []int64) int64 { return 9*k[0] + k[1] + k[2]*k[3] })
	o := oracleOf(b, p)
	batches := benchmarkBatches()
	b.ReportAllocs()
	var sum int64
	for i := 0; b.Loop(); i++ {
		sum += o.Step(&batches[i%len(batches)]).Total()
	}
	if sum == 0 {
		b.Fatal("no step took time")
	}
}

// Two ring all-reduces a layer over four GPUs: 2·2·3 hops, each of 10 µs and a quarter of 2·tokens·hidden bytes.
func TestAllReducesAddToTheDenseLayers(t *testing.T) {
	p := small()
	p.Model.Layers, p.Model.Hidden, p.Engine.TP = 2, 1000, 4
	p.Interconnect = &profile.Interconnect{LatencyUS: 10, BandwidthGBs: 5}
	step := decodes(4, 100)
	without := oracleOf(t, small()).Step(&step)
	with := oracleOf(t, p).Step(&step)
	const hops = 2 * 2 * 2 * 3
	want := without
	want.Dense += hops * (10_000 + 2*4*1000/4/5)
	if with != want {
		t.Errorf("step costs %+v, want %+v", with, want)
	}
}

// Without a table of mixed steps, a prefill and decodes cost what both cost alone.
func TestMixedStepsWithoutATable(t *testing.T) {
	p := small()
	p.Grid.Mixed = profile.Table{}
	o := oracleOf(t, p)
	prefill := Batch{PrefillTokens: 50, PrefillContext: 50, PrefillReqs: 1, Outputs: 1}
	both := decodes(4, 100)
	alone := o.Step(&prefill).Attention + o.Step(&both).Attention
	both.PrefillTokens, both.PrefillContext, both.PrefillReqs = 50, 50, 1
	if got := o.Step(&both).Attention; got != alone {
		t.Errorf("attention takes %d ns, want %d", got, alone)
	}
}

// Beyond its last knot a part goes on as it rises between the two places that its description names, and not otherwise: here
// the outer half of each axis rises unlike its last segment.
func TestDescribeNamesWhatAnExtrapolationRestsOn(t *testing.T) {
	p := small()
	p.Grid.Dense = tableOf([][]int64{{1, 40, 90, 100}}, func(k []int64) int64 { return map[int64]int64{1: 1, 40: 4000, 90: 20000, 100: 20100}[k[0]] })
	p.Grid.Head = tableOf([][]int64{{1, 4, 6, 8}}, func(k []int64) int64 { return map[int64]int64{1: 100, 4: 200, 6: 1200, 8: 1300}[k[0]] })
	p.Grid.Decode = tableOf([][]int64{{1, 8}, {10, 400, 1000}}, func(k []int64) int64 { return map[int64]int64{10: 100, 400: 7000, 1000: 8000}[k[1]] * k[0] })
	g := newGrid(p)
	part := map[string]func(c Cost) int64{
		"dense": func(c Cost) int64 { return c.Dense }, "attention": func(c Cost) int64 { return c.Attention }, "head": func(c Cost) int64 { return c.Head },
	}
	step := func(n, context int64) Cost { b := decodes(n, context); return g.Step(&b) }
	for _, c := range []struct {
		axis string
		at   func(x int64) (n, context int64) // the batch at x of that axis
		x    int64
		from int64
		to   int64
	}{
		{"tokens", func(x int64) (int64, int64) { return x, 10 }, 300, 50, 100},
		{"outputs", func(x int64) (int64, int64) { return x, 10 }, 20, 4, 8},
		{"decode context", func(x int64) (int64, int64) { return 1, x }, 3000, 400, 1000},
	} {
		n, context := c.at(c.x)
		b := decodes(n, context)
		found := false
		for _, source := range g.Describe(&b) {
			for _, axis := range source.Axes {
				if axis.Axis != c.axis {
					continue
				}
				found = true
				at := func(x int64) float64 { return float64(part[source.Part](step(c.at(x)))) }
				rise := (at(axis.To) - at(axis.From)) / float64(axis.To-axis.From)
				want := at(axis.To) + rise*float64(c.x-axis.To)
				if !axis.Beyond || axis.From != c.from || axis.To != c.to || math.Abs(at(c.x)-want) > 1 {
					t.Errorf("%s: %+v says %g ns, the step takes %g", c.axis, axis, want, at(c.x))
				}
			}
		}
		if !found {
			t.Errorf("nothing is said of %s", c.axis)
		}
	}
}

// The knots around each of a step's quantities: see small for the axes.
func TestDescribeNamesTheKnotsAround(t *testing.T) {
	mixed := Batch{PrefillTokens: 40, PrefillContext: 200, PrefillReqs: 1, Decodes: 3, DecodeContext: 3 * 550, DecodeMin: 550, DecodeMax: 550, Outputs: 4}
	last := decodes(8, 1000)
	last.Outputs = 2
	for _, c := range []struct {
		name  string
		batch Batch
		want  []Source
	}{
		{"mixed, between knots", mixed, []Source{
			{Part: "dense", Axes: []Bracket{{"tokens", 43, 10, 100, false}}},
			{Part: "attention", Axes: []Bracket{{"prefill tokens", 40, 10, 100, false}, {"prefill context", 200, 0, 1000, false}, {"decodes", 3, 2, 4, false}, {"decode context", 550, 100, 1000, false}}},
			{Part: "head", Axes: []Bracket{{"outputs", 4, 1, 8, false}}},
		}},
		{"decodes, at the last knots", last, []Source{
			{Part: "dense", Axes: []Bracket{{"tokens", 8, 1, 10, false}}},
			{Part: "attention", Axes: []Bracket{{"decodes", 8, 4, 8, false}, {"decode context", 1000, 100, 1000, false}}},
			{Part: "head", Axes: []Bracket{{"outputs", 2, 1, 8, false}}},
		}},
		{"a prefill, in the first segment", Batch{PrefillTokens: 20, PrefillContext: 7, PrefillReqs: 1, Outputs: 1}, []Source{
			{Part: "dense", Axes: []Bracket{{"tokens", 20, 10, 100, false}}},
			{Part: "attention", Axes: []Bracket{{"prefill tokens", 20, 10, 50, false}, {"prefill context", 7, 0, 50, false}}},
			{Part: "head", Axes: []Bracket{{"outputs", 1, 1, 8, false}}},
		}},
	} {
		if got := newGrid(small()).Describe(&c.batch); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n%+v, want\n%+v", c.name, got, c.want)
		}
	}
}
