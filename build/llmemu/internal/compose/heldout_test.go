package compose

import (
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/llmemu/playground/build/llmemu/internal/datatest"
	"github.com/llmemu/playground/engine/profile"
)

const dataFolder = datatest.Folder

// needData skips a test where the measurements are absent: there is nothing to compose from.
func needData(t *testing.T) {
	t.Helper()
	datatest.Need(t, "layers")
}

// method predicts the attention time of a cell that was held out.
type method struct {
	name    string
	predict func(at cell) float64
}

// compare prints the error of every method over the held-out cells and gives the mean absolute errors.
func compare(t *testing.T, title string, truth map[cell]float64, heldOut []cell, methods []method) map[string]float64 {
	t.Helper()
	means := map[string]float64{}
	t.Logf("%s: %d cells", title, len(heldOut))
	for _, m := range methods {
		var signed, sum float64
		errs := make([]float64, len(heldOut))
		for i, at := range heldOut {
			e := m.predict(at)/truth[at] - 1
			signed += e
			sum += math.Abs(e)
			errs[i] = math.Abs(e)
		}
		slices.Sort(errs)
		n := float64(len(errs))
		means[m.name] = sum / n
		t.Logf("  %-36s mean |e| %5.2f %%  signed %+5.2f %%  p90 %5.2f %%", m.name, 100*sum/n, 100*signed/n, 100*errs[len(errs)*9/10])
	}
	return means
}

// wantBest fails where another method beats the chosen one by more than a tenth of a percent of the time.
func wantBest(t *testing.T, means map[string]float64, chosen string) {
	t.Helper()
	for name, mean := range means {
		if mean < means[chosen]-0.001 {
			t.Errorf("%q predicts held-out cells better than the chosen %q: %.2f %% against %.2f %%", name, chosen, 100*mean, 100*means[chosen])
		}
	}
}

// serving tells whether contexts lie where most steps of a chat service have them.
func serving(at cell) bool { return at[1] <= 2600 && at[3] <= 2600 }

// mixedCellsOf reads the mixed steps of a source.
func mixedCellsOf(t *testing.T, folder string) (map[cell]float64, *meta) {
	t.Helper()
	needData(t)
	folder = filepath.Join(dataFolder, "layers", folder)
	m, err := readMeta(folder)
	if err != nil {
		t.Fatal(err)
	}
	cells, err := readAttention(folder)
	if err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(cells, func(at cell, _ float64) bool { return at[0] == 0 || at[2] == 0 })
	return cells, m
}

// scale is a way to interpolate: coordinates and values are transformed, and linear in between.
type scale struct {
	name        string
	coordinate  func(d int, v float64, at cell) float64
	value, back func(float64) float64
}

func same(v float64) float64                       { return v }
func plain(_ int, v float64, _ cell) float64       { return v }
func logarithmic(_ int, v float64, _ cell) float64 { return math.Log(max(v, 1)) }

// byWork takes prefill tokens by query-key pairs, and a constant for each token.
func byWork(perToken float64) func(d int, v float64, at cell) float64 {
	return func(d int, v float64, at cell) float64 {
		if d == 0 {
			return v * (v + 2*float64(at[1]) + perToken)
		}
		return v
	}
}

const chosenScale = "prefill tokens by work (chosen)"

var scales = []scale{
	{chosenScale, byWork(profile.WorkPerToken), same, same},
	{"the same, 256 per token", byWork(256), same, same},
	{"the same, 4,096 per token", byWork(4096), same, same},
	{"the same, pairs alone", byWork(0), same, same},
	{"linear", plain, same, same},
	{"logarithmic coordinates", logarithmic, same, same},
	{"logarithms of both", logarithmic, math.Log, math.Exp},
	{"logarithm of time", plain, math.Log, math.Exp},
}

// interpolate is what lattice.at does, on a scale.
func (s scale) interpolate(l *lattice, at cell) float64 {
	var from func(d, index int) float64
	from = func(d, index int) float64 {
		if d == len(at) {
			return s.value(l.values[index])
		}
		axis := l.axes[d]
		i := 0
		for i+2 < len(axis) && axis[i+1] <= at[d] {
			i++
		}
		low, high := s.coordinate(d, float64(axis[i]), at), s.coordinate(d, float64(axis[i+1]), at)
		w := (s.coordinate(d, float64(at[d]), at) - low) / (high - low)
		index = index*len(axis) + i
		return (1-w)*from(d+1, index) + w*from(d+1, index+1)
	}
	return s.back(from(0, 0))
}

func (s scale) method(l *lattice) method {
	return method{s.name, func(at cell) float64 { return s.interpolate(l, at) }}
}

var allDims = []int{0, 1, 2, 3}

