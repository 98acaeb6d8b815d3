package sweep

import (
	"github.com/llmemu/playground/engine/columns"
	"github.com/llmemu/playground/engine/figures"
)

type header Outcome // whose JSON leaves the points to the columns

// packed is the header of a packed outcome.
type packed struct {
	*header
	Columns []columns.Column `json:"columns"`
}

// Pack writes the outcome as the page reads it, see package columns: a row for each point with sweep.line (number of
// the line), x, y, grid, meets, in_time and front (0 or 1), per_gpu, cost, and the mean of every figure by its key; of
// p99_ttft_ms also the range over the seeds (low.*, high.*).
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
	floats("cost", func(q *Point) float64 { return q.Cost })
	for f := range figures.NumFigures {
		floats(f.Key(), func(q *Point) float64 { return q.Mean[f] })
	}
	floats("low.p99_ttft_ms", func(q *Point) float64 { return q.Low[figures.TTFTP99] })
	floats("high.p99_ttft_ms", func(q *Point) float64 { return q.High[figures.TTFTP99] })
	return p.Pack(packed{(*header)(o), p.Columns()})
}
