package oracle

import "github.com/llmemu/playground/engine/profile"

// maxDims is the most axes a table of a grid has: there are tables of 1, 2 and 4.
const maxDims = 4

// table interpolates a profile.Table. It works in nanoseconds.
type table struct {
	axes    []axis
	strides [maxDims]int
	ns      []float32 // exact: a code of the file has 12 significant bits
}

// point is a place in a table of four axes.
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
	return t
}

// locate puts the coordinate x of axis d into p.
func (t *table) locate(p *point, d int, x float64) {
	p.segment[d], p.weight[d] = t.axes[d].locate(x)
}

// locatePrefill finds prefill tokens on the first axis. Between two knots a < b of it the attention of x tokens with a
// context is linear in the work w(x) = x·(x + 2·context + WorkPerToken).
func (t *table) locatePrefill(tokens int64, context float64) (segment int, weight float64) {
	x := float64(tokens)
	segment, weight = t.axes[0].locate(x)
	knots := t.axes[0].knots[segment:]
	rest := float64(2*context) + profile.WorkPerToken
	// (w(x) − w(a)) / (w(b) − w(a)), of which locate gave (x − a) / (b − a).
	return segment, float64(weight * ((x + knots[0] + rest) / (knots[1] + knots[0] + rest)))
}

// on is the time of a table of one axis at x.
func (t *table) on(x float64) float64 {
	segment, weight := t.axes[0].locate(x)
	return between(float64(t.ns[segment]), float64(t.ns[segment+1]), weight)
}

// in is the time of a table of two axes at x on the second, and at a place on the first that is located.
func (t *table) in(segment int, weight, x float64) float64 {
	column, along := t.axes[1].locate(x)
	return t.plane(segment*t.strides[0]+column, t.strides[0], weight, along)
}

// at is the time of a table of four axes at p, whose coordinates have all been located.
func (t *table) at(p *point) float64 {
	near := p.segment[0]*t.strides[0] + p.segment[1]*t.strides[1] + p.segment[2]*t.strides[2] + p.segment[3]
	far := near + t.strides[0]
	across, along := p.weight[2], p.weight[3]
	start := between(t.plane(near, t.strides[2], across, along), t.plane(near+t.strides[1], t.strides[2], across, along), p.weight[1])
	end := between(t.plane(far, t.strides[2], across, along), t.plane(far+t.strides[1], t.strides[2], across, along), p.weight[1])
	return between(start, end, p.weight[0])
}

// plane interpolates over the last two axes, from the corner of the cell that is at the given place; stride is that of the
// axis before the last.
func (t *table) plane(at, stride int, across, along float64) float64 {
	near, far := t.ns[at:], t.ns[at+stride:]
	start := between(float64(near[0]), float64(near[1]), along)
	end := between(float64(far[0]), float64(far[1]), along)
	return between(start, end, across)
}

// between interpolates between two neighbours on an axis.
func between(start, end, weight float64) float64 { return start + float64(weight*(end-start)) }
