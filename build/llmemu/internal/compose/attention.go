package compose

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
)

// attention is the time of attention, in nanoseconds. A step without a prefill, one without decodes and a mixed one
// run different kernels, so they have tables of their own; none is interpolated towards another.
type attention struct {
	decode  refined  // decodes, their context
	prefill refined  // prefill tokens, their context
	mixed   *refined // prefill tokens, their context, decodes, their context; nil where such a step costs what both do alone
}

// refined is a complete base lattice and the ratios measured ÷ base on a finer one, where the source has a second,
// finer lattice. The base knows the short contexts that the finer one lacks, and ratios vary less than times, so they
// are interpolated between its knots and go on unchanged beyond them.
type refined struct {
	base  *lattice
	ratio *lattice // nil where the source has a single lattice
}

func (r refined) at(x ...float64) float64 {
	t := r.base.at(x...)
	if r.ratio != nil {
		t *= r.ratio.clampedAt(x...)
	}
	return t
}

// newAttention sorts the measured cells into lattices and multiplies them by the number of layers.
func newAttention(cells map[cell]float64, m *meta, layers int64) (*attention, error) {
	a := &attention{mixed: new(refined)}
	for _, plane := range []struct {
		name string
		dims []int // coordinates of a cell that are not 0 throughout
		into *refined
	}{
		{"decode", []int{2, 3}, &a.decode},
		{"prefill", []int{0, 1}, &a.prefill},
		{"mixed", []int{0, 1, 2, 3}, a.mixed},
	} {
		part := map[cell]float64{}
		for at, ns := range cells {
			if (at[0] > 0) == slices.Contains(plane.dims, 0) && (at[2] > 0) == slices.Contains(plane.dims, 2) {
				part[at] = float64(layers) * ns
			}
		}
		if slices.ContainsFunc(axesOf(maps.Keys(part), plane.dims), func(axis []int64) bool { return len(axis) < 2 }) {
			return nil, fmt.Errorf("%s: fewer than two values on an axis", plane.name)
		}
		r, err := refine(part, plane.dims, m)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", plane.name, err)
		}
		*plane.into = *r
	}
	return a, nil
}

// refine splits cells into the base lattice, whose axes meta.yaml states, and the finer one, which is the rest.
func refine(cells map[cell]float64, dims []int, m *meta) (*refined, error) {
	all := axesOf(maps.Keys(cells), dims)
	if complete(cells, all, dims) {
		return &refined{base: measured(cells, all, dims)}, nil
	}
	if dims[0] != 0 {
		return nil, fmt.Errorf("cells are missing; only tables with prefill tokens may consist of two lattices")
	}
	stated := [4]progression{m.Grid.Chunks, m.Grid.KV, m.Grid.NDecode, m.Grid.KV}
	inBase := func(at cell) bool {
		return !slices.ContainsFunc(dims, func(d int) bool { return !slices.Contains(stated[d], at[d]) })
	}
	baseAxes := axesOf(filter(maps.Keys(cells), inBase), dims)
	fineAxes := axesOf(filter(maps.Keys(cells), func(at cell) bool { return !slices.Contains(stated[0], at[0]) }), dims)
	if !complete(cells, baseAxes, dims) || !complete(cells, fineAxes, dims) {
		return nil, fmt.Errorf("neither one lattice nor two: cells are missing from the one that meta.yaml states, or from the rest")
	}
	r := &refined{base: measured(cells, baseAxes, dims)}
	var err error
	r.ratio, err = ratios(cells, r.base, fineAxes, dims)
	return r, err
}

