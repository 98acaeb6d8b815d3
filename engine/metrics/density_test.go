package metrics

import (
	"math"
	"testing"

	"github.com/llmemu/playground/internal/stats"
)

// TestDensity ends above the longest step, or where one gap in a thousand is much longer, 15 % above the others.
func TestDensity(t *testing.T) {
	gaps := func(high float64) *stats.Sample { return stats.NewWeighted([]float64{10, high}, []int32{10_000, 1}) }
	for name, c := range map[string]struct {
		gaps *stats.Sample
		want float64
	}{
		"nearly as long":   {gaps(15), 20},        // 15.3 in steps of 5
		"much longer":      {gaps(15.1), 12},      // 11.73 in steps of 2
		"none of one step": {&stats.Sample{}, 40}, // 35.5 as it is, in steps of 10
	} {
		if top, _ := density(c.gaps, 35.5); math.Abs(top-c.want) > 1e-9 {
			t.Errorf("%s: it ends at %g, by hand at %g", name, top, c.want)
		}
	}
}
