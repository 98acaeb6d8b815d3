package stats

import "math"

// Select is the quantile of values in no order, each occurring weights[i] times, at least once; once without weights. It
// reorders both: nothing is sorted, so that the cost follows their number. There is to be no NaN.
func Select(values []float64, weights []int32, q float64) float64 {
	s := selection{values, weights}
	n := s.count(0, len(values))
	if n == 0 {
		return 0
	}
	low, share := rank(q, n)
	i, before := s.find(low)
	v := values[i]
	if low+1 == n || low+1 < before+s.count(i, i+1) {
		return v
	}
	next := math.Inf(1) // all that follow are at least v
	for _, other := range values[i+1:] {
		next = min(next, other)
	}
	return between(v, next, share)
}

type selection struct {
	values  []float64
	weights []int32 // nil: not weighted
}

// count is how many values stand at the places from..to-1.
func (s *selection) count(from, to int) (n int64) {
	if s.weights == nil {
		return int64(to - from)
	}
	for _, w := range s.weights[from:to] {
		n += int64(w)
	}
	return n
}

// find puts the value of rank k, counting from 0, where it belongs and says how many come before it: smaller ones stand
// before it afterwards, larger ones behind it. This is Hoare's selection with the median of three as pivot, by sums of weights.
func (s *selection) find(k int64) (place int, before int64) {
	values, weights := s.values, s.weights // in registers: the loops below are most of what key figures cost
	low, high := 0, len(values)-1
	for low < high {
		middle := low + (high-low)/2
		pivot := max(min(values[low], values[middle]), min(max(values[low], values[middle]), values[high]))
		i, j := low, high
		for i <= j {
			for values[i] < pivot {
				i++
			}
			for values[j] > pivot {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				if weights != nil {
					weights[i], weights[j] = weights[j], weights[i]
				}
				i++
				j--
			}
		}
		left := s.count(low, j+1)
		equal := left + s.count(j+1, i) // up to the end of those that equal the pivot
		switch {
		case k < before+left:
			high = j
		case k >= before+equal:
			before += equal
			low = i
		default:
			return j + 1, before + left
		}
	}
	return low, before
}
