package curves_test

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/llmemu/playground/engine/curves"
	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/internal/columns"
	"github.com/llmemu/playground/profiles"
)

// unpack reads the columns of f64 that Pack wrote.
func unpack(t *testing.T, packed []byte) map[string][]float64 {
	t.Helper()
	size := int(binary.LittleEndian.Uint32(packed))
	var header struct{ Columns []columns.Column }
	if err := json.Unmarshal(packed[4:4+size], &header); err != nil {
		t.Fatal(err)
	}
	payload := packed[(4+size+7)/8*8:]
	out := map[string][]float64{}
	for _, c := range header.Columns {
		for i := range c.Length {
			out[c.Name] = append(out[c.Name], math.Float64frombits(binary.LittleEndian.Uint64(payload[c.Offset+8*i:])))
		}
	}
	return out
}

func TestEveryBundledProfileHasCurvesAndPoints(t *testing.T) {
	for _, id := range profiles.IDs() {
		p, err := profiles.Load(id)
		if err != nil {
			t.Fatal(err)
		}
		packed, err := curves.Pack(p)
		if err != nil {
			t.Fatal(err)
		}
		got := unpack(t, packed)
		for _, f := range curves.Families {
			xs := got[f.X()]
			if len(xs) < 20 || !slices.IsSorted(xs) || xs[0] > 16 {
				t.Errorf("%s: %s stands over %v", id, f.Name, xs)
			}
			for _, depth := range f.Depths {
				if depth <= p.Range.MaxContext && len(got[f.Curve(depth)]) != len(xs) {
					t.Errorf("%s: %s has %d values for %d points", id, f.Curve(depth), len(got[f.Curve(depth)]), len(xs))
				}
			}
			if x, y := f.Points(f.Depths[0]); len(got[x]) == 0 || len(got[x]) != len(got[y]) {
				t.Errorf("%s: %s has %d points over %d", id, f.Name, len(got[y]), len(got[x]))
			}
		}
	}
}

// TestACurveIsWhatARunGets holds a point of each family against the oracle itself.
func TestACurveIsWhatARunGets(t *testing.T) {
	p, err := profiles.Load("rtx4090-llama-3.1-8b-bf16-tp1")
	if err != nil {
		t.Fatal(err)
	}
	o, err := oracle.New(p, 0)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := curves.Pack(p)
	if err != nil {
		t.Fatal(err)
	}
	got := unpack(t, packed)
	for _, c := range []struct {
		x, curve string
		at       float64
		batch    oracle.Batch
	}{
		{"decode.x", "decode.1024", 64, oracle.Batch{Decodes: 64, DecodeContext: 64 * 1024, DecodeMin: 1024, DecodeMax: 1024, Outputs: 64}},
		{"prefill.x", "prefill.4096", 512, oracle.Batch{PrefillTokens: 512, PrefillContext: 4096, PrefillReqs: 1, Outputs: 1}},
		{"prefill.points.4096.x", "prefill.points.4096.y", 512, oracle.Batch{PrefillTokens: 512, PrefillContext: 4096, PrefillReqs: 1, Outputs: 1}},
	} {
		i := slices.Index(got[c.x], c.at)
		if i < 0 {
			t.Fatalf("%s has no %g", c.x, c.at)
		}
		if want := float64(o.Step(&c.batch).Total()) / 1e6; got[c.curve][i] != want {
			t.Errorf("%s at %g = %g ms, want %g", c.curve, c.at, got[c.curve][i], want)
		}
	}
}
