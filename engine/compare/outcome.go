package compare

import (
	"math"

	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/columns"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/internal/stats"
)

// Outcome is what a comparison has come to so far.
type Outcome struct {
	Seeds           int   // pairs of runs that are over
	First           int64 // seed of the first pair
	Wanted          int   // pairs
	Finished, Known int   // runs
	Problem         string
	// Constant says that the seeds changed nothing in either: the stream is recorded and no latency is drawn.
	Constant bool
	Rows     []Row
}

// Row is one figure of A and B. Differences are B minus A.
type Row struct {
	Key, Unit  string
	A, B       float64 // means over the seeds
	Difference float64
	Percent    float64 // of A; 0 where A is 0
	// Margin is half the 95 % confidence interval of the difference, by Student's t over the pairs.
	Margin float64
	Beyond bool // the difference is larger than the margin
	Good   bool // it is beyond, and B is better
	Bad    bool // it is beyond, and B is worse
}

// compared are the figures of a comparison, in their order.
var compared = []keyfigures.Figure{
	keyfigures.TTFTP50, keyfigures.TTFTP99, keyfigures.TPOTP50, keyfigures.TPOTP99, keyfigures.ITLP50, keyfigures.ITLP99, keyfigures.E2ELP50, keyfigures.E2ELP99, keyfigures.QueueP99,
	keyfigures.RequestThroughput, keyfigures.OutputThroughput, keyfigures.RequestGoodput, keyfigures.Attainment, keyfigures.UserSpeed,
	keyfigures.Preemptions, keyfigures.PeakKV, keyfigures.MeanRunning, keyfigures.Waiting,
}

// Outcome evaluates the pairs that are complete.
func (c *Comparison) Outcome() *Outcome {
	o := &Outcome{First: c.first, Wanted: len(c.sets[0]), Finished: c.finished, Known: 2 * len(c.sets[0]), Problem: c.problem, Constant: true, Rows: []Row{}}
	var pairs [][2]*keyfigures.Set
	for i := range c.sets[0] {
		if c.known[0][i] && c.known[1][i] {
			pairs = append(pairs, [2]*keyfigures.Set{&c.sets[0][i], &c.sets[1][i]})
		}
	}
	o.Seeds = len(pairs)
	if o.Seeds < MinSeeds {
		o.Constant = false
		return o
	}
	objective := c.both[0].SLO != (scenario.SLO{}) || c.both[1].SLO != (scenario.SLO{})
	for _, f := range compared {
		if !objective && (f == keyfigures.RequestGoodput || f == keyfigures.Attainment) {
			continue
		}
		o.Rows = append(o.Rows, c.row(f, pairs))
	}
	for _, pair := range pairs[1:] {
		if *pair[0] != *pairs[0][0] || *pair[1] != *pairs[0][1] {
			o.Constant = false
		}
	}
	return o
}

// precision is the share of a figure below which a difference is none: sums of floating-point numbers are no finer.
const precision = 1e-9

func (c *Comparison) row(f keyfigures.Figure, pairs [][2]*keyfigures.Set) Row {
	a, b, differences := 0.0, 0.0, make([]float64, len(pairs))
	n := float64(len(pairs))
	for i, pair := range pairs {
		a += pair[0][f]
		b += pair[1][f]
		differences[i] = pair[1][f] - pair[0][f]
	}
	r := Row{Key: f.Key(), Unit: f.Unit(), A: a / n, B: b / n}
	r.Difference, r.Margin = stats.Interval(differences)
	finest := precision * max(math.Abs(r.A), math.Abs(r.B))
	if math.Abs(r.Difference) < finest {
		r.Difference = 0
	}
	if r.Margin < finest {
		r.Margin = 0
	}
	r.Percent = Percent(r.A, r.B)
	r.Beyond = math.Abs(r.Difference) > r.Margin
	r.Good = r.Beyond && r.Difference*float64(f.Better()) > 0
	r.Bad = r.Beyond && r.Difference*float64(f.Better()) < 0
	return r
}

// Percent is the change from a to b in percent of a; 0 where a is 0.
func Percent(a, b float64) float64 {
	if a == 0 {
		return 0
	}
	return 100 * (b - a) / math.Abs(a)
}

// Members are those of the JSON.
func (r *Row) Members() plainjson.Members {
	return plainjson.Members{"key", &r.Key, "unit", &r.Unit, "a", &r.A, "b", &r.B, "difference", &r.Difference, "percent", &r.Percent,
		"margin", &r.Margin, "beyond", &r.Beyond, "good", &r.Good, "bad", &r.Bad}
}

// Members are those of the JSON.
func (o *Outcome) Members() plainjson.Members {
	return plainjson.Members{"seeds", &o.Seeds, "first", &o.First, "wanted", &o.Wanted, "finished", &o.Finished, "known", &o.Known, "problem", &o.Problem, "constant", &o.Constant,
		"rows", plainjson.List(&o.Rows)}
}

// header is a packed outcome's, which has no columns.
type header struct {
	*Outcome
	columns []columns.Column
}

func (h *header) Members() plainjson.Members {
	return append(h.Outcome.Members(), "columns", plainjson.List(&h.columns))
}

// Pack writes what there is so far as the page reads it: all of it is in the header.
func (c *Comparison) Pack() ([]byte, error) {
	return (&columns.Packer{}).Pack(&header{c.Outcome(), []columns.Column{}})
}

// ReadHeader reads a packed outcome's header.
func ReadHeader(text []byte) (*Outcome, error) {
	h := &header{Outcome: &Outcome{}}
	if err := plainjson.Unmarshal(text, h); err != nil {
		return nil, err
	}
	return h.Outcome, nil
}
