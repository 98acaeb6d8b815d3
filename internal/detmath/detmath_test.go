package detmath

import (
	"math"
	"testing"
)

// ulps is the distance of got from want in units of want's last place.
func ulps(got, want float64) float64 {
	if got == want || math.IsNaN(got) && math.IsNaN(want) {
		return 0
	}
	unit := math.Nextafter(math.Abs(want), math.Inf(1)) - math.Abs(want)
	return math.Abs(got-want) / unit
}

func TestLogIsWithinTwoUlpsOfTheStandardLibrary(t *testing.T) {
	check := func(x float64) {
		if d := ulps(Log(x), math.Log(x)); d > 2 {
			t.Fatalf("Log(%v) = %v, want %v: %v ulps off", x, Log(x), math.Log(x), d)
		}
	}
	for x := 1e-300; x < 1e300; x *= 1.0137 {
		check(x)
	}
	for x := 0.5; x < 2; x += 1.7e-5 {
		check(x)
	}
	for _, x := range []float64{1, math.Nextafter(1, 0), math.Nextafter(1, 2), math.Sqrt2, 0x1p-1022} {
		check(x)
	}
}

func TestExpIsWithinTwoUlpsOfTheStandardLibrary(t *testing.T) {
	check := func(x float64) {
		if d := ulps(Exp(x), math.Exp(x)); d > 2 {
			t.Fatalf("Exp(%v) = %v, want %v: %v ulps off", x, Exp(x), math.Exp(x), d)
		}
	}
	for x := -745.0; x < 709.7; x += 0.00713 {
		check(x)
	}
	for x := 1e-20; x < 1; x *= 1.1 {
		check(x)
		check(-x)
	}
	for _, x := range []float64{0, math.Ln2 / 2, -math.Ln2 / 2, expMax, expMin} {
		check(x)
	}
}

func TestBoundaries(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"Log(0)", Log(0), -inf},
		{"Log(-1)", Log(-1), math.NaN()},
		{"Log(-Inf)", Log(-inf), math.NaN()},
		{"Log(NaN)", Log(math.NaN()), math.NaN()},
		{"Log(+Inf)", Log(inf), inf},
		{"Log(1)", Log(1), 0},
		{"Log(smallest)", Log(math.SmallestNonzeroFloat64), -744.4400719213812}, // amd64's math.Log says -709.09
		{"Exp(0)", Exp(0), 1},
		{"Exp(+Inf)", Exp(inf), inf},
		{"Exp(-Inf)", Exp(-inf), 0},
		{"Exp(NaN)", Exp(math.NaN()), math.NaN()},
		{"Exp(710)", Exp(710), inf},
		{"Exp(-746)", Exp(-746), 0},
	} {
		if ulps(c.got, c.want) != 0 {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
}

// The bits below are the contract: whoever computes others on another platform breaks the digest of every result.
func TestBitsAreTheSameEverywhere(t *testing.T) {
	var h uint64
	mix := func(v float64) { h = (h ^ math.Float64bits(v)) * 0x9e3779b97f4a7c15 }
	for x := 1e-6; x < 1e6; x *= 1.01 {
		mix(Log(x))
		mix(Exp(-x))
	}
	if want := uint64(0x780924e9596c5137); h != want {
		t.Errorf("hash of results = %#x, want %#x", h, want)
	}
}
