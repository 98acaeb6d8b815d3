package metrics

import (
	"math"
	"slices"

	"github.com/llmemu/playground/internal/columns"
	"github.com/llmemu/playground/internal/detmath"
	"github.com/llmemu/playground/internal/stats"
)

// How fine the density is, at most.
const (
	gapColumns = 32
	gapRows    = 80
	gapLevels  = 24 // of the gaps above the density, by the logarithm of their length
)

// packGaps evaluates the gaps and adds their columns.
func (r *Report) packGaps(p *columns.Packer) *Gaps {
	list := r.log.gapList()
	g := r.gaps(list)
	if g == nil {
		return nil
	}
	g.packCells(p, "prefill", g.Prefill, list, func(g *gap) int64 { return g.prefill })
	g.packCells(p, "batch", g.Batch, list, func(g *gap) int64 { return g.batch })
	g.packRows(p, list)
	g.packLonger(p, list)
	if g.Fit != nil {
		top := float64(g.Prefill.Max)
		p.Floats("gaps.fit.x", []float64{0, top})
		p.Floats("gaps.fit.y", []float64{g.Fit.BaseMs, g.Fit.BaseMs + float64(g.Fit.PerThousandMs*top/1000)})
	}
	return g
}

// newGapAxis cuts 0 to top into cells a power of two wide.
func newGapAxis(top int64) GapAxis {
	a := GapAxis{Cell: 1}
	for top > a.Cell*gapColumns {
		a.Cell *= 2
	}
	a.Max = max(1, (top+a.Cell-1)/a.Cell) * a.Cell
	return a
}

// column is the place of a value's cell: 0 holds the value 0 alone, the others what is above their lower edge. lower is
// the lower edge of a column.
func (a GapAxis) column(v int64) int { return int((v + a.Cell - 1) / a.Cell) }
func (a GapAxis) lower(i int) int32  { return int32(int64(i-1) * a.Cell) }
func (a GapAxis) columns() int       { return int(a.Max/a.Cell) + 1 }

// density says where the density of gaps ends and how high its cells are. It ends above the longest step, or where only
// one gap in a thousand is longer and the longest much longer. s are the gaps that cross no steps.
func density(s *stats.Sample, longest float64) (top, cell float64) {
	if s.Count() == 0 {
		return ticks(longest)
	}
	high := s.Max()
	if usual := s.Quantile(0.999); high > 1.5*usual {
		high = 1.15 * usual
	}
	return ticks(1.02 * high)
}

// ticks rounds a top up to a multiple of a round step that cuts it into at most seven, and gives a height of cells that
// cuts each step evenly.
func ticks(high float64) (top, cell float64) {
	for _, decade := range []float64{0.001, 0.01, 0.1, 1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7} {
		for _, step := range []struct{ size, parts float64 }{{1, 10}, {2, 10}, {5, 10}} {
			size := decade * step.size
			if n := math.Ceil(high / size); n <= 7 {
				return n * size, size / step.parts
			}
		}
	}
	return high, high / gapRows
}

// rows is how many cells the density is high; row is the one that a gap below TopMs falls into. A gap that is as long as a
// cell's lower edge belongs to that cell, although 8.6 / 0.2 is less than 43 in floating point.
func (g *Gaps) rows() int          { return int(math.Round(g.TopMs / g.CellMs)) }
func (g *Gaps) row(ms float64) int { return min(int(ms/g.CellMs+1e-9), g.rows()-1) }

