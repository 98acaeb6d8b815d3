package compose

import (
	"fmt"
	"path/filepath"

	"github.com/llmemu/playground/engine/oracle"
)

// Composition is a step's time in full resolution, as a sum over the measured layers: the reference for the compact
// grid of the profile.
type Composition struct {
	dense     *lattice
	head      *lattice
	attention *attention
	skew      *skewTable // nil where the source has none

	alternative *alternative // nil where attention was measured with one KV dtype
}

// alternative is attention with keys and values of another dtype.
type alternative struct {
	kvDtype   string
	attention *attention
}

// compose reads a source folder.
func compose(folder string, m *meta, layers, tp int64) (*Composition, error) {
	tokens, err := readCurves(filepath.Join(folder, "dense.csv.gz"), "tokens")
	if err != nil {
		return nil, err
	}
	sequences, err := readCurves(filepath.Join(folder, "per_sequence.csv.gz"), "sequences")
	if err != nil {
		return nil, err
	}
	cells, err := readAttention(folder)
	if err != nil {
		return nil, err
	}
	c := new(Composition)
	products, err := tokens.sum(map[string]int64{"qkv_proj": layers, "o_proj": layers, "gate_up_proj": layers, "down_proj": layers})
	if err != nil {
		return nil, err
	}
	elementWise := map[string]int64{
		"embedding": 1, "layernorm": 2 * layers, "rotary_emb": layers, "act_fn": layers, "final_layernorm": 1,
	}
	if _, ok := tokens.ns["qk_norm"]; ok { // a model's own: Qwen3 normalises queries and keys, Llama does not
		elementWise["qk_norm"] = layers
	}
	others, err := tokens.sum(elementWise)
	if err != nil {
		return nil, err
	}
	products = products.staircase()
	c.dense = newLattice(products.axes, func(knots []int64) float64 { return products.at(floats(knots)...) + others.at(floats(knots)...) })
	if c.head, err = sequences.sum(map[string]int64{"lm_head": 1, "sampler": 1}); err != nil {
		return nil, err
	}
	if c.attention, err = newAttention(cells, m, layers); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(folder, attentionFile), err)
	}
	c.skew, err = readSkew(folder, m, tp)
	return c, err
}

// Step is the duration of a step in nanoseconds.
func (c *Composition) Step(b *oracle.Batch) float64 {
	return c.dense.at(float64(b.Tokens())) + c.head.at(float64(b.Outputs)) + c.Attention(b)
}

// Attention is the part of Step that attention takes. Several prefills are priced by their own query-key pairs, as the
// engine's oracle does it.
func (c *Composition) Attention(b *oracle.Batch) float64 {
	context := b.OwnContext()
	if context >= 0 {
		return c.attentionAt(b, context)
	}
	none := c.attentionAt(b, 0)
	return none - (c.attentionAt(b, -context) - none)
}

// attentionAt is the attention time if the prefill tokens of the step were one prefill with context k.
func (c *Composition) attentionAt(b *oracle.Batch, k float64) float64 {
	p := float64(b.PrefillTokens)
	if b.Decodes == 0 {
		return c.attention.prefill.at(p, k)
	}
	n := float64(b.Decodes)
	at := func(context float64) float64 {
		switch {
		case b.PrefillTokens == 0:
			return c.attention.decode.at(n, context)
		case c.attention.mixed == nil:
			return c.attention.prefill.at(p, k) + c.attention.decode.at(n, context)
		}
		return c.attention.mixed.at(p, k, n, context)
	}
	mean := at(float64(b.DecodeContext) / n)
	if c.skew == nil || b.DecodeMax == b.DecodeMin {
		return mean
	}
	return mean + float64(c.skew.factor(b)*(at(float64(b.DecodeMax))-mean))
}
