package byhand

import (
	"fmt"
	"slices"
)

// Density says how the view of token gaps draws a run's gaps. The cells reach to the longest step, in a few round steps of
// which each has ten cells: for a longest of 12.1 ms, 2 % more is 12.3, which takes seven steps of 2 ms, and cells of 0.2 ms.
type Density struct {
	Top, Cell int64
	Bands     [4][2]int // prefill tokens of a step: none, up to a quarter of the budget, up to three quarters, more
}

// row is a place in the density, or a step in the list of gaps above it.
type row struct {
	length           int64
	n                int
	prefill, decodes int
	step, request    int // -1 where nobody waited across steps
}

// gapRows lists the gaps from the shortest to the longest: those of a step together, those across steps one by one; of
// equal ones, the later step is behind.
func (r *Run) gapRows() []row {
	var list []row
	for k := range r.Steps {
		s := &r.Steps[k]
		together := row{prefill: s.Prefill(), decodes: s.Decodes(), step: k, request: -1}
		var across []row
		for _, g := range r.Gaps() {
			switch {
			case g.To == k && g.Across():
				across = append(across, row{g.Length, 1, s.Prefill(), s.Decodes(), k, g.Request})
			case g.To == k:
				together.length = g.Length
				together.n++
			}
		}
		if together.n > 0 {
			list = append(list, together)
		}
		list = append(list, across...)
	}
	slices.SortStableFunc(list, func(a, b row) int { return int(a.length - b.length) })
	return list
}

// gaps are the columns gaps.*. A cell is one prefill token, or one decode, wide: no step has more than 32 of either. Its lower
// edge stands for it, so that n tokens are in the cell n − 1, and the cell −1 holds the steps without.
func (r *Run) gaps(c Columns) {
	d, list := r.Density, r.gapRows()
	for name, value := range map[string]func(row) int{"prefill": func(g row) int { return g.prefill }, "batch": func(g row) int { return g.decodes }} {
		name = "gaps." + name
		for _, column := range []string{".x", ".y", ".n", ".mixed", ".step", ".across.x", ".across.n"} {
			c[name+column] = []float64{}
		}
		for n := range 33 {
			all := 0
			for low := int64(0); low < d.Top; low += d.Cell {
				inside, mixed, step := 0, 0, -1
				for _, g := range list {
					if value(g) == n && low <= g.length && g.length < low+d.Cell {
						inside += g.n
						step = g.step
						if g.prefill > 0 {
							mixed += g.n
						}
					}
				}
				if inside > 0 {
					c.add(name+".x", float64(n-1))
					c.add(name+".y", Ms(low))
					c.add(name+".n", float64(inside))
					c.add(name+".step", float64(step))
					c.add(name+".mixed", flag(2*mixed > inside))
				}
				all += inside
			}
			if all > 0 {
				c.add(name+".across.x", float64(n-1))
				c.add(name+".across.n", float64(all))
			}
		}
	}
	for low := int64(0); low < d.Top; low += d.Cell {
		var bands [4]float64
		riding, above, longerRiding := 0.0, 0.0, 0.0
		for _, g := range list {
			if g.length >= low {
				above += float64(g.n)
				if g.prefill > 0 {
					longerRiding += float64(g.n)
				}
			}
			if g.length < low || g.length >= low+d.Cell {
				continue
			}
			for b, band := range d.Bands {
				if band[0] <= g.prefill && g.prefill <= band[1] {
					bands[b] += float64(g.n)
				}
			}
			if g.prefill > 0 {
				riding += float64(g.n)
			}
		}
		c.add("gaps.row.y", Ms(low))
		for b := range bands {
			c.add(fmt.Sprintf("gaps.row.band%d", b), bands[b])
		}
		c.add("gaps.row.riding", riding)
		c.add("gaps.row.above", above)
		c.add("gaps.row.ride", longerRiding/max(above, 1))
	}
	for _, column := range []string{"y", "prefill", "batch", "n", "step", "request"} {
		c["gaps.longer."+column] = []float64{}
	}
	for _, g := range slices.Backward(list) { // each has a column and a level of its own
		if g.length >= d.Top {
			c.add("gaps.longer.y", Ms(g.length))
			c.add("gaps.longer.prefill", float64(g.prefill))
			c.add("gaps.longer.batch", float64(g.decodes))
			c.add("gaps.longer.n", float64(g.n))
			c.add("gaps.longer.step", float64(g.step))
			c.add("gaps.longer.request", float64(g.request))
		}
	}
	if base, slope, ok := r.line(); ok {
		most := 0
		for _, g := range list {
			most = max(most, g.prefill)
		}
		c["gaps.fit.x"] = []float64{0, float64(most)}
		c["gaps.fit.y"] = []float64{base, base + slope*float64(most)}
	}
}

