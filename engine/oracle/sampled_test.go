package oracle

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine/profile"
)

// at is a cell of the tables below: its values are us−1, us and us+1, in µs.
type at struct{ tokens, requests, kv, newReqs, samples, us int64 }

func cellsOf(values int64, cells ...at) profile.Cells {
	var c profile.Cells
	for _, x := range cells {
		c.Tokens = append(c.Tokens, x.tokens)
		c.Requests = append(c.Requests, x.requests)
		c.Samples = append(c.Samples, x.samples)
		c.KV = append(c.KV, x.kv)
		for i := range values {
			c.NS = append(c.NS, 1000*(x.us+i-values/2))
		}
	}
	return c
}

func sampledProfile(change func(*profile.Sampled), decode, mixed profile.Cells) *profile.Profile {
	s := &profile.Sampled{
		Mode: profile.ModeMean, Neighbours: 1, Widths: profile.Widths{Tokens: 1, Requests: 5, KV: 100, NewReqs: 1}, Values: 3, Decode: decode, Mixed: mixed,
	}
	change(s)
	return &profile.Profile{Kind: profile.KindSampled, Sampled: s, Range: profile.Range{MaxPrefillTokens: 500, MaxContext: 1000, MaxDecodeSeqs: 20, MaxDecodeSeqsMixed: 10}}
}

