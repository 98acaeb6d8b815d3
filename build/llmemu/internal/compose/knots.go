package compose

import (
	"math"
	"slices"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/internal/detmath"
)

// query is a place where a thinned table is judged: its time should be want, a deviation counts per ns of step.
type query struct {
	at   []float64
	want float64 // ns
	step float64 // duration of the whole step in ns
}

// thin leaves out knots of a lattice, the least harmful first, until it has at most the given number of cells. Harm is
// the sum of the deviations at the queries, relative to the step. First and last knots stay.
func thin(sampled *lattice, cells int, queries []query) *lattice {
	for len(sampled.values) > cells {
		harm := make([]float64, len(queries))
		for i := range queries {
			harm[i] = sampled.deviation(&queries[i])
		}
		var best *lattice
		least := math.Inf(1)
		for d, axis := range sampled.axes {
			near := sampled.bySegment(d, queries)
			for k := 1; k+1 < len(axis); k++ {
				candidate := sampled.without(d, k)
				var more float64 // only queries on either side of the knot notice that it is gone
				for _, q := range slices.Concat(near[k-1], near[k]) {
					more += candidate.deviation(&queries[q]) - harm[q]
				}
				// Dropping a knot of a short axis saves more cells than dropping one of a long axis.
				saved := detmath.Log(float64(len(sampled.values)) / float64(len(candidate.values)))
				if more/saved < least {
					best, least = candidate, more/saved
				}
			}
		}
		if best == nil {
			break
		}
		sampled = best
	}
	return sampled
}

// bySegment lists for every segment of axis d which queries lie in it; those beyond an end belong to the last one there.
func (l *lattice) bySegment(d int, queries []query) [][]int {
	segments := make([][]int, len(l.axes[d])-1)
	for i := range queries {
		s := segmentOf(l.axes[d], queries[i].at[d])
		segments[s] = append(segments[s], i)
	}
	return segments
}

// without is l without knot k of axis d.
func (l *lattice) without(d, k int) *lattice {
	rest := &lattice{axes: slices.Clone(l.axes), values: make([]float64, 0, len(l.values)), byWork: l.byWork}
	rest.axes[d] = slices.Delete(slices.Clone(l.axes[d]), k, k+1)
	block := 1
	for _, axis := range l.axes[d+1:] {
		block *= len(axis)
	}
	for i := 0; i < len(l.values); i += block {
		if i/block%len(l.axes[d]) != k {
			rest.values = append(rest.values, l.values[i:i+block]...)
		}
	}
	return rest
}

// deviation is |l − want| / step at the query.
func (l *lattice) deviation(q *query) float64 { return math.Abs(l.at(q.at...)-q.want) / q.step }

// table writes the lattice as a profile does, in whole nanoseconds.
func (l *lattice) table() profile.Table {
	t := profile.Table{Axes: l.axes, NS: make(profile.Durations, len(l.values))}
	for i, ns := range l.values {
		t.NS[i] = int64(math.Round(ns))
	}
	return t
}