// On the RTX PRO 6000 the finer lattice is held out, and predicted from the coarse one.
func TestHeldOutScaleOnTheFinerLattice(t *testing.T) {
	cells, m := mixedCellsOf(t, "rtxpro6000-llama-3.1-8b-tp1")
	r, err := refine(cells, allDims, m)
	if err != nil {
		t.Fatal(err)
	}
	var methods []method
	for _, s := range scales {
		methods = append(methods, s.method(r.base))
	}
	heldOut := slices.Collect(filter(maps.Keys(cells), func(at cell) bool { return !onKnots(r.base, at) }))
	wantBest(t, compare(t, "RTX PRO 6000, finer lattice from the coarse one", cells, heldOut, methods), chosenScale)
	heldOut = slices.DeleteFunc(heldOut, func(at cell) bool { return !serving(at) })
	wantBest(t, compare(t, "the same, contexts up to 2,600", cells, heldOut, methods), chosenScale)
}

func onKnots(l *lattice, at cell) bool {
	for d, axis := range l.axes {
		if !slices.Contains(axis, at[d]) {
			return false
		}
	}
	return true
}

// One knot of the lattice that meta.yaml states is held out at a time, along every axis.
func TestHeldOutScaleByLeavingOneKnotOut(t *testing.T) {
	for _, folder := range []string{"rtx4090-llama-3.1-8b-tp1", "rtxpro6000-llama-3.1-8b-tp1"} {
		cells, m := mixedCellsOf(t, folder)
		r, err := refine(cells, allDims, m)
		if err != nil {
			t.Fatal(err)
		}
		for d, axis := range []string{"prefill tokens", "prefill context", "decodes", "decode context"} {
			var heldOut []cell
			reduced := map[int64]*lattice{}
			for k := 1; k+1 < len(r.base.axes[d]); k++ {
				reduced[r.base.axes[d][k]] = r.base.without(d, k)
			}
			for at := range cells {
				if _, ok := reduced[at[d]]; ok && onKnots(r.base, at) && serving(at) {
					heldOut = append(heldOut, at)
				}
			}
			var methods []method
			for _, s := range scales {
				methods = append(methods, method{s.name, func(at cell) float64 { return s.interpolate(reduced[at[d]], at) }})
			}
			wantBest(t, compare(t, folder+", one knot left out of "+axis, cells, heldOut, methods), chosenScale)
		}
	}
}

// fineRows gives the lattice of ratios to the base, on the knots of the finer lattice.
func fineRows(t *testing.T, cells map[cell]float64, r *refined, m *meta) *lattice {
	t.Helper()
	axes := axesOf(filter(maps.Keys(cells), func(at cell) bool { return !slices.Contains(m.Grid.Chunks, at[0]) }), allDims)
	return newLattice(axes, func(knots []int64) float64 { return cells[cell(knots)] / r.base.at(floats(knots)...) })
}

// A context of the finer lattice is held out, and predicted from its neighbours there and from the base.
func TestHeldOutContextsOfTheFinerLattice(t *testing.T) {
	cells, m := mixedCellsOf(t, "rtxpro6000-llama-3.1-8b-tp1")
	r, err := refine(cells, allDims, m)
	if err != nil {
		t.Fatal(err)
	}
	ratio := fineRows(t, cells, r, m)
	times := newLattice(ratio.axes, func(knots []int64) float64 { return cells[cell(knots)] })
	for _, c := range []struct {
		title string
		d     int
		knots func(last int) (from, to int)
	}{
		{"shortest decode context", 3, func(int) (int, int) { return 0, 1 }},
		{"inner decode contexts", 3, func(last int) (int, int) { return 1, last }},
		{"inner prefill contexts", 1, func(last int) (int, int) { return 1, last }},
	} {
		from, to := c.knots(len(ratio.axes[c.d]) - 1)
		var heldOut []cell
		ratios, rows := map[int64]*lattice{}, map[int64]*lattice{}
		for k := from; k < to; k++ {
			knot := ratio.axes[c.d][k]
			ratios[knot], rows[knot] = ratio.without(c.d, k), times.without(c.d, k)
			for at := range cells {
				if at[c.d] == knot && onKnots(ratio, at) && serving(at) {
					heldOut = append(heldOut, at)
				}
			}
		}
		means := compare(t, "RTX PRO 6000, "+c.title+" of the finer lattice", cells, heldOut, []method{
			{"coarse lattice alone", func(at cell) float64 { return r.base.at(floats(at[:])...) }},
			{"nearest cells of the row", func(at cell) float64 { return rows[at[c.d]].clampedAt(floats(at[:])...) }},
			{"coarse lattice × ratio (chosen)", func(at cell) float64 {
				return r.base.at(floats(at[:])...) * ratios[at[c.d]].clampedAt(floats(at[:])...)
			}},
		})
		wantBest(t, means, "coarse lattice × ratio (chosen)")
	}
}

