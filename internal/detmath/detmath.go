// Package detmath holds the logarithm and the exponential that give the same bits on every platform. The standard
// library's may use assembly (amd64, s390x) and its Go code may be compiled with fused multiply-add (arm64), so a
// digest over results would differ. Here every product that feeds an addition is wrapped in float64(…), which the
// language defines to forbid fusing. `GOARCH=arm64 go build -gcflags=-S` shows an instruction that fuses as F*MADD or
// F*MSUB: there is to be none.
package detmath

import "math"

// ln2Hi + ln2Lo is ln 2 to more than 100 bits. ln2Hi ends in zeros, so that k·ln2Hi is exact for every exponent k.
const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// Log is the natural logarithm, within 1 ulp. As in package math: Log(+Inf) = +Inf, Log(0) = -Inf, and Log of a
// negative number or NaN is NaN.
func Log(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	// x = 2^k · (1+f) with 1+f in [√½, √2); then with s = f/(2+f), log(1+f) = 2·atanh(s), a series in s² ≤ 0.0295.
	m, e := frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		e--
	}
	k, f := float64(e), m-1
	s := f / (2 + f)
	z := s * s
	series := float64(2.0/23*z) + 2.0/21
	series = float64(series*z) + 2.0/19
	series = float64(series*z) + 2.0/17
	series = float64(series*z) + 2.0/15
	series = float64(series*z) + 2.0/13
	series = float64(series*z) + 2.0/11
	series = float64(series*z) + 2.0/9
	series = float64(series*z) + 2.0/7
	series = float64(series*z) + 2.0/5
	series = float64(series*z) + 2.0/3
	series = float64(series * z)
	// log(1+f) = f − (f²/2 − s·(f²/2 + series)): the rounding error is that of the small terms, f itself is exact.
	half := float64(float64(f*f) / 2) // wrapped again: compilers divide by 2 as a product with 0.5
	small := float64(s*(half+series)) + float64(k*ln2Lo)
	return float64(k*ln2Hi) - ((half - small) - f)
}

// frexp is math.Frexp for positive finite x, short enough to be inlined where x is normal.
func frexp(x float64) (fraction float64, exponent int) {
	b := math.Float64bits(x)
	if b>>52 == 0 {
		return math.Frexp(x)
	}
	return math.Float64frombits(b&(1<<52-1) | 1022<<52), int(b>>52) - 1022
}

// Largest and smallest arguments with a finite, non-zero exponential.
const (
	expMax = 7.09782712893383973096e+02
	expMin = -7.45133219101941108420e+02
)

// Exp is e to the power of x, within 1 ulp (subnormal results: within their spacing). As in package math:
// Exp(+Inf) = +Inf, Exp(NaN) = NaN, and arguments that are too large or too small give +Inf or 0.
func Exp(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x > expMax:
		return math.Inf(1)
	case x < expMin:
		return 0
	}
	// x = k·ln 2 + r with |r| ≤ ln(2)/2 and r = hi − lo; e^r is its Taylor series, 14 terms of which reach 2^-57.
	k := math.Floor(x/math.Ln2 + 0.5)
	hi := x - float64(k*ln2Hi)
	lo := float64(k * ln2Lo)
	r := hi - lo
	series := 1.0 / 14
	for n := 13.0; n >= 3; n-- {
		series = (1 + float64(series*r)) / n
	}
	series = float64((1 + float64(series*r)) / 2)
	tail := float64(float64(r*r)*series) - lo
	return math.Ldexp(1+(hi+tail), int(k)) // exact but for the rounding of subnormals
}
