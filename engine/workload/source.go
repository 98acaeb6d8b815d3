package workload

import (
	"math"
	"math/rand/v2"

	"github.com/llmemu/playground/internal/detmath"
)

// source draws random numbers that are the same on every platform: the generator is PCG, and the distributions use
// arithmetic that no platform may fuse or replace (see detmath).
type source struct{ *rand.Rand }

// Each use of randomness has a generator of its own.
const (
	arrivals = iota + 1
	lengths
	extras // lengths of requests beside a flow
)

func newSource(seed int64, use uint64) source {
	return source{rand.New(rand.NewPCG(uint64(seed), use))}
}

// positive is uniform in (0, 1].
func (s source) positive() float64 { return 1 - float64(s.Float64()) }

// exponential has mean 1.
func (s source) exponential() float64 { return -detmath.Log(s.positive()) }

// normal has mean 0 and standard deviation 1 (Marsaglia's polar method).
func (s source) normal() float64 {
	for {
		u, v := float64(2*float64(s.Float64()))-1, float64(2*float64(s.Float64()))-1
		q := float64(u*u) + float64(v*v)
		if q > 0 && q < 1 {
			return u * math.Sqrt(-2*detmath.Log(q)/q)
		}
	}
}

// gamma has the given shape and scale 1 (Marsaglia and Tsang 2000, with their boost for shapes below 1).
func (s source) gamma(shape float64) float64 {
	if shape == 1 {
		return s.exponential()
	}
	if shape < 1 {
		boost := detmath.Exp(detmath.Log(s.positive()) / shape)
		return s.gamma(shape+1) * boost
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := s.normal()
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = float64(v * v * v)
		accept := float64(0.5*x*x) + float64(d*(1-v)) + float64(d*detmath.Log(v))
		if detmath.Log(s.positive()) < accept {
			return d * v
		}
	}
}

// between is a whole number, uniform from low to high inclusive.
func (s source) between(low, high int) int { return low + int(s.Int64N(int64(high-low+1))) }
