package oracle

import "github.com/llmemu/playground/engine/profile"

// maxDims is the most axes a table of a grid has.
const maxDims = 4

// table interpolates a profile.Table. It works in nanoseconds.
type table struct {
	axes    []axis
	strides [maxDims]int
	corners [1 << maxDims]int // offsets of a cell's corners; bit d of the index is set where axis d is at its end
	ns      []float32         // exact: a code of the file has 12 significant bits
}

// point is a place in a table.
type point struct {
	segment [maxDims]int
	weight  [maxDims]float64
}

func newTable(source *profile.Table) *table {
	t := &table{ns: make([]float32, len(source.NS))}
	for i, ns := range source.NS {
		t.ns[i] = float32(ns)
	}
	stride := len(source.NS)
	for d, knots := range source.Axes {
		stride /= len(knots)
		t.axes = append(t.axes, newAxis(knots))
		t.strides[d] = stride
	}
	for c := range 1 << len(t.axes) {
		for d := range t.axes {
			if c>>d&1 == 1 {
				t.corners[c] += t.strides[d]
			}
		}
	}
	return t
}

// locate puts the coordinate x of axis d into p.
func (t *table) locate(p *point, d int, x float64) {
	p.segment[d], p.weight[d] = t.axes[d].locate(x)
}

// locatePrefill puts prefill tokens and their context, the first two axes, into p. Attention is linear in the context,
// and between two knots a < b of the tokens x it is linear in the work w(x) = x·(x + 2·context + WorkPerToken).
func (t *table) locatePrefill(p *point, tokens int64, context float64) {
	t.locate(p, 1, context)
	t.locate(p, 0, float64(tokens))
	knots := t.axes[0].knots[p.segment[0]:]
	rest := float64(2*context) + profile.WorkPerToken
	// (w(x) − w(a)) / (w(b) − w(a)), of which locate gave (x − a) / (b − a).
	p.weight[0] = float64(p.weight[0] * ((float64(tokens) + knots[0] + rest) / (knots[1] + knots[0] + rest)))
}

// at is the time at p, whose coordinates have all been located: the corners of its cell, halved axis by axis from the
// last. Tables of one and two axes, which most steps ask, are written out.
func (t *table) at(p *point) float64 {
	switch len(t.axes) {
	case 1:
		near := t.ns[p.segment[0]:]
		return between(near[0], near[1], p.weight[0])
	case 2:
		near := t.ns[p.segment[0]*t.strides[0]+p.segment[1]:]
		far := near[t.strides[0]:]
		start := between(near[0], near[1], p.weight[1])
		end := between(far[0], far[1], p.weight[1])
		return start + float64(p.weight[0]*(end-start))
	}
	var base int
	for d := range t.axes {
		base += p.segment[d] * t.strides[d]
	}
	var v [1 << maxDims]float64
	n := 1 << len(t.axes)
	for c := range n {
		v[c] = float64(t.ns[base+t.corners[c]])
	}
	for d := len(t.axes) - 1; d >= 0; d-- {
		n /= 2
		// The upper half of v is where axis d is at its end.
		for c := range n {
			v[c] += float64(p.weight[d] * (v[c+n] - v[c]))
		}
	}
	return v[0]
}

// between interpolates between two neighbours on the last axis.
func between(start, end float32, weight float64) float64 {
	return float64(start) + float64(weight*(float64(end)-float64(start)))
}