// packCells adds the density over one axis: gaps.<name>.x and .y are the lower edges of cells, .n their gaps, .mixed
// whether most of those ride with prefill, .step the one that ended the longest. gaps.<name>.across.x and .n are the marginal distribution along the axis.
func (g *Gaps) packCells(p *columns.Packer, name string, axis GapAxis, list []*gap, value func(*gap) int64) {
	rows := g.rows()
	n, riding, longest := make([]int64, axis.columns()*rows), make([]int64, axis.columns()*rows), make([]int32, axis.columns()*rows)
	for _, gap := range list {
		if gap.ms < g.TopMs {
			i := axis.column(value(gap))*rows + g.row(gap.ms)
			n[i] += gap.n
			longest[i] = gap.step // they come in order of length
			if gap.prefill > 0 {
				riding[i] += gap.n
			}
		}
	}
	var x, counts, step, edges, sums []int32
	var y []float64
	var mixed []byte
	for column := range axis.columns() {
		sum := int64(0)
		for row := range rows {
			i := column*rows + row
			if n[i] == 0 {
				continue
			}
			sum += n[i]
			x, y, counts = append(x, axis.lower(column)), append(y, float64(row)*g.CellMs), append(counts, count32(n[i]))
			step = append(step, longest[i])
			mixed = append(mixed, 0)
			if 2*riding[i] > n[i] {
				mixed[len(mixed)-1] = 1
			}
		}
		if sum > 0 {
			edges, sums = append(edges, axis.lower(column)), append(sums, count32(sum))
		}
	}
	p.Ints("gaps."+name+".x", x)
	p.Floats("gaps."+name+".y", y)
	p.Ints("gaps."+name+".n", counts)
	p.Bytes("gaps."+name+".mixed", mixed)
	p.Ints("gaps."+name+".step", step)
	p.Ints("gaps."+name+".across.x", edges)
	p.Ints("gaps."+name+".across.n", sums)
}

// count32 is a count as columns hold it.
func count32(n int64) int32 { return int32(min(n, math.MaxInt32)) }

// packRows adds the marginal distribution by length. gaps.row.y is the lower edge; .band0 to .band3 are the gaps by
// band, .riding those of all bands with prefill; .above is how many gaps are at least that long, .ride the share of those (0 to 1) that rides with prefill.
func (g *Gaps) packRows(p *columns.Packer, list []*gap) {
	rows := g.rows()
	y, ride := make([]float64, rows), make([]float64, rows)
	above, mixed := make([]int32, rows), make([]int32, rows)
	bands := make([][]int32, len(g.Bands))
	for b := range bands {
		bands[b] = make([]int32, rows)
	}
	var longer, riding int64
	next := len(list) - 1
	for row := rows - 1; row >= 0; row-- {
		y[row] = float64(row) * g.CellMs
		for ; next >= 0 && (list[next].ms >= g.TopMs || g.row(list[next].ms) == row); next-- {
			gap := list[next]
			longer += gap.n
			if gap.prefill > 0 {
				riding += gap.n
			}
			if gap.ms < g.TopMs {
				b := 0
				for !g.Bands[b].has(gap) {
					b++
				}
				bands[b][row] += count32(gap.n)
				if b > 0 {
					mixed[row] += count32(gap.n)
				}
			}
		}
		above[row] = count32(longer)
		if longer > 0 {
			ride[row] = float64(riding) / float64(longer)
		}
	}
	p.Floats("gaps.row.y", y)
	for b := range bands {
		p.Ints("gaps.row.band"+string(rune('0'+b)), bands[b])
	}
	p.Ints("gaps.row.riding", mixed)
	p.Ints("gaps.row.above", above)
	p.Floats("gaps.row.ride", ride)
}

// packLonger adds the gaps above the density: the longest of each column and level, so that no maximum is lost, and .n,
// how many it stands for. .request is who waited, -1 for all that decode in .step.
func (g *Gaps) packLonger(p *columns.Packer, list []*gap) {
	type place struct{ column, level int }
	scale := gapLevels / detmath.Log(max(g.MaxMs/g.TopMs, 1.001))
	first := map[place]int{}
	var kept []gap
	for _, gap := range slices.Backward(list) {
		if gap.ms < g.TopMs {
			break
		}
		at := place{g.Prefill.column(gap.prefill), int(scale * detmath.Log(gap.ms/g.TopMs))}
		if i, known := first[at]; known {
			kept[i].n += gap.n
			continue
		}
		first[at] = len(kept)
		kept = append(kept, *gap)
	}
	column := func(name string, value func(*gap) int64) {
		values := make([]int32, len(kept))
		for i := range kept {
			values[i] = count32(value(&kept[i]))
		}
		p.Ints("gaps.longer."+name, values)
	}
	y := make([]float64, len(kept))
	for i := range kept {
		y[i] = kept[i].ms
	}
	p.Floats("gaps.longer.y", y)
	column("prefill", func(g *gap) int64 { return g.prefill })
	column("batch", func(g *gap) int64 { return g.batch })
	column("n", func(g *gap) int64 { return g.n })
	column("step", func(g *gap) int64 { return int64(g.step) })
	column("request", func(g *gap) int64 { return int64(g.request) })
}
