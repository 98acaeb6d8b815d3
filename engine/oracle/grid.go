package oracle

import (
	"github.com/llmemu/playground/engine/profile"
)

// Grid is the oracle of a profile of kind "grid". What it remembers of one step changes no other, but it may not be
// asked by two at once.
type Grid struct {
	dense, head          *curve
	denseOf, headOf      remembered
	decode, prefill      *table
	mixed                *table  // nil where the profile has none
	skew                 *skew   // nil where the profile has none
	linkFixed, linkToken float64 // all-reduces over the profile's interconnect in ns: of a step, of each of its tokens
	host                 host
	covered              profile.Range
}

func newGrid(p *profile.Profile) *Grid {
	g := &Grid{
		dense: newCurve(&p.Grid.Dense), head: newCurve(&p.Grid.Head), decode: newTable(&p.Grid.Decode),
		prefill: newTable(&p.Grid.Prefill), covered: p.Range, host: newHost(p),
	}
	if len(p.Grid.Mixed.Axes) > 0 {
		g.mixed = newTable(&p.Grid.Mixed)
	}
	g.linkFixed, g.linkToken = p.AllReduceNS()
	if p.Grid.Skew != nil {
		g.skew = newSkew(p.Grid.Skew)
	}
	return g
}

// Step implements Oracle. Each part of the cost is rounded to the nearest nanosecond, halves up. The lm_head runs even
// where no request gets a token, as for one: the engine computes the logits of every chunk's last token.
func (g *Grid) Step(b *Batch) Cost {
	if b.Tokens() == 0 {
		return Cost{}
	}
	return Cost{Dense: g.denseTime(b.Tokens()), Attention: round(g.attention(b)), Head: g.headTime(b.Outputs), Host: g.host.at(b)}
}

func (g *Grid) denseTime(tokens int64) int64 {
	if ns, ok := g.denseOf.get(tokens); ok {
		return ns
	}
	return g.rememberDense(tokens)
}

func (g *Grid) rememberDense(tokens int64) int64 {
	return g.denseOf.put(tokens, round(g.dense.at(tokens)+g.linkFixed+float64(g.linkToken*float64(tokens))))
}

func (g *Grid) headTime(outputs int64) int64 {
	if ns, ok := g.headOf.get(outputs); ok {
		return ns
	}
	return g.rememberHead(outputs)
}

func (g *Grid) rememberHead(outputs int64) int64 {
	return g.headOf.put(outputs, round(g.head.at(outputs)))
}

// Mean implements Oracle: nothing is random here.
func (g *Grid) Mean(b *Batch) Cost { return g.Step(b) }

// Beyond implements Oracle. Outside the range Step goes on as the tables do at their ends.
func (g *Grid) Beyond(b *Batch) Beyond { return beyond(&g.covered, b) }

// attention is the attention time of all layers in nanoseconds. Attention is linear in the prefills' context; below a
// context of 0, where nothing can be measured, it goes on as it begins above (see Batch.OwnContext).
func (g *Grid) attention(b *Batch) float64 {
	context := b.OwnContext()
	if context >= 0 {
		return g.attentionAt(b, context)
	}
	none := g.attentionAt(b, 0)
	return none - (g.attentionAt(b, -context) - none)
}

// attentionAt is the attention time if the prefill tokens of the step were one prefill with the given context.
func (g *Grid) attentionAt(b *Batch, prefillContext float64) float64 {
	switch {
	case b.Decodes == 0:
		return g.prefillAt(b, prefillContext)
	case b.PrefillTokens > 0 && g.mixed != nil:
		return g.mixedAt(b, prefillContext)
	}
	var beside float64 // the prefills
	if b.PrefillTokens > 0 {
		beside = g.prefillAt(b, prefillContext)
	}
	row, weight := g.decode.axes[0].locate(float64(b.Decodes))
	mean := beside + g.decode.in(row, weight, float64(b.DecodeContext)/float64(b.Decodes))
	if g.skew == nil || b.DecodeMax == b.DecodeMin {
		return mean
	}
	longest := beside + g.decode.in(row, weight, float64(b.DecodeMax))
	return mean + float64(g.skew.factor(b)*(longest-mean))
}

// mixedAt is attentionAt for a step with decodes and prefills, of which the profile has a table.
func (g *Grid) mixedAt(b *Batch, prefillContext float64) float64 {
	var p point
	p.segment[1], p.weight[1] = g.mixed.axes[1].locate(prefillContext)
	p.segment[0], p.weight[0] = g.mixed.locatePrefill(b.PrefillTokens, prefillContext)
	g.mixed.locate(&p, 2, float64(b.Decodes))
	g.mixed.locate(&p, 3, float64(b.DecodeContext)/float64(b.Decodes))
	mean := g.mixed.at(&p)
	if g.skew == nil || b.DecodeMax == b.DecodeMin {
		return mean
	}
	g.mixed.locate(&p, 3, float64(b.DecodeMax))
	return mean + float64(g.skew.factor(b)*(g.mixed.at(&p)-mean))
}

// prefillAt is the attention time of the step's prefills alone.
func (g *Grid) prefillAt(b *Batch, context float64) float64 {
	row, weight := g.prefill.locatePrefill(b.PrefillTokens, context)
	return g.prefill.in(row, weight, context)
}

// round gives whole nanoseconds. Extrapolation may have gone below zero; a time may not.
func round(ns float64) int64 {
	if ns <= 0 {
		return 0
	}
	return int64(ns + 0.5)
}