func (c Columns) add(name string, value float64) { c[name] = append(c[name], value) }

func flag(on bool) float64 {
	if on {
		return 1
	}
	return 0
}

// line is the least-squares line through the gaps that share a step with prefill, over its tokens; those across steps say
// nothing of one. In milliseconds, and milliseconds a token.
func (r *Run) line() (base, slope float64, ok bool) {
	var x, y []float64
	for _, g := range r.gapRows() {
		for range g.n {
			if g.prefill > 0 && g.request < 0 {
				x, y = append(x, float64(g.prefill)), append(y, Ms(g.length))
			}
		}
	}
	if len(x) == 0 || slices.Min(x) == slices.Max(x) {
		return 0, 0, false
	}
	var above, below float64
	for i := range x {
		above += (x[i] - Mean(x)) * (y[i] - Mean(y))
		below += (x[i] - Mean(x)) * (x[i] - Mean(x))
	}
	slope = above / below
	return Mean(y) - slope*Mean(x), slope, true
}

// gapHeader is what the header says of token gaps.
func (r *Run) gapHeader() Object {
	list := r.gapRows()
	lengths := r.GapMs()
	longest := func(keep func(row) bool) List {
		steps := List{}
		for _, g := range slices.Backward(list) {
			if len(steps) < 8 && keep(g) {
				steps = append(steps, Object{"step": g.step, "at_s": S(r.Steps[g.step].End), "ms": Ms(g.length), "prefill": g.prefill,
					"decodes": g.decodes, "gaps": g.n, "request": g.request})
			}
		}
		return steps
	}
	bands := List{}
	for _, band := range r.Density.Bands {
		in := func(g row) bool { return band[0] <= g.prefill && g.prefill <= band[1] }
		var own []float64
		for _, g := range list {
			for range g.n {
				if in(g) {
					own = append(own, Ms(g.length))
				}
			}
		}
		bands = append(bands, Object{"low": band[0], "high": band[1], "gaps": len(own), "share": float64(len(own)) / float64(len(lengths)),
			"p50_ms": Quantile(own, 0.5), "p99_ms": Quantile(own, 0.99), "longest": longest(in)})
	}
	prefill, batch, longer := 1, 1, 0
	for _, g := range list {
		prefill, batch = max(prefill, g.prefill), max(batch, g.decodes)
		if g.length >= r.Density.Top {
			longer += g.n
		}
	}
	header := Object{
		"count": len(lengths), "p50_ms": Quantile(lengths, 0.5), "p90_ms": Quantile(lengths, 0.9), "p99_ms": Quantile(lengths, 0.99),
		"bands": bands, "longest": longest(func(row) bool { return true }), "top_ms": Ms(r.Density.Top), "cell_ms": Ms(r.Density.Cell),
		"prefill": Object{"cell": 1, "max": prefill}, "batch": Object{"cell": 1, "max": batch}, "longer": longer,
		"max_ms": Ms(list[len(list)-1].length), "fit": nil, "facts": r.Facts,
	}
	if base, slope, ok := r.line(); ok {
		header["fit"] = Object{"base_ms": base, "per_thousand_ms": 1000 * slope}
	}
	return header
}
