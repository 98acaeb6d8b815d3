package oracle

import (
	"cmp"

	"github.com/llmemu/playground/internal/order"
)

// Source is one look-up behind a step's latency: the axes of a grid, or the cells of a sampled profile.
type Source struct {
	Part  string // what it contributed to: "dense", "attention", "head" or "step"
	Axes  []Bracket
	Cells []CellUse
}

// Bracket is a value between two knots of an axis. Beyond the last knot the latency goes on as it rises from From to To: in
// attention those are the last two knots, in the others the outer half of the axis (see curve).
type Bracket struct {
	Axis     string // what the axis counts
	At       float64
	From, To int64
	Beyond   bool
}

// CellUse is a cell of a sampled profile that answered, with its share of the answer.
type CellUse struct {
	Tokens, Requests int64 // the names of its buckets
	Samples          int64 // that the capture had
	Share            float64
}

// Describer is an oracle that can say where its answers come from.
type Describer interface {
	Describe(b *Batch) []Source
}

// Describe implements Describer.
func (g *Grid) Describe(b *Batch) []Source {
	list := []Source{
		{Part: "dense", Axes: []Bracket{g.dense.bracket("tokens", b.Tokens())}},
		{Part: "attention", Axes: g.attentionBrackets(b)},
	}
	return append(list, Source{Part: "head", Axes: []Bracket{g.head.bracket("outputs", b.Outputs)}})
}

func (g *Grid) attentionBrackets(b *Batch) []Bracket {
	var list []Bracket
	prefill, decode, sequences := g.prefill, g.decode, 0
	if b.Decodes > 0 && b.PrefillTokens > 0 && g.mixed != nil {
		prefill, decode, sequences = g.mixed, g.mixed, 2
	}
	if b.PrefillTokens > 0 {
		list = append(list, prefill.bracket(0, "prefill tokens", float64(b.PrefillTokens)),
			prefill.bracket(1, "prefill context", max(0, b.OwnContext())))
	}
	if b.Decodes > 0 {
		list = append(list, decode.bracket(sequences, "decodes", float64(b.Decodes)),
			decode.bracket(sequences+1, "decode context", float64(b.DecodeContext)/float64(b.Decodes)))
	}
	return list
}

// bracket finds the knots of axis d around x.
func (t *table) bracket(d int, name string, x float64) Bracket {
	knots := t.axes[d].knots
	segment, _ := t.axes[d].locate(x)
	from, to := knots[segment], knots[segment+1]
	return Bracket{Axis: name, At: x, From: int64(from), To: int64(to), Beyond: x > to}
}

// Describe implements Describer. In mode sample one of the cells answered, with a probability that is its share.
func (o *Sampled) Describe(b *Batch) []Source {
	near := o.neighbours(b)
	var weights float64
	for i := range near {
		weights += near[i].weight()
	}
	var cells []CellUse
	for i := range near {
		c := near[i].cell
		cells = append(cells, CellUse{Tokens: c.tokens, Requests: c.requests, Samples: c.samples, Share: near[i].weight() / weights})
	}
	order.Stable(cells, func(a, b *CellUse) int { return cmp.Compare(b.Share, a.Share) })
	return []Source{{Part: "step", Cells: cells}}
}
