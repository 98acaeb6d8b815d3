package metrics

import (
	"math"
	"slices"
)

// Stats describes a distribution: percentiles are linear between ranks (numpy's default), the standard deviation is the
// population's. Without values everything is 0, as `vllm bench serve` reports it.
type Stats struct {
	Mean, Median, Std, P50, P90, P99 float64
}

// sample is a sorted multiset. Weighted, value i occurs before[i+1] - before[i] times; else once.
type sample struct {
	values  []float64
	before  []int64 // how many come before value i; one entry more than values, the last is the total; nil: not weighted
	average float64
	std     float64
}

// newSample sorts values in place.
func newSample(values []float64) *sample {
	s := &sample{values: values}
	sortFloats(values, nil)
	s.moments()
	return s
}

// newWeighted makes a sample of values that each occur weights[i] times, at least once. Both are sorted in place.
func newWeighted(values []float64, weights []int32) *sample {
	s := &sample{values: values, before: make([]int64, len(values)+1)}
	sortFloats(values, weights)
	for i, w := range weights {
		s.before[i+1] = s.before[i] + int64(w)
	}
	s.moments()
	return s
}

func (s *sample) count() int64 {
	if s.before == nil {
		return int64(len(s.values))
	}
	return s.before[len(s.values)]
}

func (s *sample) moments() {
	n := float64(s.count())
	if n == 0 {
		return
	}
	sum := 0.0
	for i, v := range s.values {
		if s.before != nil {
			v = float64(v * float64(s.before[i+1]-s.before[i]))
		}
		sum += v
	}
	s.average = sum / n
	squares := 0.0
	for i, v := range s.values {
		d := v - s.average
		d = float64(d * d)
		if s.before != nil {
			d = float64(d * float64(s.before[i+1]-s.before[i]))
		}
		squares += d
	}
	s.std = math.Sqrt(squares / n)
}

// at is the value of the given rank, counting from 0.
func (s *sample) at(rank int64) float64 {
	if s.before == nil {
		return s.values[rank]
	}
	i, found := slices.BinarySearch(s.before, rank)
	if !found {
		i-- // before[i] < rank < before[i+1]
	}
	return s.values[i]
}

// quantile is the value at share q (0 to 1) of the ranks, linear between neighbours; 0 without values.
func (s *sample) quantile(q float64) float64 {
	n := s.count()
	if n == 0 {
		return 0
	}
	rank := float64(q * float64(n-1))
	low := int64(math.Floor(rank))
	v := s.at(low)
	if low+1 < n {
		v += float64((s.at(low+1) - v) * (rank - float64(low)))
	}
	return v
}

func (s *sample) stats() Stats {
	return Stats{
		Mean: s.average, Median: s.quantile(0.5), Std: s.std,
		P50: s.quantile(0.5), P90: s.quantile(0.9), P99: s.quantile(0.99),
	}
}

// share is the part of the sample (0 to 1) that is at most limit; 1 without values.
func (s *sample) share(limit float64) float64 {
	if s.count() == 0 {
		return 1
	}
	i, _ := slices.BinarySearchFunc(s.values, limit, func(v, limit float64) int {
		if v <= limit {
			return -1
		}
		return 1
	})
	n := int64(i)
	if s.before != nil {
		n = s.before[i]
	}
	return float64(n) / float64(s.count())
}