func sampledOracle(t *testing.T, p *profile.Profile, seed int64) Oracle {
	t.Helper()
	o, err := New(p, seed)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func decodeStep(n, context int64) *Batch { return &Batch{Decodes: n, DecodeContext: context} }

func prefillStep(tokens, reqs, decodes int64) *Batch {
	return &Batch{PrefillTokens: tokens, PrefillReqs: reqs, NewReqs: reqs, Decodes: decodes}
}

func TestTheNearestCellAnswers(t *testing.T) {
	o := sampledOracle(t, sampledProfile(func(*profile.Sampled) {},
		cellsOf(3, at{1, 2, 0, 0, 9, 10}, at{4, 2, 0, 0, 9, 13}, at{4, 7, 0, 0, 9, 14}, at{20, 22, 0, 0, 9, 30}),
		cellsOf(3, at{100, 2, 0, 0, 9, 110}, at{300, 2, 0, 0, 9, 310})), 0)
	for _, c := range []struct {
		name string
		b    *Batch
		want int64
	}{
		{"exact", decodeStep(1, 0), 10}, {"of two as near the smaller", decodeStep(12, 0), 14}, {"beyond the last", decodeStep(99, 0), 30},
		{"tokens come before requests", &Batch{PrefillTokens: 199, PrefillReqs: 1}, 110},
		{"a prefill has its own table", prefillStep(5, 1, 0), 110}, {"then requests", decodeStep(5, 0), 14}, {"nothing", &Batch{}, 0},
	} {
		if got := o.Step(c.b).Total(); got != 1000*c.want {
			t.Errorf("%s: %d ns, want %d µs", c.name, got, c.want)
		}
	}
}

func TestPoolingWeighsByDistanceAndStopsAt30Samples(t *testing.T) {
	decode := cellsOf(3, at{10, 500, 0, 0, 20, 100}, at{20, 500, 0, 0, 20, 200}, at{50, 500, 0, 0, 40, 500})
	mixed := cellsOf(3, at{1, 2, 0, 0, 1, 1})
	auto := sampledOracle(t, sampledProfile(func(s *profile.Sampled) { s.Neighbours = 0; s.Widths.Requests = 1000 }, decode, mixed), 0)
	// 13 tokens: 3 from the first and 7 from the second cell, which hold 40 samples.
	want := (100/9.0 + 200/49.0) / (1/9.0 + 1/49.0)
	if got := auto.Step(decodeStep(13, 0)).Total(); math.Abs(float64(got)/1000-want) > 0.01 {
		t.Errorf("13 tokens: %d ns, want %.3f µs", got, want)
	}
	if got := auto.Step(decodeStep(50, 0)).Total(); got != 500_000 {
		t.Errorf("an exact cell did not answer alone: %d ns", got)
	}
	three := sampledOracle(t, sampledProfile(func(s *profile.Sampled) { s.Neighbours = 3; s.Widths.Requests = 1000 }, decode, mixed), 0)
	want = (100/9.0 + 200/49.0 + 500/1369.0) / (1/9.0 + 1/49.0 + 1/1369.0)
	if got := three.Step(decodeStep(13, 0)).Total(); math.Abs(float64(got)/1000-want) > 0.01 {
		t.Errorf("three neighbours: %d ns, want %.3f µs", got, want)
	}
}

// A cell's samples are those of all its KV buckets, and 30 are enough.
func TestPoolingCountsTheSamplesOfAllKVBuckets(t *testing.T) {
	pooled := func(first, second int64) int64 {
		o := sampledOracle(t, sampledProfile(func(s *profile.Sampled) { s.Neighbours, s.Widths.Requests = 0, 1000 },
			cellsOf(3, at{10, 500, 0, 0, first, 100}, at{10, 500, 500, 0, second, 100}, at{20, 500, 0, 0, 50, 300}), cellsOf(3, at{1, 2, 0, 0, 1, 1})), 0)
		return o.Step(decodeStep(11, 0)).Total()
	}
	if got := pooled(15, 15); got != 100_000 {
		t.Errorf("a near cell of 30 samples does not answer alone: %d ns", got)
	}
	// At distances of 1 and 9 the weights are 81 to 1.
	if got, want := pooled(14, 15), int64((81*100_000+300_000)/82); got < want-1 || got > want+1 {
		t.Errorf("a near cell of 29 samples and the next: %d ns, want %d", got, want)
	}
}

func TestTheMedianOfAnEvenNumberOfValues(t *testing.T) {
	decode := cellsOf(2, at{1, 2, 0, 0, 9, 10})
	decode.NS = profile.Durations{8_000, 20_000}
	o := sampledOracle(t, sampledProfile(func(s *profile.Sampled) { s.Mode, s.Values = profile.ModeMedian, 2 }, decode, cellsOf(2, at{1, 2, 0, 0, 9, 10})), 0)
	if got := o.Step(decodeStep(1, 0)).Total(); got != 14_000 {
		t.Errorf("the median of 8 and 20 µs is %d ns", got)
	}
}

// Who answered, with shares that make a whole, the largest first.
func TestDescribeNamesTheCellsThatAnswer(t *testing.T) {
	o := sampledOracle(t, sampledProfile(func(s *profile.Sampled) { s.Neighbours, s.Widths.Requests = 3, 1000 },
		cellsOf(3, at{10, 500, 0, 0, 20, 100}, at{20, 500, 0, 0, 21, 200}, at{50, 500, 0, 0, 22, 500}), cellsOf(3, at{1, 2, 0, 0, 1, 1})), 0)
	sources := o.(Describer).Describe(decodeStep(18, 0))
	whole := 1/64.0 + 1/4.0 + 1/1024.0 // 18 lies 8, 2 and 32 from them
	want := []CellUse{{20, 500, 21, 1 / 4.0 / whole}, {10, 500, 20, 1 / 64.0 / whole}, {50, 500, 22, 1 / 1024.0 / whole}}
	if len(sources) != 1 || sources[0].Part != "step" || len(sources[0].Cells) != len(want) {
		t.Fatalf("%+v", sources)
	}
	for i, got := range sources[0].Cells {
		if share := got.Share - want[i].Share; got.Tokens != want[i].Tokens || got.Requests != want[i].Requests || got.Samples != want[i].Samples || math.Abs(share) > 1e-9 {
			t.Errorf("cell %d is %+v, want %+v", i, got, want[i])
		}
	}
}

func TestKVRefinesAndNeverOutvotes(t *testing.T) {
	p := sampledProfile(func(*profile.Sampled) {},
		cellsOf(3, at{8, 7, 50, 0, 5, 10}, at{8, 7, 950, 0, 5, 20}, at{9, 7, 350, 0, 5, 99}), cellsOf(3, at{100, 2, 0, 0, 9, 110}))
	for _, neighbours := range []int64{1, 0} {
		p.Sampled.Neighbours = neighbours
		o := sampledOracle(t, p, 0)
		for context, want := range map[int64]int64{0: 10, 350: 10, 800: 20, 9000: 20} {
			if got := o.Step(decodeStep(8, context)).Total(); got != 1000*want {
				t.Errorf("neighbours %d, %d KV tokens: %d ns, want %d µs", neighbours, context, got, want)
			}
		}
	}
}

func TestNewRequestsAlphaAndOverhead(t *testing.T) {
	byNew := cellsOf(3, at{100, 7, 0, 0, 5, 70}, at{100, 7, 0, 0, 5, 80})
	byNew.KV, byNew.NewReqs = nil, profile.Counts{1, 3}
	o := sampledOracle(t, sampledProfile(func(s *profile.Sampled) {
		s.MixedByNew = &byNew
		s.AlphaKV = 0.01
		s.Overhead = []profile.Overhead{{Requests: 2, NS: 1000}, {Requests: 6, NS: 5000}}
	}, cellsOf(3, at{1, 2, 0, 0, 5, 10}, at{11, 2, 0, 0, 5, 20}), cellsOf(3, at{100, 7, 0, 0, 5, 60})), 0)
	for _, c := range []struct {
		name string
		b    *Batch
		want int64 // ns
	}{
		{"one new request, overhead at the least", prefillStep(99, 1, 0), 71_000},
		{"three new, overhead between", prefillStep(97, 3, 1), 83_000},
		{"three new, overhead a quarter of the way", prefillStep(97, 3, 0), 82_000},
		{"two new fall back, overhead at the most", prefillStep(90, 2, 10), 65_000},
		{"1,000 KV tokens count as 10", decodeStep(1, 1000), 20_000},
	} {
		if got := o.Step(c.b).Total(); got != c.want {
			t.Errorf("%s: %d ns, want %d", c.name, got, c.want)
		}
	}
}

func TestModesAndSeeds(t *testing.T) {
	p := sampledProfile(func(s *profile.Sampled) { s.Mode = profile.ModeSample }, cellsOf(3, at{1, 2, 0, 0, 9, 10}), cellsOf(3, at{1, 2, 0, 0, 9, 1}))
	p.Sampled.Decode.NS[2] = 20_000 // 9, 10 and 20 µs: mean 13, median 10
	draw := func(seed int64) (drawn []int64) {
		o := sampledOracle(t, p, seed)
		for range 3000 {
			drawn = append(drawn, o.Step(decodeStep(1, 0)).Total())
		}
		return drawn
	}
	first, again, other := draw(1), draw(1), draw(2)
	count, differ, sum := map[int64]int{}, false, int64(0)
	for i := range first {
		count[first[i]]++
		sum += first[i]
		differ = differ || first[i] != other[i]
		if first[i] != again[i] {
			t.Fatal("the same seed draws differently")
		}
	}
	if !differ || len(count) != 3 || count[9000] < 900 || count[10_000] < 900 || count[20_000] < 900 {
		t.Errorf("drawn %v; another seed differs: %t", count, differ)
	}
	o := sampledOracle(t, p, 1)
	if o.Mean(decodeStep(1, 0)).Total() != 13_000 || o.Step(decodeStep(1, 0)).Total() != first[0] {
		t.Error("Mean is not 13 µs, or it draws")
	}
	p.Sampled.Mode = profile.ModeMedian
	if got := sampledOracle(t, p, 1).Step(decodeStep(1, 0)).Total(); got != 10_000 {
		t.Errorf("median %d ns, want 10 µs", got)
	}
}

func TestSampledIsBeyondItsRange(t *testing.T) {
	o := sampledOracle(t, sampledProfile(func(*profile.Sampled) {}, cellsOf(3, at{1, 2, 0, 0, 9, 10}), cellsOf(3, at{1, 2, 0, 0, 9, 1})), 0)
	if o.Beyond(decodeStep(20, 0)) != 0 || o.Beyond(decodeStep(21, 0)) == 0 || o.Beyond(prefillStep(500, 1, 10)) != 0 || o.Beyond(prefillStep(501, 1, 0)) == 0 {
		t.Error("the range is not that of the profile")
	}
}

func TestSampledAllocatesNothing(t *testing.T) {
	p := sampledProfile(func(s *profile.Sampled) { s.Mode = profile.ModeSample; s.Neighbours = 0 },
		cellsOf(3, at{1, 2, 0, 0, 9, 10}, at{9, 7, 0, 0, 9, 20}), cellsOf(3, at{1, 2, 0, 0, 9, 1}))
	o, b := sampledOracle(t, p, 0), decodeStep(5, 10)
	if n := testing.AllocsPerRun(100, func() { o.Step(b) }); n != 0 {
		t.Errorf("%v allocations a step, want none", n)
	}
}
