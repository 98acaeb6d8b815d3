package oracle

import "github.com/llmemu/playground/engine/profile"

// maxDims is the most axes a table of a grid has.
const maxDims = 4

// table interpolates a profile.Table linearly along every axis. It works in nanoseconds.
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

// at is the time at p, whose coordinates have all been located.
func (t *table) at(p *point) float64 {
	var base int
	for d := range t.axes {
		base += p.segment[d] * t.strides[d]
	}
	var v [1 << maxDims]float64
	n := 1 << len(t.axes)
	for c := range n {
		v[c] = float64(t.ns[base+t.corners[c]])
	}
	// Halve the corners axis by axis, from the last: the upper half of v is where that axis is at its end.
	for d := len(t.axes) - 1; d >= 0; d-- {
		n /= 2
		for c := range n {
			v[c] += float64(p.weight[d] * (v[c+n] - v[c]))
		}
	}
	return v[0]
}

// curve is the time at x of a table with one axis.
func (t *table) curve(x int64) float64 {
	var p point
	t.locate(&p, 0, float64(x))
	return t.at(&p)
}
