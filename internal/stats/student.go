package stats

import "math"

// students are the quantiles of Student's t at 97.5 %, from one degree of freedom on.
var students = [MaxPairs - 1]float64{
	12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
	2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930,
}

// MaxPairs is how many values Interval takes at most.
const MaxPairs = 20

// Interval is the mean of 2 to MaxPairs values, and half the 95 % confidence interval around it.
func Interval(values []float64) (mean, margin float64) {
	n := float64(len(values))
	for _, v := range values {
		mean += v
	}
	mean /= n
	squares := 0.0
	for _, v := range values {
		d := v - mean
		squares += float64(d * d)
	}
	return mean, float64(students[len(values)-2] * math.Sqrt(squares/(n-1)/n)) // the caller may add it
}
