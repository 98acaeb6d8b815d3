package compose

import "fmt"

// The knots of the attention tables of a profile that is composed from operators. Decodes have the source's own; prefills
// have at most prefillCells cells, so that none is dropped: batches that judge the choice of knots are short of long prefills.
var (
	decodeCounts    = []int64{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024}
	decodeContexts  = []int64{16, 32, 64, 128, 256, 512, 768, 1024, 1536, 2048, 3072, 4096, 8192, 16384, 32768}
	prefillTokens   = []int64{16, 32, 64, 128, 256, 512, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12288, 16384}
	prefillContexts = []int64{0, 128, 256, 512, 1024, 2048, 4096, 6144, 8192, 16384}
)

// operatorAttention composes attention: decodes as measured with their keys in memory, prefills from those without
// context. A step with both costs their sum.
func operatorAttention(o *operators, s attentionShape, layers int64) (*attention, error) {
	cells, line, oneHead := o.generation[s], o.context[s], o.context[attentionShape{s.kvDtype, 1, 1}]
	if cells == nil || line == nil || oneHead == nil {
		return nil, fmt.Errorf("%s: no attention of %d heads and %d KV heads with %s keys", o.folder, s.heads, s.kvHeads, s.kvDtype)
	}
	decode, err := coldDecode(cells)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.folder, err)
	}
	prefill := chunkedPrefill(line, oneHead)
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

// coldDecode is the time of n decodes of a context whose keys come from memory. The source repeats one call, so that keys
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
	warm := measuredDecode(cells, perKey)
	return func(n, context float64) float64 {
		return max(warm(n, context), start.at(n)+float64(n*context*perKey))
	}, nil
}

// measuredDecode interpolates between decodes as they were measured. Beyond the longest context of a number of decodes
// it goes on with the given time for each key.
func measuredDecode(cells map[decodeCell]float64, perKey float64) func(n, context float64) float64 {
	lines := map[int64]map[int64]float64{}
	for at, ns := range cells {
		if lines[at.decodes] == nil {
			lines[at.decodes] = map[int64]float64{}
		}
		lines[at.decodes][at.context] = ns
	}
	rows := map[int64]*lattice{} // over context, by number of decodes
	for n, line := range lines {
		if len(line) > 1 {
			rows[n] = newLattice([][]int64{sortedKeys(line)}, func(knots []int64) float64 { return line[knots[0]] })
		}
	}
	counts := sortedKeys(rows)
	return func(n, context float64) float64 {
		between := newLattice([][]int64{counts}, func(knots []int64) float64 {
			row := rows[knots[0]]
			beyond := max(0, context-float64(last(row.axes[0])))
			return row.clampedAt(context) + float64(beyond*float64(knots[0])*perKey)
		})
		return between.at(n)
	}
}

// chunkedPrefill is the time of a prefill of p tokens with a context, from prefills without one: what the longer prefill
// takes more than its beginning, and the start of a kernel. It is no shorter than a prefill of a single head and as many
// keys, because that is how long one block of queries needs to go through them, however many blocks run beside it.
func chunkedPrefill(line, oneHead *lattice) func(p, context float64) float64 {
	start, whole, single := line.values[0], linearInWork(line), linearInWork(oneHead)
	return func(p, context float64) float64 {
		if context == 0 {
			return whole(p)
		}
		return max(start+whole(p+context)-whole(context), single(p+context))
	}
}

// linearInWork reads a line over prefill tokens as the tables of a profile are read.
func linearInWork(line *lattice) func(tokens float64) float64 {
	byWork := newLattice([][]int64{line.axes[0], {0}}, func(knots []int64) float64 { return line.at(float64(knots[0])) })
	byWork.byWork = true
	return func(tokens float64) float64 { return byWork.at(tokens, 0) }
}