// A row is held out except where both lattices have contexts, which is all that is known of a row of the base.
func TestHeldOutRowsOfTheFinerLattice(t *testing.T) {
	cells, m := mixedCellsOf(t, "rtxpro6000-llama-3.1-8b-tp1")
	r, err := refine(cells, allDims, m)
	if err != nil {
		t.Fatal(err)
	}
	ratio := fineRows(t, cells, r, m)
	sharedAxes := slices.Clone(ratio.axes)
	for d := 1; d < len(sharedAxes); d++ {
		sharedAxes[d] = intersection(r.base.axes[d], ratio.axes[d])
	}
	level := newLattice(sharedAxes, func(knots []int64) float64 { return ratio.at(floats(knots)...) })
	neighbours, shapes := map[int64]*lattice{}, map[int64]*lattice{}
	var heldOut []cell
	for k := 1; k+1 < len(ratio.axes[0]); k++ {
		row := ratio.axes[0][k]
		neighbours[row] = ratio.without(0, k)
		shapes[row] = shapeOf(neighbours[row], level.without(0, k))
		for at := range cells {
			if at[0] == row && serving(at) && !onKnots(level, at) {
				heldOut = append(heldOut, at)
			}
		}
	}
	base := func(at cell) float64 { return r.base.at(floats(at[:])...) }
	means := compare(t, "RTX PRO 6000, rows known at shared contexts only", cells, heldOut, []method{
		{"coarse lattice alone", base},
		{"× own level", func(at cell) float64 { return base(at) * level.clampedAt(floats(at[:])...) }},
		{"× neighbours' ratio", func(at cell) float64 { return base(at) * neighbours[at[0]].clampedAt(floats(at[:])...) }},
		{"× own level × neighbours' shape (chosen)", func(at cell) float64 {
			x := floats(at[:])
			return base(at) * level.clampedAt(x...) * shapes[at[0]].clampedAt(x...)
		}},
	})
	wantBest(t, means, "× own level × neighbours' shape (chosen)")
}

// The times of matrix products between knots are predicted from every second and every fourth knot: kernels work in
// tiles that start right after a multiple of 16, so a step is expected at the lower knot and not a slope.
func TestHeldOutTokensOfMatrixProducts(t *testing.T) {
	needData(t)
	for _, folder := range []string{"rtx4090-llama-3.1-8b-tp1", "rtxpro6000-llama-3.1-8b-tp1"} {
		tokens, err := readCurves(filepath.Join(dataFolder, "layers", folder, "dense.csv.gz"), "tokens")
		if err != nil {
			t.Fatal(err)
		}
		products, err := tokens.sum(map[string]int64{"qkv_proj": 1, "o_proj": 1, "gate_up_proj": 1, "down_proj": 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, spacing := range []int64{32, 64} {
			coarse := &lattice{axes: [][]int64{nil}}
			truth := map[cell]float64{}
			var heldOut []cell
			for i, knot := range products.axes[0] {
				switch at := (cell{knot}); {
				case knot < spacing:
				case knot%spacing == 0:
					coarse.axes[0] = append(coarse.axes[0], knot)
					coarse.values = append(coarse.values, products.values[i])
				case knot > 64: // below, the table is denser and its tiles smaller
					truth[at] = products.values[i]
					heldOut = append(heldOut, at)
				}
			}
			steps := coarse.staircase()
			means := compare(t, fmt.Sprintf("%s, matrix products, knots every %d tokens", folder, spacing), truth, heldOut, []method{
				{"linear", func(at cell) float64 { return coarse.at(float64(at[0])) }},
				{"next knot (chosen)", func(at cell) float64 { return steps.at(float64(at[0])) }},
			})
			wantBest(t, means, "next knot (chosen)")
		}
	}
}

// Prefills without context are predicted from the same prefills with context: attention must go on below a context of
// x as it began above, as it is taken to do below 0 where several prefills share a step.
func TestHeldOutContextsBelowTheMeasured(t *testing.T) {
	for _, folder := range []string{"rtx4090-llama-3.1-8b-tp1", "rtxpro6000-llama-3.1-8b-tp1"} {
		cells, m := mixedCellsOf(t, folder)
		r, err := refine(cells, allDims, m)
		if err != nil {
			t.Fatal(err)
		}
		truth := map[cell]float64{}
		var heldOut []cell
		for at, ns := range cells {
			// The context x that is left out is a quarter to a half of the prefill: the range that OwnContext reaches.
			for _, x := range r.base.axes[1] {
				if at[1] == 0 && at[0] >= 256 && at[2] <= 64 && at[3] <= 2600 && 4*x >= at[0] && 2*x <= at[0] && onKnots(r.base, at) {
					at := cell{at[0], x, at[2], at[3]}
					truth[at] = ns
					heldOut = append(heldOut, at)
				}
			}
		}
		with := func(at cell, context int64) float64 { return cells[cell{at[0], context, at[2], at[3]}] }
		means := compare(t, folder+", no context from contexts x and 2x", truth, heldOut, []method{
			{"as with context x", func(at cell) float64 { return with(at, at[1]) }},
			{"line through x and 2x (chosen)", func(at cell) float64 { return 2*with(at, at[1]) - with(at, 2*at[1]) }},
		})
		wantBest(t, means, "line through x and 2x (chosen)")
	}
}
