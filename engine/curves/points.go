package curves

import (
	"cmp"
	"slices"

	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/profile"
)

// points are what the profile itself holds at a context depth; between them the oracle interpolates.
func (f *Family) points(o oracle.Oracle, p *profile.Profile, depth int64) (xs, ms []float64) {
	switch p.Kind {
	case profile.KindGrid:
		return f.knots(o, p, depth)
	case profile.KindSampled:
		return f.samples(p, depth)
	}
	return nil, nil
}

// knots are those of a grid's attention table.
func (f *Family) knots(o oracle.Oracle, p *profile.Profile, depth int64) (xs, ms []float64) {
	axes := f.table(p.Grid).Axes
	context, ok := near(axes[1], depth)
	if !ok {
		return nil, nil
	}
	knots := within(axes[0], f.least, f.extent(&p.Range))
	return floats(knots), f.latencies(o, knots, context)
}

func within(values []int64, first, last int64) []int64 {
	var list []int64
	for _, v := range values {
		if v >= first && v <= last {
			list = append(list, v)
		}
	}
	return list
}

// near finds the knot that stands for a depth: the closest, and within a tenth of it, since a curve between two knots
// has none.
func near(knots []int64, depth int64) (knot int64, ok bool) {
	off := func(k int64) int64 { return max(k-depth, depth-k) }
	knot = slices.MinFunc(knots, func(a, b int64) int { return cmp.Compare(off(a), off(b)) })
	return knot, 10*off(knot) <= depth
}

// samples are what the cells of a sampled profile keep. Decodes belong to a depth by their KV tokens; where the capture
// has none, and for prefills, whose context no capture has, the first depth shows them all.
func (f *Family) samples(p *profile.Profile, depth int64) (xs, ms []float64) {
	s, t := p.Sampled, f.cells(p.Sampled)
	for i, tokens := range t.Tokens {
		switch {
		case tokens < f.least || tokens > f.extent(&p.Range) || f.alone && t.Requests[i] > s.Widths.Requests:
			continue
		case t.KV == nil || f.alone:
			if depth != f.Depths[0] {
				continue
			}
		case max(t.KV[i]-tokens*depth, tokens*depth-t.KV[i]) > s.Widths.KV/2:
			continue
		}
		for _, ns := range t.NS[int64(i)*s.Values : int64(i+1)*s.Values] {
			xs, ms = append(xs, float64(tokens)), append(ms, float64(ns)/1e6)
		}
	}
	return xs, ms
}
