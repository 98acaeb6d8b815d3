// Package stats describes values: quantiles, mean and deviation. Values may be weighted, so that what occurs often costs no
// more than what occurs once. A quantile is linear between ranks, as numpy's default is, wherever the project names one: of
// values in order (Quantile), of a Sample that is asked often, and of values in no order that are asked once (Select).
package stats

import "math"

// Quantile is the value at share q (0 to 1) of the ranks of sorted values; 0 without values.
func Quantile(sorted []float64, q float64) float64 {
	n := int64(len(sorted))
	if n == 0 {
		return 0
	}
	low, share := rank(q, n)
	if low+1 == n {
		return sorted[low]
	}
	return between(sorted[low], sorted[low+1], share)
}

// rank is where the quantile q of n values lies: behind that of rank low, counting from 0, by a share of the way to the next.
func rank(q float64, n int64) (low int64, share float64) {
	at := float64(q * float64(n-1))
	low = int64(math.Floor(at))
	return low, at - float64(low)
}

func between(v, next, share float64) float64 { return v + float64((next-v)*share) }
