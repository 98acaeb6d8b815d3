package stats

import (
	"math"
	"slices"
)

// Sample is a sorted multiset of values, to be asked often. Weighted, value i occurs before[i+1] - before[i] times; else once.
type Sample struct {
	values []float64
	before []int64 // how many come before value i; one entry more than values, the last is the total; nil: not weighted
}

// NewSample sorts values in place.
func NewSample(values []float64) *Sample {
	Sort(values, nil)
	return &Sample{values: values}
}

// NewWeighted makes a sample of values that each occur weights[i] times, at least once. Both are sorted in place.
func NewWeighted(values []float64, weights []int32) *Sample {
	s := &Sample{values: values, before: make([]int64, len(values)+1)}
	Sort(values, weights)
	for i, w := range weights {
		s.before[i+1] = s.before[i] + int64(w)
	}
	return s
}

// Reset empties the sample, for Append to fill it anew.
func (s *Sample) Reset() { s.values, s.before = s.values[:0], append(s.before[:0], 0) }

// Append adds a value that occurs n times to a sample that was Reset. It is at least as large as those before.
func (s *Sample) Append(v float64, n int64) {
	s.values = append(s.values, v)
	s.before = append(s.before, s.Count()+n)
}

// Count is how many values there are.
func (s *Sample) Count() int64 {
	if s.before == nil {
		return int64(len(s.values))
	}
	return s.before[len(s.before)-1]
}

// Max is the largest value; there is one.
func (s *Sample) Max() float64 { return s.values[len(s.values)-1] }

// Mean is the mean; 0 without values.
func (s *Sample) Mean() float64 {
	n := s.Count()
	if n == 0 {
		return 0
	}
	sum := 0.0
	for i, v := range s.values {
		sum += s.weighed(v, i)
	}
	return sum / float64(n)
}

// Moments are the mean and the population's standard deviation; 0 without values.
func (s *Sample) Moments() (mean, std float64) {
	n := s.Count()
	if n == 0 {
		return 0, 0
	}
	mean = s.Mean()
	squares := 0.0
	for i, v := range s.values {
		d := v - mean
		squares += s.weighed(float64(d*d), i)
	}
	return mean, math.Sqrt(squares / float64(n))
}

// weighed is v as often as value i occurs.
func (s *Sample) weighed(v float64, i int) float64 {
	if s.before == nil {
		return v
	}
	return float64(v * float64(s.before[i+1]-s.before[i]))
}

// at is the value of the given rank, counting from 0.
func (s *Sample) at(rank int64) float64 {
	if s.before == nil {
		return s.values[rank]
	}
	i, found := slices.BinarySearch(s.before, rank)
	if !found {
		i-- // before[i] < rank < before[i+1]
	}
	return s.values[i]
}

// Quantile is the value at share q (0 to 1) of the ranks; 0 without values.
func (s *Sample) Quantile(q float64) float64 {
	n := s.Count()
	if n == 0 {
		return 0
	}
	low, share := rank(q, n)
	v := s.at(low)
	if low+1 == n {
		return v
	}
	return between(v, s.at(low+1), share)
}
