package pack

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/profile"
)

// TestPassesFindTheirCells sorts six passes by hand. Buckets: tokens apart, requests by five (2 stands for 0–4, 7 for 5–9),
// KV tokens by 4,096; a mixed pass also stands in the table by the requests that it admits.
func TestPassesFindTheirCells(t *testing.T) {
	p := &Pack{Widths: traceWidths}
	p.fill([]pass{
		{TotalTokens: 3, NumDecodeSeqs: 3, SumKV: 100, StepCycleUS: 10},
		{TotalTokens: 3, NumDecodeSeqs: 3, SumKV: 4095, StepCycleUS: 11},                // the same cell
		{TotalTokens: 3, NumDecodeSeqs: 3, SumKV: 4096, StepCycleUS: 12},                // one KV bucket further
		{TotalTokens: 64, NumNewReqs: 1, NumDecodeSeqs: 4, SumKV: 100, StepCycleUS: 20}, // five requests
		{TotalTokens: 64, NumNewReqs: 2, NumDecodeSeqs: 3, SumKV: 100, StepCycleUS: 21}, // the same, but two of them are new
		{TotalTokens: 4, NumNewReqs: 3, NumDecodeSeqs: 1, StepCycleUS: 22},              // as many tokens as requests: no prefill
	}, nil)
	for name, c := range map[string]struct{ got, want Table }{
		"decode": {p.Decode, Table{
			{Tokens: 3, Requests: 2, KV: 2048, Count: 2, Samples: []float64{10, 11}},
			{Tokens: 3, Requests: 2, KV: 6144, Count: 1, Samples: []float64{12}},
			{Tokens: 4, Requests: 2, KV: 2048, Count: 1, Samples: []float64{22}},
		}},
		"mixed": {p.Mixed, Table{{Tokens: 64, Requests: 7, KV: 2048, Count: 2, Samples: []float64{20, 21}}}},
		"by new": {p.MixedByNew, Table{
			{Tokens: 64, Requests: 7, KV: 2048, NewReqs: 1, Count: 1, Samples: []float64{20}},
			{Tokens: 64, Requests: 7, KV: 2048, NewReqs: 2, Count: 1, Samples: []float64{21}},
		}},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s is %+v\nby hand %+v", name, c.got, c.want)
		}
	}
}

// TestShares cuts by hand: five values into two shares of two and a half, a fifth off both ends of ten.
func TestShares(t *testing.T) {
	if got, want := shares([]float64{1, 2, 3, 4, 5}, 2), []float64{(1 + 2 + 1.5) / 2.5, (1.5 + 4 + 5) / 2.5}; !slices.Equal(got, want) {
		t.Errorf("shares %v, by hand %v", got, want)
	}
	if got, want := shares([]float64{1, 3}, 4), []float64{1, 1, 3, 3}; !slices.Equal(got, want) {
		t.Errorf("shares %v, by hand %v", got, want)
	}
	if got, want := trimmed([]float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 20), []float64{2, 3, 4, 5, 6, 7}; !slices.Equal(got, want) {
		t.Errorf("trimmed to %v, by hand %v", got, want)
	}
	if got, want := trimmed([]float64{1, 2, 3, 4}, 90), []float64{2, 3}; !slices.Equal(got, want) {
		t.Errorf("trimmed to %v, by hand %v: the middle is always left", got, want)
	}
}

