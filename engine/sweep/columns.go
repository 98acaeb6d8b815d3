package sweep

import (
	"cmp"
	"math"

	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/internal/columns"
	"github.com/llmemu/playground/internal/order"
)

// Pack writes what there is so far, see Outcome.Pack.
func (s *Sweep) Pack() ([]byte, error) { return s.Outcome().Pack() }

// Pack writes the outcome as the page reads it, see package columns: a row for each point with sweep.line (number of
// the line), x, y, grid, meets, in_time and front (0 or 1), per_gpu, cost, and the mean of every figure by its key; of
// p99_ttft_ms, p99_tpot_ms, p99_itl_ms and p99_e2el_ms also the range over the seeds, as range.*: rows of low, high and NaN, over
// range.x. front.speed and front.per_gpu are the Pareto front by rising speed, with front.row.
func (o *Outcome) Pack() ([]byte, error) {
	p := &columns.Packer{}
	floats := func(name string, of func(*Point) float64) {
		values := make([]float64, len(o.Points))
		for i := range o.Points {
			values[i] = of(&o.Points[i])
		}
		p.Floats("sweep."+name, values)
	}
	flags := func(name string, of func(*Point) bool) {
		values := make([]byte, len(o.Points))
		for i := range o.Points {
			if of(&o.Points[i]) {
				values[i] = 1
			}
		}
		p.Bytes("sweep."+name, values)
	}
	floats("line", func(q *Point) float64 { return float64(q.Line) })
	floats("x", func(q *Point) float64 { return q.X })
	floats("y", func(q *Point) float64 { return o.Lines[q.Line].Y })
	flags("grid", func(q *Point) bool { return q.Grid })
	flags("meets", func(q *Point) bool { return q.Meets })
	flags("in_time", func(q *Point) bool { return q.InTime })
	flags("front", func(q *Point) bool { return q.Front })
	floats("per_gpu", func(q *Point) float64 { return q.PerGPU })
	floats("cost", func(q *Point) float64 {
		if q.Cost == 0 {
			return math.NaN()
		}
		return q.Cost
	})
	for f := range keyfigures.NumFigures {
		floats(f.Key(), func(q *Point) float64 { return q.Mean[f] })
	}
	for _, f := range []keyfigures.Figure{keyfigures.TTFTP99, keyfigures.TPOTP99, keyfigures.ITLP99, keyfigures.E2ELP99} {
		o.packRanges(p, f)
	}
	o.packFront(p)
	return p.Pack(&header{o, p.Columns()})
}

// packRanges adds a stroke for each point from the smallest to the largest value of a figure: two rows, and one that
// separates it from the next.
func (o *Outcome) packRanges(p *columns.Packer, f keyfigures.Figure) {
	var values, xs, lines []float64
	for i := range o.Points {
		q := &o.Points[i]
		values = append(values, q.Low[f], q.High[f], math.NaN())
		xs = append(xs, q.X, q.X, q.X)
		lines = append(lines, float64(q.Line), float64(q.Line), float64(q.Line))
	}
	if f == keyfigures.TTFTP99 {
		p.Floats("sweep.range.x", xs)
		p.Floats("sweep.range.line", lines)
	}
	p.Floats("sweep.range."+f.Key(), values)
}

func (o *Outcome) packFront(p *columns.Packer) {
	var rows []int32
	for i := range o.Points {
		if o.Points[i].Front {
			rows = append(rows, int32(i))
		}
	}
	order.Stable(rows, func(i, j *int32) int {
		return cmp.Compare(o.Points[*i].Mean[keyfigures.UserSpeed], o.Points[*j].Mean[keyfigures.UserSpeed])
	})
	speed, perGPU := make([]float64, len(rows)), make([]float64, len(rows))
	for i, row := range rows {
		speed[i], perGPU[i] = o.Points[row].Mean[keyfigures.UserSpeed], o.Points[row].PerGPU
	}
	p.Floats("sweep.front.speed", speed)
	p.Floats("sweep.front.per_gpu", perGPU)
	p.Ints("sweep.front.row", rows)
}
