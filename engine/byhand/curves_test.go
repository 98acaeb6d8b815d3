package byhand_test

import (
	"testing"

	"github.com/llmemu/playground/engine/byhand"
	"github.com/llmemu/playground/engine/curves"
	"github.com/llmemu/playground/engine/profile"
)

// The prefill tokens of a curve from 16 to 64: eight to an octave, rounded.
var rising = []float64{16, 17, 19, 21, 23, 25, 27, 29, 32, 35, 38, 41, 45, 49, 54, 59, 64}

// TestCurves asks for what a step costs, see profile.go.
func TestCurves(t *testing.T) {
	of := func(xs []float64, tenths func(x float64) float64) []float64 {
		values := []float64{}
		for _, x := range xs {
			values = append(values, tenths(x)/10)
		}
		return values
	}
	decodes := func(context float64) func(float64) float64 {
		return func(n float64) float64 { return 64 + 2*n + (n - 1) + n*context }
	}
	prefill := func(context float64) func(float64) float64 {
		return func(tokens float64) float64 { return 64 + 2*tokens + 2*context }
	}
	always := func(tenths float64) func(float64) float64 { return func(float64) float64 { return tenths } }
	eight := []float64{1, 2, 3, 4, 5, 6, 7, 8}

	// The sampled profile, with cells at a context of 256: of two decodes with 520 tokens, 8 more than 2·256, and with 521,
	// which is half a bucket and one. Steps ask for the bucket nearest to their own tokens: 8 or 24, 520, 521. Mixed steps of
	// 16 tokens and more are nearest to the cells of 22; the one with two requests belongs to no step of one prefill.
	deep := byhand.Sampled()
	deep.Range = profile.Range{MaxPrefillTokens: 64, MaxContext: 256, MaxDecodeSeqs: 8, MaxDecodeSeqsMixed: 2}
	d, m := &deep.Sampled.Decode, &deep.Sampled.Mixed
	d.Tokens, d.Requests, d.KV, d.Samples = append(d.Tokens, 2, 2), append(d.Requests, 2, 2), append(d.KV, 520, 521), append(d.Samples, 1, 1)
	d.NS = append(d.NS, 12_800_000, 12_800_000, 25_600_000, 51_200_000, 51_200_000, 51_200_000, 51_200_000, 51_200_000)
	m.Tokens, m.Requests, m.Samples = append(m.Tokens, 22, 22), append(m.Requests, 1, 2), append(m.Samples, 1, 1)
	m.NS = append(m.NS, 25_600_000, 25_600_000, 51_200_000, 102_400_000, 1_600_000, 1_600_000, 1_600_000, 1_600_000)

	for _, c := range []struct {
		name    string
		profile *profile.Profile
		want    byhand.Columns
	}{
		{"round", byhand.Round(), byhand.Columns{
			"decode.x": eight, "decode.256": of(eight, decodes(256)), "decode.1024": of(eight, decodes(1024)),
			"decode.points.256.x": {1, 8}, "decode.points.256.y": of([]float64{1, 8}, decodes(256)),
			"decode.points.1024.x": {1, 8}, "decode.points.1024.y": of([]float64{1, 8}, decodes(1024)),
			"prefill.x": rising, "prefill.0": of(rising, prefill(0)), "prefill.1024": of(rising, prefill(1024)),
			"prefill.points.0.x": {16, 64}, "prefill.points.0.y": {9.6, 19.2},
			"prefill.points.1024.x": {16, 64}, "prefill.points.1024.y": {214.4, 224},
		}},
		{"narrow", byhand.Narrow(), byhand.Columns{ // up to 2 decodes and 12 prefill tokens: no curve of prefills begins below 16
			"decode.x": {1, 2}, "prefill.x": {}, "prefill.0": {}, "prefill.points.0.x": {}, "prefill.points.0.y": {},
		}},
		{"sampled", deep, byhand.Columns{
			"decode.x": eight, "decode.256": {6.4, 25.6, 51.2, 51.2, 51.2, 51.2, 51.2, 51.2},
			"decode.points.256.x": {2, 2, 2, 2}, "decode.points.256.y": {12.8, 12.8, 25.6, 51.2},
			"prefill.x": rising, "prefill.0": of(rising, always(512+5)),
			"prefill.points.0.x": {22, 22, 22, 22}, "prefill.points.0.y": {25.6, 25.6, 51.2, 102.4},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			packed, err := curves.Pack(c.profile)
			if err != nil {
				t.Fatal(err)
			}
			header, columns := byhand.Unpack(t, packed)
			columns.Same(t, c.want)
			byhand.SameJSON(t, "header", any(header), byhand.Object{"profile": c.name})
		})
	}
}
