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
	if c.dense, err = tokens.sum(map[string]int64{
		"embedding": 1, "layernorm": 2 * layers, "qkv_proj": layers, "rotary_emb": layers, "o_proj": layers,
		"gate_up_proj": layers, "act_fn": layers, "down_proj": layers, "final_layernorm": 1,
	}); err != nil {
		return nil, err
	}
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

// Attention is the part of Step that attention takes.
func (c *Composition) Attention(b *oracle.Batch) float64 {
	p, k := float64(b.PrefillTokens), float64(b.PrefillContext)
	if b.Decodes == 0 {
		return c.attention.prefill.at(p, k)
	}
	n := float64(b.Decodes)
	at := func(context float64) float64 {
		if b.PrefillTokens == 0 {
			return c.attention.decode.at(n, context)
		}
		return c.attention.mixed.at(p, k, n, context)
	}
	mean := at(float64(b.DecodeContext) / n)
	if c.skew == nil || b.DecodeMax == b.DecodeMin {
		return mean
	}
	return mean + float64(c.skew.factor(b)*(at(float64(b.DecodeMax))-mean))
}
