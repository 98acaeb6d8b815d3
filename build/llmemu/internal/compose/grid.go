package compose

import (
	"math"

	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/profile"
)

// How many cells each table of a compact grid may have. A cell is 2.7 bytes of the file.
const (
	denseCells   = 120
	headCells    = 24
	prefillCells = 160
	mixedCells   = 3300
)

// knotSample is how many batches the choice of knots is judged by, and their seed.
const (
	knotSample = 4000
	knotSeed   = 1
)

// grid samples the composition at the knots that serving needs most.
func (c *Composition) grid() *profile.Grid {
	var dense, head, prefill, mixed []query
	for _, b := range servingBatches(knotSample, knotSeed) {
		step := c.Step(&b)
		at := func(want float64, x ...int64) query { return query{floats(x), want, step} }
		dense = append(dense, at(c.dense.at(float64(b.Tokens())), b.Tokens()))
		head = append(head, at(c.head.at(float64(b.Outputs)), b.Outputs))
		switch {
		case b.PrefillTokens == 0:
		case b.Decodes == 0 || c.attention.mixed == nil:
			at := floats([]int64{b.PrefillTokens, b.PrefillContext})
			prefill = append(prefill, query{at, c.attention.prefill.at(at...), step})
		default:
			mixed = append(mixed, c.mixedQuery(&b, b.DecodeContext/b.Decodes, step))
			if c.skew != nil && b.DecodeMax > b.DecodeMin {
				mixed = append(mixed, c.mixedQuery(&b, b.DecodeMax, step/math.Abs(c.skew.factor(&b))))
			}
		}
	}
	a := c.attention
	g := &profile.Grid{
		Dense:   thin(c.dense, denseCells, dense).table(),
		Head:    thin(c.head, headCells, head).table(),
		Decode:  a.decode.base.table(),
		Prefill: thin(a.prefill.sampled(), prefillCells, prefill).table(),
		Skew:    c.skew.compact(),
	}
	if a.mixed != nil {
		g.Mixed = thin(a.mixed.sampled(), mixedCells, mixed).table()
	}
	if other := c.alternative; other != nil {
		g.Alternative = &profile.Alternative{
			KVDtype: other.kvDtype,
			Decode:  other.attention.decode.on(g.Decode.Axes).NS,
			Prefill: other.attention.prefill.on(g.Prefill.Axes).NS,
		}
	}
	return g
}

// on is r at the knots of the given axes.
func (r refined) on(axes [][]int64) profile.Table {
	return newLattice(axes, func(knots []int64) float64 { return r.at(floats(knots)...) }).table()
}

// mixedQuery asks for the attention of b if all its decodes had the given context.
func (c *Composition) mixedQuery(b *oracle.Batch, context int64, step float64) query {
	at := floats([]int64{b.PrefillTokens, b.PrefillContext, b.Decodes, context})
	return query{at, c.attention.mixed.at(at...), step}
}

// sampled is r as a single lattice, exact wherever something was measured.
func (r refined) sampled() *lattice {
	if r.ratio == nil {
		return r.base
	}
	l := newLattice(r.ratio.axes, func(knots []int64) float64 { return r.at(floats(knots)...) })
	l.byWork = r.base.byWork
	return l
}
