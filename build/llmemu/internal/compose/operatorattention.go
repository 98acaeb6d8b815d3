package compose

import "fmt"

// decodeKnots and prefillKnots span the attention tables of a profile that is composed from operators.
var (
	decodeCounts    = []int64{1, 2, 4, 8, 16, 32, 64, 128, 256, 512}
	decodeContexts  = []int64{16, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768}
	prefillTokens   = []int64{16, 64, 128, 256, 512, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12288, 16384}
	prefillContexts = []int64{0, 512, 1024, 2048, 4096, 8192, 16384}
)

// operatorAttention composes attention: decodes as measured with their keys in memory, prefills from those without
// context. A step with both costs their sum.
func operatorAttention(o *operators, s attentionShape, layers int64) (*attention, error) {
	cells, line := o.generation[s], o.context[s]
	if cells == nil || line == nil {
		return nil, fmt.Errorf("%s: no attention of %d heads and %d KV heads with %s keys", o.folder, s.heads, s.kvHeads, s.kvDtype)
	}
	decode, err := coldDecode(cells)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.folder, err)
	}
	prefill := chunkedPrefill(line)
	scale := func(f func(x, y float64) float64) func(knots []int64) float64 {
		return func(knots []int64) float64 { return float64(layers) * f(float64(knots[0]), float64(knots[1])) }
	}
	a := &attention{
		decode:  refined{base: newLattice([][]int64{decodeCounts, decodeContexts}, scale(decode))},
		prefill: refined{base: newLattice([][]int64{prefillTokens, prefillContexts}, scale(prefill))},
	}
	a.prefill.base.byWork = true
	return a, nil
}

// coldDecode is the time of n decodes of a context, with keys that come from memory. The source repeats one call, so that keys
// that fit the L2 cache stay there; in a model every layer reads its own, and finds the cache full of the other layers'.
// No call is therefore faster than its start and its keys at the rate of the largest call, which no cache holds.
func coldDecode(cells map[decodeCell]float64) (func(n, context float64) float64, error) {
	starts := map[int64]float64{} // time at the shortest context by number of decodes
	shortest := contextsOf(cells)[0]
	var largest decodeCell
	for at, ns := range cells {
		if at.context == shortest {
			starts[at.decodes] = ns
		}
		if size, most := at.decodes*at.context, largest.decodes*largest.context; size > most || size == most && at.decodes > largest.decodes {
			largest = at
		}
	}
	if len(starts) < 2 || starts[largest.decodes] == 0 {
		return nil, fmt.Errorf("decodes: the shortest context was not measured for every number of decodes")
	}
	perKey := (cells[largest] - starts[largest.decodes]) / float64(largest.decodes*largest.context)
	start := newLattice([][]int64{sortedKeys(starts)}, func(knots []int64) float64 { return starts[knots[0]] })
	rows := map[int64]*lattice{} // over context, by number of decodes
	for n := range starts {
		line := map[int64]float64{}
		for at, ns := range cells {
			if at.decodes == n {
				line[at.context] = ns
			}
		}
		if len(line) > 1 {
			rows[n] = newLattice([][]int64{sortedKeys(line)}, func(knots []int64) float64 { return line[knots[0]] })
		}
	}
	counts := sortedKeys(rows)
	return func(n, context float64) float64 {
		between := newLattice([][]int64{counts}, func(knots []int64) float64 {
			row := rows[knots[0]]
			measured := row.axes[0][len(row.axes[0])-1]
			beyond := max(0, context-float64(measured))
			return row.clampedAt(context) + beyond*float64(knots[0])*perKey
		})
		return max(between.at(n), start.at(n)+n*context*perKey)
	}, nil
}

// chunkedPrefill is the time of a prefill of p tokens with a context, from prefills without one: what the longer prefill
// takes more than its beginning, and the start of a kernel.
func chunkedPrefill(line *lattice) func(p, context float64) float64 {
	byWork := newLattice([][]int64{line.axes[0], {0, 1}}, func(knots []int64) float64 { return line.at(float64(knots[0])) })
	byWork.byWork = true
	start := line.values[0]
	return func(p, context float64) float64 {
		if context == 0 {
			return byWork.at(p, 0)
		}
		return start + byWork.at(p+context, 0) - byWork.at(context, 0)
	}
}