// ratios extends measured ÷ base from the finer lattice to the knots of both. What was measured is kept. The rest of a
// row (of equal prefill tokens) that the finer lattice has is interpolated in it. A row that only the base has gets
// the shape of its neighbours: how their ratio deviates from what it is at the contexts that both lattices have, that
// is, how the time bends between the base's contexts.
func ratios(cells map[cell]float64, base *lattice, fineAxes [][]int64, dims []int) (*lattice, error) {
	atRow := func(row int64, axes [][]int64) [][]int64 { return append([][]int64{{row}}, axes[1:]...) }
	fineAxes = slices.Clone(fineAxes)
	for _, row := range base.axes[0] {
		if complete(cells, atRow(row, fineAxes), dims) {
			fineAxes[0] = union(fineAxes[0], []int64{row})
		}
	}
	allAxes := [][]int64{union(base.axes[0], fineAxes[0])}
	sharedAxes := [][]int64{fineAxes[0]}
	for d := 1; d < len(dims); d++ {
		allAxes = append(allAxes, union(base.axes[d], fineAxes[d]))
		sharedAxes = append(sharedAxes, intersection(base.axes[d], fineAxes[d]))
		if len(sharedAxes[d]) == 0 {
			return nil, fmt.Errorf("the two lattices share no knot of axis %d", d)
		}
	}
	quotient := func(knots []int64) float64 { return cells[cellAt(knots, dims)] / base.at(floats(knots)...) }
	fine := newLattice(fineAxes, quotient)
	shape := shapeOf(fine, newLattice(sharedAxes, quotient))
	return newLattice(allAxes, func(knots []int64) float64 {
		switch _, ok := cells[cellAt(knots, dims)]; {
		case ok:
			return quotient(knots)
		case slices.Contains(fineAxes[0], knots[0]):
			return fine.clampedAt(floats(knots)...)
		default:
			return shape.clampedAt(floats(knots)...)
		}
	}), nil
}

// shapeOf is how the ratios of fine deviate from their level, which is known at fewer contexts.
func shapeOf(fine, level *lattice) *lattice {
	return newLattice(fine.axes, func(knots []int64) float64 {
		return fine.at(floats(knots)...) / level.clampedAt(floats(knots)...)
	})
}

// cellAt puts knots into the given coordinates of a cell.
func cellAt(knots []int64, dims []int) (at cell) {
	for i, d := range dims {
		at[d] = knots[i]
	}
	return at
}

// measured is the lattice of the given axes, all of whose cells exist. Prefill tokens, where they are an axis, are the
// first.
func measured(cells map[cell]float64, axes [][]int64, dims []int) *lattice {
	l := newLattice(axes, func(knots []int64) float64 { return cells[cellAt(knots, dims)] })
	l.byWork = dims[0] == 0
	return l
}

// complete tells whether every cell of the axes exists.
func complete(cells map[cell]float64, axes [][]int64, dims []int) bool {
	all := true
	newLattice(axes, func(knots []int64) float64 {
		_, ok := cells[cellAt(knots, dims)]
		all = all && ok
		return 0
	})
	return all
}

// axesOf lists the values that the given coordinates take.
func axesOf(cells iter.Seq[cell], dims []int) [][]int64 {
	seen := make([]map[int64]bool, len(dims))
	for i := range dims {
		seen[i] = map[int64]bool{}
	}
	for at := range cells {
		for i, d := range dims {
			seen[i][at[d]] = true
		}
	}
	axes := make([][]int64, len(dims))
	for i := range axes {
		axes[i] = sortedKeys(seen[i])
	}
	return axes
}

func filter(cells iter.Seq[cell], keep func(cell) bool) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for at := range cells {
			if keep(at) && !yield(at) {
				return
			}
		}
	}
}

func union(a, b []int64) []int64 {
	both := slices.Concat(a, b)
	slices.Sort(both)
	return slices.Compact(both)
}

func intersection(a, b []int64) []int64 {
	return slices.DeleteFunc(slices.Clone(a), func(v int64) bool { return !slices.Contains(b, v) })
}

func floats(knots []int64) []float64 {
	x := make([]float64, len(knots))
	for i, k := range knots {
		x[i] = float64(k)
	}
	return x
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
