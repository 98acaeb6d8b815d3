package compose

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// operators are the tables of one system: times in nanoseconds of single kernels.
type operators struct {
	folder     string
	products   map[shape]*lattice          // by rows of the input, which are the step's tokens
	context    map[attentionShape]*lattice // one prefill without context, by its tokens
	generation map[attentionShape]map[decodeCell]float64
	backend    map[string]string  // vLLM's name of the attention backend, by dtype of the keys
	allReduce  map[int64]*lattice // by GPUs; over bytes
}

// shape is a matrix of weights: an input row of k values becomes one of n.
type shape struct {
	dtype string
	n, k  int64
}

// attentionShape is the part of an attention layer that one GPU computes. All heads have 128 dimensions.
type attentionShape struct {
	kvDtype        string
	heads, kvHeads int64
}

// decodeCell is where a step of decodes was measured.
type decodeCell struct{ decodes, context int64 }

// allReduceKernel is what runs inside a captured CUDA graph, as vLLM's steps do.
const allReduceKernel = "vLLM_custom_graph"

// readOperators reads the tables of a system, a folder below ops/.
func readOperators(folder string) (*operators, error) {
	o := &operators{folder: folder}
	var err error
	if o.products, err = readProducts(filepath.Join(folder, "gemm.csv.gz")); err != nil {
		return nil, err
	}
	if o.context, err = readContextAttention(filepath.Join(folder, "context_attention.csv.gz")); err != nil {
		return nil, err
	}
	if o.generation, o.backend, err = readGenerationAttention(filepath.Join(folder, "generation_attention.csv.gz")); err != nil {
		return nil, err
	}
	o.allReduce, err = readAllReduce(filepath.Join(folder, "custom_allreduce.csv.gz"))
	return o, err
}

func readProducts(path string) (map[shape]*lattice, error) {
	return readLines(path, "m", func(t *table, row int) (shape, bool, error) {
		n, err := t.count(row, "n")
		if err != nil {
			return shape{}, false, err
		}
		k, err := t.count(row, "k")
		return shape{t.text(row, "dtype"), n, k}, true, err
	})
}

func readContextAttention(path string) (map[attentionShape]*lattice, error) {
	return readLines(path, "input_len", func(t *table, row int) (attentionShape, bool, error) {
		heads, err := readHeads(t, row)
		return heads, t.text(row, "batch") == "1", err
	})
}

func readAllReduce(path string) (map[int64]*lattice, error) {
	return readLines(path, "bytes", func(t *table, row int) (int64, bool, error) {
		gpus, err := t.count(row, "num_gpus")
		return gpus, t.text(row, "kernel") == allReduceKernel, err
	})
}

func readHeads(t *table, row int) (a attentionShape, err error) {
	a.kvDtype = t.text(row, "kv_dtype")
	if a.heads, err = t.count(row, "num_heads"); err != nil {
		return a, err
	}
	a.kvHeads, err = t.count(row, "num_kv_heads")
	return a, err
}

// readLines reads a table as lines over one column: a lattice of one axis for every key that key gives, of the rows that
// it wants. Where a place was measured more than once, the times are averaged.
func readLines[K comparable](path, column string, key func(t *table, row int) (K, bool, error)) (map[K]*lattice, error) {
	t, err := readTable(path, column, "time_us")
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
		ns, err := t.nanoseconds(row)
		if err != nil {
			return nil, err
		}
		if times[k] == nil {
			times[k] = map[int64][]float64{}
		}
		times[k][at] = append(times[k][at], ns)
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

// readGenerationAttention reads the times of decodes, and the backend that ran them.
func readGenerationAttention(path string) (map[attentionShape]map[decodeCell]float64, map[string]string, error) {
	t, err := readTable(path, "kv_dtype", "kernel", "batch", "kv_len", "num_heads", "num_kv_heads", "time_us")
	if err != nil {
		return nil, nil, err
	}
	times, backend := map[attentionShape]map[decodeCell][]float64{}, map[string]string{}
	for row := range t.rows {
		heads, err := readHeads(t, row)
		if err != nil {
			return nil, nil, err
		}
		var at decodeCell
		if at.decodes, err = t.count(row, "batch"); err != nil {
			return nil, nil, err
		}
		if at.context, err = t.count(row, "kv_len"); err != nil {
			return nil, nil, err
		}
		ns, err := t.nanoseconds(row)
		if err != nil {
			return nil, nil, err
		}
		if times[heads] == nil {
			times[heads] = map[decodeCell][]float64{}
		}
		times[heads][at] = append(times[heads][at], ns)
		// The source writes vllm_flash_attn for what vLLM calls FLASH_ATTN.
		backend[heads.kvDtype] = strings.ToUpper(strings.TrimPrefix(t.text(row, "kernel"), "vllm_"))
	}
	cells := make(map[attentionShape]map[decodeCell]float64, len(times))
	for heads, measured := range times {
		cells[heads] = map[decodeCell]float64{}
		for at, repeats := range measured {
			cells[heads][at] = mean(repeats)
		}
	}
	return cells, backend, nil
}

func mean(v []float64) float64 {
	var sum float64
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

// product is the time of a matrix product of m input rows. Between measured shapes it is linear in n and in k; beyond
// the last it is in proportion, as a rise between two large shapes holds more noise than slope.
func (o *operators) product(s shape, m int64) (float64, error) {
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
