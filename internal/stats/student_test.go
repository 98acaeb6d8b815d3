package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The textbook's paired sample: differences 1 to 5 have mean 3, standard error 0.7071, t 2.7764.
func TestIntervalOfKnownValues(t *testing.T) {
	mean, margin := Interval([]float64{1, 2, 3, 4, 5})
	if mean != 3 || math.Abs(margin-1.9632) > 1e-4 {
		t.Errorf("%g ± %g, want 3 ± 1.9632", mean, margin)
	}
}

// A 95 % interval misses the truth one time in twenty.
func TestIntervalCoversTheTruth(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	missed := 0
	const trials = 4000
	for range trials {
		values := make([]float64, 8)
		for i := range values {
			values[i] = 7 + random.NormFloat64()
		}
		if mean, margin := Interval(values); math.Abs(mean-7) > margin {
			missed++
		}
	}
	if share := float64(missed) / trials; share < 0.04 || share > 0.06 {
		t.Errorf("%g of the intervals miss", share)
	}
}
