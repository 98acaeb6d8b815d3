package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// asked are the shares that the tests look at.
var asked = []float64{0, 0.1, 0.25, 0.4, 0.5, 0.9, 0.99, 1}

// numpys is numpy.percentile by its definition, values one by one.
func numpys(values []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	at := float64(q * float64(len(sorted)-1))
	low := int(at)
	if low+1 == len(sorted) {
		return sorted[low]
	}
	return sorted[low] + float64((sorted[low+1]-sorted[low])*(at-float64(low)))
}

func TestQuantilesAreNumpys(t *testing.T) {
	// numpy.percentile([15, 20, 35, 40, 50], [0, 25, 40, 90, 100])
	values := []float64{15, 20, 35, 40, 50}
	for q, want := range map[float64]float64{0: 15, 0.25: 20, 0.4: 29, 0.9: 46, 1: 50} {
		for name, got := range map[string]float64{
			"of sorted values": Quantile(values, q),
			"of a sample":      NewSample([]float64{40, 15, 50, 20, 35}).Quantile(q),
			"by selection":     Select([]float64{40, 15, 50, 20, 35}, nil, q),
		} {
			if math.Abs(got-want) > 1e-9 {
				t.Errorf("quantile %g %s is %g, want %g", q, name, got, want)
			}
		}
	}
}

func TestWithoutValues(t *testing.T) {
	mean, std := NewSample(nil).Moments()
	for name, got := range map[string]float64{
		"sorted": Quantile(nil, 0.5), "sample": NewSample(nil).Quantile(0.5), "weighted": NewWeighted(nil, nil).Quantile(0.5),
		"selection": Select(nil, nil, 0.5), "mean": mean, "deviation": std, "mean alone": NewSample(nil).Mean(),
	} {
		if got != 0 {
			t.Errorf("%s: %g", name, got)
		}
	}
}

func TestMoments(t *testing.T) {
	for name, s := range map[string]*Sample{
		"one by one": NewSample([]float64{2, 4, 4, 4, 5, 5, 7, 9}),
		"weighted":   NewWeighted([]float64{9, 4, 2, 5, 7}, []int32{1, 3, 1, 2, 1}),
	} {
		if mean, std := s.Moments(); mean != 5 || std != 2 || s.Mean() != 5 || s.Count() != 8 || s.Max() != 9 {
			t.Errorf("%s: mean %g, deviation %g, of %d values up to %g", name, mean, std, s.Count(), s.Max())
		}
	}
}

// Every way to a quantile gives the same bits, and a weight counts as that many values. Many values are equal.
func TestAllWaysAgree(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for n := 1; n < 300; n++ {
		var values, expanded []float64
		var weights []int32
		for range n {
			v, w := math.Floor(random.Float64()*float64(1+n/2)), int32(1+random.IntN(9))
			values, weights = append(values, v), append(weights, w)
			for range w {
				expanded = append(expanded, v)
			}
		}
		weighted, plain := NewWeighted(slices.Clone(values), slices.Clone(weights)), NewSample(slices.Clone(expanded))
		var appended Sample
		for range 2 { // the second time in the room of the first
			appended.Reset()
			for i, v := range weighted.values {
				appended.Append(v, weighted.before[i+1]-weighted.before[i])
			}
		}
		for _, q := range asked {
			want := numpys(expanded, q)
			for name, got := range map[string]float64{
				"sorted": Quantile(slices.Sorted(slices.Values(expanded)), q), "sample": plain.Quantile(q),
				"weighted": weighted.Quantile(q), "appended": appended.Quantile(q),
				"selection": Select(slices.Clone(expanded), nil, q), "weighted selection": Select(slices.Clone(values), slices.Clone(weights), q),
			} {
				if got != want {
					t.Fatalf("%d values, quantile %g, %s: %g, want %g", n, q, name, got, want)
				}
			}
		}
		m, s := weighted.Moments()
		if mean, std := plain.Moments(); math.Abs(m-mean) > 1e-9 || math.Abs(s-std) > 1e-9 {
			t.Fatalf("mean %g and %g, deviation %g and %g", m, mean, s, std)
		}
	}
}

// A selection keeps a value with its weight.
func TestSelectionKeepsWeights(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	values, weights := make([]float64, 500), make([]int32, 500)
	for i := range values {
		values[i] = float64(random.IntN(400))
		weights[i] = int32(values[i]) + 1
	}
	Select(values, weights, 0.7)
	for i, v := range values {
		if weights[i] != int32(v)+1 {
			t.Fatalf("%g has weight %d", v, weights[i])
		}
	}
}

// Every size and sign sorts as the library's sort does, and a weight stays with its value.
func TestSort(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for n := range 300 {
		values, weights := make([]float64, n), make([]int32, n)
		scale := math.Exp(random.Float64()*40 - 20)
		weightOf := map[float64]int32{}
		for i := range values {
			values[i], weights[i] = (random.Float64()-0.3)*scale, random.Int32()
			weightOf[values[i]] = weights[i]
		}
		want := slices.Sorted(slices.Values(values))
		Sort(values, weights)
		if !slices.Equal(values, want) {
			t.Fatalf("sorted to %v", values)
		}
		for i, v := range values {
			if weights[i] != weightOf[v] {
				t.Fatalf("%g has weight %d, want %d", v, weights[i], weightOf[v])
			}
		}
	}
}

// Values that differ in their last bits alone take one pass, and very many take three: the weights come back from either.
func TestSortKeepsWeightsWhateverThePasses(t *testing.T) {
	for name, c := range map[string]struct {
		n    int
		step float64
	}{"one": {100, 0x1p-52}, "three": {manyValues + 1, 0x1p-20}} {
		values, weights := make([]float64, c.n), make([]int32, c.n)
		for i := range values { // falling, the weight tells the place
			place := c.n - 1 - i
			values[i], weights[i] = 1+float64(place)*c.step, int32(place)
		}
		Sort(values, weights)
		for i := range values {
			if values[i] != 1+float64(i)*c.step || weights[i] != int32(i) {
				t.Fatalf("%s: %g with weight %d at %d", name, values[i], weights[i], i)
			}
		}
	}
}
