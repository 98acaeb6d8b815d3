package profile

import (
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/llmemu/playground/internal/message"
)

// Durations are times in nanoseconds. In the file they are base64 of little-endian 16-bit floating-point codes without
// sign: 5 bits of exponent, 11 of mantissa. A code keeps a time to 1 part in 4,096 (0.024 %); times up to 4,095 ns
// are exact. Decoding is integer arithmetic, so it gives the same values everywhere.
type Durations []int64

const (
	mantissaBits = 11
	mantissaUnit = 1 << mantissaBits
)

// MaxDuration is the longest time a code can hold, in nanoseconds (73 minutes).
const MaxDuration = (2*mantissaUnit - 1) << 30

// encode rounds ns, in 0..MaxDuration, to the nearest code.
func encode(ns int64) uint16 {
	if ns < mantissaUnit {
		return uint16(ns)
	}
	shift := bits.Len64(uint64(ns)) - mantissaBits - 1
	if shift > 0 {
		ns += 1 << (shift - 1) // round half up; may carry into the next power of two
		shift = bits.Len64(uint64(ns)) - mantissaBits - 1
	}
	return uint16((shift+1)<<mantissaBits | int(ns>>shift)&(mantissaUnit-1))
}

// decode is the time that a code stands for.
func decode(code uint16) int64 {
	exponent, mantissa := int64(code>>mantissaBits), int64(code&(mantissaUnit-1))
	if exponent == 0 {
		return mantissa
	}
	return (mantissaUnit + mantissa) << (exponent - 1)
}

// Pack writes the codes.
func (d Durations) Pack() ([]byte, error) {
	raw := make([]byte, 0, 2*len(d))
	for i, ns := range d {
		if ns < 0 || ns > MaxDuration {
			return nil, message.Errorf("value %d is %d ns, allowed are 0..%d", i, ns, int64(MaxDuration))
		}
		raw = binary.LittleEndian.AppendUint16(raw, encode(ns))
	}
	return raw, nil
}

// Unpack reads what Pack writes.
func (d *Durations) Unpack(raw []byte) error {
	if len(raw)%2 != 0 {
		return message.Errorf("%d bytes are not a multiple of 2", len(raw))
	}
	*d = make(Durations, len(raw)/2)
	for i := range *d {
		(*d)[i] = decode(binary.LittleEndian.Uint16(raw[2*i:]))
	}
	return nil
}

// Alpha is a factor of Skew as a signed byte whose cube counts in units of 1/400,000. That reaches −5.24 to 5.12 and is
// finest where factors are small, which is where the times they scale are largest.
type Alpha int8

const alphaUnits = 400_000

// NearestAlpha is the Alpha closest to factor; factors beyond the range get its end.
func NearestAlpha(factor float64) Alpha {
	best := Alpha(0)
	for c := math.MinInt8; c <= math.MaxInt8; c++ {
		if a := Alpha(c); math.Abs(a.Factor()-factor) < math.Abs(best.Factor()-factor) {
			best = a
		}
	}
	return best
}

// Factor is the number that a stands for.
func (a Alpha) Factor() float64 { return float64(int64(a)*int64(a)*int64(a)) / alphaUnits }

// Alphas are base64 of one byte each in the file.
type Alphas []Alpha

// Pack writes the factors.
func (a Alphas) Pack() ([]byte, error) {
	raw := make([]byte, len(a))
	for i, v := range a {
		raw[i] = byte(v)
	}
	return raw, nil
}

// Unpack reads what Pack writes.
func (a *Alphas) Unpack(raw []byte) error {
	*a = make(Alphas, len(raw))
	for i, v := range raw {
		(*a)[i] = Alpha(v)
	}
	return nil
}
