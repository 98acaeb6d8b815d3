package oracle

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine/profile"
)

// withSkew adds two bins on every axis; the factors count up, so that every bin differs.
func withSkew(p *profile.Profile) *profile.Profile {
	s := &profile.Skew{
		Decodes: []int64{2, 8}, Rate: []int64{25, 101}, Longest: []int64{100, 1000},
		PrefillTokens: []int64{10, 30}, PrefillContext: []int64{0, 50},
	}
	for i := range 8 {
		s.Decode = append(s.Decode, profile.Alpha(2*i))
	}
	for i := range 32 {
		s.Mixed = append(s.Mixed, profile.Alpha(20+2*i))
	}
	p.Grid.Skew = s
	return p
}

func TestSkewMovesAttentionFromTheMeanTowardsTheLongest(t *testing.T) {
	p := withSkew(small())
	b := Batch{Decodes: 4, DecodeContext: 4 * 100, DecodeMin: 50, DecodeMax: 400}
	// Decodes bin 1, rate (100−50)/(400−50) = 14 % bin 0, longest bin 1.
	alpha := p.Grid.Skew.Decode[1*4+0*2+1].Factor()
	want := int64(math.Round(4*100 + alpha*(4*400-4*100)))
	if got := oracleOf(t, p).Step(&b).Attention; got != want {
		t.Errorf("attention = %d, want %d", got, want)
	}
	b.DecodeMin, b.DecodeMax = 100, 100
	if got := oracleOf(t, p).Step(&b).Attention; got != 400 {
		t.Errorf("attention of equal contexts = %d, want 400", got)
	}
}

func TestSkewBinsIncludeTheirUpperEdge(t *testing.T) {
	s := newSkew(withSkew(small()).Grid.Skew)
	for _, c := range []struct {
		name  string
		batch Batch
		bin   int
	}{
		{"2 decodes", Batch{Decodes: 2, DecodeContext: 25, DecodeMin: 0, DecodeMax: 50}, 0},
		{"3 decodes", Batch{Decodes: 3, DecodeContext: 30, DecodeMin: 0, DecodeMax: 100}, 4},
		{"rate at the edge", Batch{Decodes: 2, DecodeContext: 50, DecodeMin: 0, DecodeMax: 100}, 0},
		{"rate just above it", Batch{Decodes: 2, DecodeContext: 51, DecodeMin: 0, DecodeMax: 100}, 2},
		{"longest above the edge", Batch{Decodes: 2, DecodeContext: 50, DecodeMin: 0, DecodeMax: 101}, 1},
		{"everything beyond the last edge", Batch{Decodes: 99, DecodeContext: 99 * 4000, DecodeMin: 0, DecodeMax: 5000}, 7},
	} {
		if got, want := s.factor(&c.batch), s.decode[c.bin]; got != want {
			t.Errorf("%s: alpha = %v, want that of bin %d, %v", c.name, got, c.bin, want)
		}
	}
}

func TestSkewIsLinearBetweenPrefillTokens(t *testing.T) {
	s := newSkew(withSkew(small()).Grid.Skew)
	alpha := func(tokens, context int64) float64 {
		return s.factor(&Batch{PrefillTokens: tokens, PrefillContext: context, Decodes: 2, DecodeContext: 25, DecodeMax: 50})
	}
	for _, c := range []struct {
		tokens, context int64
		want            float64
	}{
		{10, 0, s.mixed[0]}, {30, 0, s.mixed[16]}, {20, 0, (s.mixed[0] + s.mixed[16]) / 2},
		{10, 50, s.mixed[8]}, {10, 51, s.mixed[8]}, {5, 0, s.mixed[0]}, {1000, 0, s.mixed[16]},
	} {
		if got := alpha(c.tokens, c.context); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("alpha at %d tokens, %d context = %v, want %v", c.tokens, c.context, got, c.want)
		}
	}
}
