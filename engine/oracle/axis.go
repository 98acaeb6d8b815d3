package oracle

import "math/bits"

// axis is one dimension of a table: its knots, and what makes finding the segment of a value cheap.
type axis struct {
	knots   []float64
	inverse []float64 // 1 / length of the segment that starts at the knot
	start   [65]uint8 // by bits.Len64(x): the last segment that may start at or below every x of that length; profile.MaxKnots fits
}

func newAxis(knots []int64) axis {
	a := axis{knots: make([]float64, len(knots)), inverse: make([]float64, len(knots)-1)}
	for i, k := range knots {
		a.knots[i] = float64(k)
	}
	for i := range a.inverse {
		a.inverse[i] = 1 / (a.knots[i+1] - a.knots[i])
	}
	for length := 1; length < len(a.start); length++ {
		smallest, i := float64(uint64(1)<<(length-1)), int(a.start[length-1])
		for i+1 < len(a.inverse) && a.knots[i+1] <= smallest {
			i++
		}
		a.start[length] = uint8(i)
	}
	return a
}

// locate finds the segment that holds x ≥ 0, and how far along it x lies: 0 at its start, 1 at its end. Below the first
// knot the answer is that knot; beyond the last knot the weight exceeds 1, so that interpolating with it extrapolates.
func (a *axis) locate(x float64) (segment int, weight float64) {
	i := int(a.start[bits.Len64(uint64(x))])
	for i+1 < len(a.inverse) && a.knots[i+1] <= x {
		i++
	}
	weight = float64((x - a.knots[i]) * a.inverse[i])
	if weight < 0 {
		weight = 0
	}
	return i, weight
}
