package compose

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
)

// operators are the tables of one system: times in nanoseconds of single kernels.
type operators struct {
	folder     string
	products   map[shape]*lattice          // by rows of the input, which are the step's tokens
	rescaling  *lattice                    // what an fp8 product takes more if the scale of its input is not known before; over k and rows; nil where nobody measured it
	context    map[attentionShape]*lattice // one prefill without context, by its tokens
	generation map[attentionShape]map[decodeCell]float64
	allReduce  map[int64]*lattice // by GPUs; over bytes

	sustained map[string]float64 // FLOP a nanosecond that products of a dtype reach for longer than a burst; of others no limit is known
}

// shape is a matrix of weights: an input row of k values becomes one of n.
type shape struct {
	dtype string
	n, k  int64
}

// attentionShape is the part of an attention layer that one GPU computes. All heads have 128 dimensions and no window.
type attentionShape struct {
	kvDtype        string
	heads, kvHeads int64
}

// decodeCell is where a step of decodes was measured.
type decodeCell struct{ decodes, context int64 }

// readOperators reads the tables of a system, a folder below ops2/.
func readOperators(folder string) (*operators, error) {
	o := &operators{folder: folder}
	var err error
	if o.products, err = readProducts(filepath.Join(folder, "gemm.csv.gz")); err != nil {
		return nil, err
	}
	if o.rescaling, err = readRescaling(filepath.Join(folder, "quantize_fp8.csv.gz")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if o.context, err = readContextAttention(filepath.Join(folder, "context_attention.csv.gz")); err != nil {
		return nil, err
	}
	if o.generation, err = readGenerationAttention(filepath.Join(folder, "generation_attention.csv.gz")); err != nil {
		return nil, err
	}
	o.allReduce, err = readAllReduce(folder)
	return o, err
}

// readProducts reads matrix products. Points that take longer than more rows do are faults of a measurement, or of a
// choice of kernel that another number of rows shows to be avoidable.
func readProducts(path string) (map[shape]*lattice, error) {
	lines, err := readLines(path, "m", func(t *table, row int) (shape, bool, error) {
		n, err := t.count(row, "n")
		if err != nil {
			return shape{}, false, err
		}
		k, err := t.count(row, "k")
		return shape{t.text(row, "dtype"), n, k}, true, err
	})
	for _, line := range lines {
		line.envelope()
	}
	return lines, err
}

// envelope lowers a line of one axis to what it takes further along.
func (l *lattice) envelope() {
	for i := len(l.values) - 2; i >= 0; i-- {
		l.values[i] = min(l.values[i], l.values[i+1])
	}
}

func readRescaling(path string) (*lattice, error) {
	lines, err := readLines(path, "m", func(t *table, row int) (int64, bool, error) {
		k, err := t.count(row, "k")
		return k, t.text(row, "op") == "dynamic_minus_static", err
	})
	if err != nil {
		return nil, err
	}
	ks := sortedKeys(lines)
	return newLattice([][]int64{ks, lines[ks[0]].axes[0]}, func(knots []int64) float64 { return lines[knots[0]].at(float64(knots[1])) }), nil
}

// wanted tells whether a row is of heads of 128 dimensions that see all keys.
func wanted(t *table, row int) bool {
	return t.text(row, "head_dim") == "128" && t.text(row, "window") == "0"
}

func readContextAttention(path string) (map[attentionShape]*lattice, error) {
	return readLines(path, "len", func(t *table, row int) (attentionShape, bool, error) {
		heads, err := readHeads(t, row)
		return heads, wanted(t, row) && t.text(row, "batch") == "1", err
	})
}

// readAllReduce reads vLLM's own kernel in a CUDA graph, as steps use it, and NCCL's: the faster one counts.
func readAllReduce(folder string) (map[int64]*lattice, error) {
	own, err := readLines(filepath.Join(folder, "custom_allreduce.csv.gz"), "bytes", func(t *table, row int) (int64, bool, error) {
		gpus, err := t.count(row, "gpus")
		return gpus, t.text(row, "mode") == "graph", err
	})
	if err != nil {
		return nil, err
	}
	nccl, err := readLines(filepath.Join(folder, "nccl.csv.gz"), "bytes", func(t *table, row int) (int64, bool, error) {
		gpus, err := t.count(row, "gpus")
		return gpus, t.text(row, "op") == "all_reduce" && t.text(row, "dtype") == "16bit", err
	})
	boundLines(own, nccl)
	for _, line := range own {
		line.envelope()
	}
	return own, err
}

// boundLines lowers lines to what others take, where they take less.
func boundLines[K comparable](lines, others map[K]*lattice) {
	for k, line := range lines {
		other, ok := others[k]
		if !ok {
			continue
		}
		for i, at := range line.axes[0] {
			line.values[i] = min(line.values[i], other.at(float64(at)))
		}
	}
}

func readHeads(t *table, row int) (a attentionShape, err error) {
	a.kvDtype = t.text(row, "kv_dtype")
	if a.heads, err = t.count(row, "heads"); err != nil {
		return a, err
	}
	a.kvHeads, err = t.count(row, "kv_heads")
	return a, err
}

// readLines reads a table as lines over one column: a lattice of one axis for every key that key gives, of the rows that
// it wants. Where a place was measured more than once, the times are averaged.
func readLines[K comparable](path, column string, key func(t *table, row int) (K, bool, error)) (map[K]*lattice, error) {
	t, err := readTable(path, column, "us")
	if err != nil {
		return nil, err
	}
	times := map[K]map[int64][]float64{}
	for row := range t.rows {
		k, wanted, err := key(t, row)
		if err != nil {
			return nil, err
		}
		if !wanted {
			continue
		}
		at, err := t.count(row, column)
		if err != nil {
			return nil, err
		}
		us, err := t.number(row, "us", 0, 1e9)
		if err != nil {
			return nil, err
		}
		if times[k] == nil {
			times[k] = map[int64][]float64{}
		}
		times[k][at] = append(times[k][at], 1000*us)
	}
	lines := make(map[K]*lattice, len(times))
	for k, line := range times {
		if len(line) < 2 {
			return nil, fmt.Errorf("%s: %v: %d values of %s, allowed are at least 2", path, k, len(line), column)
		}
		lines[k] = newLattice([][]int64{sortedKeys(line)}, func(knots []int64) float64 { return mean(line[knots[0]]) })
	}
	return lines, nil
}

// readGenerationAttention reads the times of decodes.
func readGenerationAttention(path string) (map[attentionShape]map[decodeCell]float64, error) {
	t, err := readTable(path, "kv_dtype", "head_dim", "window", "batch", "context", "heads", "kv_heads", "us")
	if err != nil {
		return nil, err
	}
	times := map[attentionShape]map[decodeCell][]float64{}
	for row := range t.rows {
		if !wanted(t, row) {
			continue
		}
		heads, err := readHeads(t, row)
		if err != nil {
			return nil, err
		}
		var at decodeCell
		if at.decodes, err = t.count(row, "batch"); err != nil {
			return nil, err
		}
		if at.context, err = t.count(row, "context"); err != nil {
			return nil, err
		}
		ns, err := t.nanoseconds(row, "us")
		if err != nil {
			return nil, err
		}
		if times[heads] == nil {
			times[heads] = map[decodeCell][]float64{}
		}
		times[heads][at] = append(times[heads][at], ns)
	}
	cells := make(map[attentionShape]map[decodeCell]float64, len(times))
	for heads, measured := range times {
		cells[heads] = map[decodeCell]float64{}
		for at, repeats := range measured {
			cells[heads][at] = mean(repeats)
		}
	}
	return cells, nil
}

func mean(v []float64) float64 {
	var sum float64
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// product is the time of a matrix product of m input rows: as measured in a burst, but no faster than the GPU sustains.
func (o *operators) product(s shape, m int64) (float64, error) {
	ns, err := o.burst(s, m)
	if rate := o.sustained[s.dtype]; rate > 0 {
		ns = max(ns, float64(2*m*s.n*s.k)/rate)
	}
	return ns, err
}

// burst is the time of a matrix product as the tables have it. Between measured shapes it is linear in n and in k; beyond
// the last it is in proportion, as a rise between two large shapes holds more noise than slope.
func (o *operators) burst(s shape, m int64) (float64, error) {
	axis := func(of func(shape) int64) []int64 {
		seen := map[int64]bool{}
		for other := range o.products {
			if other.dtype == s.dtype {
				seen[of(other)] = true
			}
		}
		return sortedKeys(seen)
	}
	n := around(axis(func(s shape) int64 { return s.n }), s.n)
	k := around(axis(func(s shape) int64 { return s.k }), s.k)
	if n == nil || k == nil {
		return 0, fmt.Errorf("%s: no matrix products of dtype %s", o.folder, s.dtype)
	}
	var missing error
	l := newLattice([][]int64{n, k}, func(knots []int64) float64 {
		line, ok := o.products[shape{s.dtype, knots[0], knots[1]}]
		if !ok {
			missing = fmt.Errorf("%s: the matrix product n=%d k=%d is missing, which n=%d k=%d needs", o.folder, knots[0], knots[1], s.n, s.k)
			return 0
		}
		return line.at(float64(m))
	})
	beyond := max(1, float64(s.n)/float64(last(n))) * max(1, float64(s.k)/float64(last(k)))
	return beyond * l.at(float64(s.n), float64(s.k)), missing
}

// around are the two knots of an axis between which x lies, or x alone where it is one; the last knot beyond the end.
func around(axis []int64, x int64) []int64 {
	switch {
	case slices.Contains(axis, x):
		return []int64{x}
	case len(axis) < 2:
		return nil
	case x > last(axis):
		return []int64{last(axis)}
	}
	s := segmentOf(axis, float64(x))
	return axis[s : s+2]
}

// contextsOf lists the contexts that a set of decode cells has.
func contextsOf(cells map[decodeCell]float64) []int64 {
	seen := map[int64]bool{}
	for at := range maps.Keys(cells) {
		seen[at.context] = true
	}
	return sortedKeys(seen)
}
