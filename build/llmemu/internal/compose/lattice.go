package compose

import (
	"sort"

	"github.com/llmemu/playground/engine/profile"
)

// lattice is a product of axes with a value for every combination of knots, the last axis running fastest. It is the
// reference for what the engine's compact tables do: linear along every axis, clamped below the first knot, constant
// along an axis of one knot. Where the first two axes are prefill tokens and their context, it can be linear in the
// attention work instead of the tokens.
type lattice struct {
	axes   [][]int64
	values []float64
	byWork bool
}

// newLattice fills a lattice from a function of the knots.
func newLattice(axes [][]int64, value func(knots []int64) float64) *lattice {
	l := &lattice{axes: axes}
	knots := make([]int64, len(axes))
	var fill func(d int)
	fill = func(d int) {
		if d == len(axes) {
			l.values = append(l.values, value(knots))
			return
		}
		for _, k := range axes[d] {
			knots[d] = k
			fill(d + 1)
		}
	}
	fill(0)
	return l
}

// at interpolates; beyond the last knots it goes on linearly.
func (l *lattice) at(x ...float64) float64 { return l.from(0, 0, x, false) }

// clampedAt interpolates; beyond the last knots it stays at their value.
func (l *lattice) clampedAt(x ...float64) float64 { return l.from(0, 0, x, true) }

// from interpolates over the axes from d on, given the index that the axes before it have picked.
func (l *lattice) from(d, index int, x []float64, clamp bool) float64 {
	if d == len(l.axes) {
		return l.values[index]
	}
	axis := l.axes[d]
	if len(axis) == 1 {
		return l.from(d+1, index, x, clamp)
	}
	segment := segmentOf(axis, x[d])
	low, high, here := float64(axis[segment]), float64(axis[segment+1]), x[d]
	if d == 0 && l.byWork {
		low, high, here = work(low, x[1]), work(high, x[1]), work(here, x[1])
	}
	weight := max(0, (here-low)/(high-low))
	if clamp {
		weight = min(1, weight)
	}
	index = index*len(axis) + segment
	start := l.from(d+1, index, x, clamp)
	if weight == 0 {
		return start
	}
	return start + float64(weight*(l.from(d+1, index+1, x, clamp)-start))
}

// segmentOf is the segment of an axis that holds x: i between axis[i] and axis[i+1]. Beyond the ends it is the last one.
func segmentOf(axis []int64, x float64) int {
	return sort.Search(len(axis)-2, func(i int) bool { return float64(axis[i+1]) > x })
}

// staircase is a lattice of one axis read as steps: a value holds down to just above the knot before. Matrix products
// are computed in tiles, and the rows that fill a tile up cost what full ones do.
func (l *lattice) staircase() *lattice {
	steps := &lattice{axes: make([][]int64, 1)}
	for i, knot := range l.axes[0] {
		if i > 0 && l.axes[0][i-1]+1 < knot {
			steps.axes[0] = append(steps.axes[0], l.axes[0][i-1]+1)
			steps.values = append(steps.values, l.values[i])
		}
		steps.axes[0] = append(steps.axes[0], knot)
		steps.values = append(steps.values, l.values[i])
	}
	return steps
}

// work is the attention work of a prefill: its query-key pairs, twice, and what each token costs besides.
func work(tokens, context float64) float64 {
	return float64(tokens * (tokens + float64(2*context) + profile.WorkPerToken))
}