// TestCompact makes a profile's tables of cells out of order: by tokens, requests, KV and new requests, two values of each.
func TestCompact(t *testing.T) {
	cell := func(tokens, requests, kv, newReqs int64, us ...float64) Cell {
		return Cell{Tokens: tokens, Requests: requests, KV: kv, NewReqs: newReqs, Count: 10 * tokens, Samples: us}
	}
	got := Compact(&Pack{
		Widths: traceWidths, AlphaKV: 0.5, Overhead: []profile.Overhead{{Requests: 1, NS: 7}},
		Decode:     Table{cell(2, 7, 2048, 0, 4, 1), cell(2, 2, 6144, 0, 2), cell(2, 2, 2048, 0, 3, 3.0004), cell(1, 9, 0, 0, 5)},
		Mixed:      Table{cell(8, 1, 0, 0, 6)},
		MixedByNew: Table{cell(8, 1, 0, 2, 9), cell(8, 1, 0, 1, 8)},
	}, 2, 0)
	want := &profile.Sampled{
		Mode: profile.ModeSample, Neighbours: 4, Widths: traceWidths, AlphaKV: 0.5, Overhead: []profile.Overhead{{Requests: 1, NS: 7}}, Values: 2,
		Decode: profile.Cells{
			Tokens: profile.Counts{1, 2, 2, 2}, Requests: profile.Counts{9, 2, 2, 7}, KV: profile.Counts{0, 2048, 6144, 2048}, Samples: profile.Counts{10, 20, 20, 20},
			NS: profile.Durations{5000, 5000, 3000, 3000, 2000, 2000, 1000, 4000},
		},
		Mixed: profile.Cells{Tokens: profile.Counts{8}, Requests: profile.Counts{1}, Samples: profile.Counts{80}, NS: profile.Durations{6000, 6000}},
		MixedByNew: &profile.Cells{Tokens: profile.Counts{8, 8}, Requests: profile.Counts{1, 1}, NewReqs: profile.Counts{1, 2}, Samples: profile.Counts{80, 80},
			NS: profile.Durations{8000, 8000, 9000, 9000}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nby hand %+v", got, want)
	}
}

// TestUnshift moves six passes by hand. A prefill fills an idle engine at 5 µs of launch, and takes 100: the next pass waited
// for it. Then decodes of 20 and of 30; a prefill of 80 among them, of whose launch nothing is known beyond the 30 that it waited; and the
// last pass, whose own time nobody waited for.
func TestUnshift(t *testing.T) {
	got := unshift([]pass{
		{TotalTokens: 50, NumNewReqs: 1, StepCycleUS: 5},
		{TotalTokens: 1, NumDecodeSeqs: 1, StepCycleUS: 100},
		{TotalTokens: 1, NumDecodeSeqs: 1, StepCycleUS: 20},
		{TotalTokens: 51, NumNewReqs: 1, NumDecodeSeqs: 1, StepCycleUS: 30},
		{TotalTokens: 2, NumDecodeSeqs: 2, StepCycleUS: 80},
		{TotalTokens: 2, NumDecodeSeqs: 2, StepCycleUS: 20},
		{TotalTokens: 40, NumNewReqs: 1, StepCycleUS: 4},
	})
	// 100 + 5 of launch; 20; 30; 80; 20; lost; lost.
	if want := []float64{105, 20, 30, 80, 20, -1, -1}; !slices.Equal(got, want) {
		t.Errorf("%v, by hand %v", got, want)
	}
}

// TestDetectByHand asks for the shift at its thresholds: prefills of 8,192 tokens beside those of 2,048, less than half, and
// 2,000 decodes of which some are late, by more than a fifth.
func TestDetectByHand(t *testing.T) {
	yes, no := true, false
	prefills := func(large float64) Table {
		return Table{{Tokens: 2048, Requests: 2, Count: 1, Samples: []float64{100}}, {Tokens: 8192, Requests: 2, Count: 1, Samples: []float64{large, 500}}}
	}
	decodes := func(late int, us float64) Table {
		list := make([]float64, 2000)
		for i := range list {
			list[i] = 10
			if i < late {
				list[i] = us
			}
		}
		return Table{{Tokens: 2, Requests: 2, Count: 2000, Samples: list}}
	}
	for _, c := range []struct {
		name    string
		pack    Pack
		shifted bool
		because string
	}{
		{"flat, and 2 of 2,000 late", Pack{Mixed: prefills(114), Decode: decodes(2, 12.1)}, true, "flat in tokens (by 1.14 for twice as many), and 0.1 % of"},
		{"flat, and 1 of 2,000 late", Pack{Mixed: prefills(114), Decode: decodes(1, 12.1)}, false, "no decode step is late"},
		{"flat, and none quite late", Pack{Mixed: prefills(114), Decode: decodes(20, 12)}, false, "no decode step is late"},
		{"flat, and some early", Pack{Mixed: prefills(114), Decode: decodes(20, 5.9)}, true, "1.0 % of the decode samples"},
		{"rising", Pack{Mixed: prefills(115), Decode: decodes(20, 100)}, false, "rise with their tokens (by 1.15"},
		{"flat, and the flags say no", Pack{Mixed: prefills(100), Decode: decodes(20, 100), Config: &Config{AsyncScheduling: &no}}, false, "async_scheduling false"},
		{"one size, and the flags say yes", Pack{Mixed: prefills(100)[:1], Decode: decodes(20, 100), Config: &Config{AsyncScheduling: &yes}}, true, "async_scheduling decides"},
		{"one size, and no flags", Pack{Mixed: prefills(100)[:1], Decode: decodes(20, 100)}, false, "async_scheduling decides"},
	} {
		if s := Detect(&c.pack); s.Shifted != c.shifted || !strings.Contains(s.Because, c.because) {
			t.Errorf("%s: shifted %t, %s", c.name, s.Shifted, s.Because)
		}
	}
}
