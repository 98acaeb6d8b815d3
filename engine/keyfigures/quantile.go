package keyfigures

import "math"

// quantile is the value at share q (0 to 1) of the ranks, linear between neighbours as in a Report; 0 without values. It reorders values: nothing is sorted, so the cost follows their number.
func quantile(values []float64, q float64) float64 {
	n := len(values)
	if n == 0 {
		return 0
	}
	rank := float64(q * float64(n-1))
	low := int(math.Floor(rank))
	v := selectRank(values, low)
	if low+1 < n {
		next := values[low+1] // all that follow rank low are at least its value
		for _, other := range values[low+2:] {
			next = min(next, other)
		}
		v += float64((next - v) * (rank - float64(low)))
	}
	return v
}

// selectRank is the value of rank k, counting from 0; smaller ones stand before it afterwards, larger ones behind it.
// This is Hoare's selection with the median of three as pivot. There is to be no NaN.
func selectRank(values []float64, k int) float64 {
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
				i++
				j--
			}
		}
		switch {
		case k <= j:
			high = j
		case k >= i:
			low = i
		default:
			return values[k]
		}
	}
	return values[k]
}
