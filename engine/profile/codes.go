package profile

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/bits"
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

// MarshalJSON writes the codes as one base64 string.
func (d Durations) MarshalJSON() ([]byte, error) {
	raw := make([]byte, 0, 2*len(d))
	for i, ns := range d {
		if ns < 0 || ns > MaxDuration {
			return nil, fmt.Errorf("value %d is %d ns, allowed are 0..%d", i, ns, int64(MaxDuration))
		}
		raw = binary.LittleEndian.AppendUint16(raw, encode(ns))
	}
	return json.Marshal(raw)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (d *Durations) UnmarshalJSON(data []byte) error {
	raw, err := decodeBase64(data, 2)
	if err != nil {
		return err
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

// MarshalJSON writes the factors as one base64 string.
func (a Alphas) MarshalJSON() ([]byte, error) {
	raw := make([]byte, len(a))
	for i, v := range a {
		raw[i] = byte(v)
	}
	return json.Marshal(raw)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (a *Alphas) UnmarshalJSON(data []byte) error {
	raw, err := decodeBase64(data, 1)
	if err != nil {
		return err
	}
	*a = make(Alphas, len(raw))
	for i, v := range raw {
		(*a)[i] = Alpha(v)
	}
	return nil
}

// decodeBase64 reads a JSON string of base64 that holds a whole number of items of the given size in bytes.
func decodeBase64(data []byte, size int) ([]byte, error) {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return nil, err
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, err
	}
	if len(raw)%size != 0 {
		return nil, fmt.Errorf("%d bytes are not a multiple of %d", len(raw), size)
	}
	return raw, nil
}
