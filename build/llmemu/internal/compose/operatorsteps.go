package compose

import "fmt"

// kernelStart is what a layer that computes next to nothing takes for a single token, in nanoseconds.
const kernelStart = 2_500

// elementWiseValues are the layers that move activations and compute next to nothing, by how many 16-bit values each
// moves through memory for a token: what reached memory in the layer tables of two GPUs. Inputs that the layer before
// has just written are still in the cache.
func elementWiseValues(m *model, tp int64) []int64 {
	queriesAndKeys := (m.Heads + m.KVHeads) * m.HeadDim / tp
	values := []int64{
		2 * m.Hidden,                   // norm before attention
		2 * m.Hidden,                   // norm before the MLP
		queriesAndKeys,                 // rotary embedding
		3 * m.Intermediate / tp,        // activation: two halves in, their product out
		2 * m.KVHeads * m.HeadDim / tp, // write to the KV cache
	}
	if m.qkNorm {
		values = append(values, 2*queriesAndKeys)
	}
	return values
}

// elementWise is the time of the given element-wise layers in nanoseconds.
func elementWise(values []int64, g *gpu, tokens int64) float64 {
	var ns float64
	for _, v := range values {
		ns += max(kernelStart, float64(2*v*tokens)/g.bytesPerNS)
	}
	return ns
}

// The sampler takes its start, or two and a half passes over logits of 4 bytes: the layer tables of two GPUs at 1 and at
// 256 sequences.
const (
	samplerStart  = 25_000 // ns
	samplerPasses = 2.5
)

// hostNS is a guess: how long the CPU keeps the GPU waiting in a step.
const hostNS = 1_000_000

func samplerNS(m *model, g *gpu, sequences int64) float64 {
	return max(samplerStart, samplerPasses*float64(4*sequences*m.Vocab)/g.bytesPerNS)
}

// composeOperators adds the operators of a system up to the steps of a model.
func composeOperators(o *operators, s *deployment) (*Composition, error) {
	c := new(Composition)
	var err error
	if c.dense, err = operatorDense(o, s); err != nil {
		return nil, err
	}
	if c.head, err = operatorHead(o, s); err != nil {
		return nil, err
	}
	heads := attentionShape{s.kvDtype, s.model.Heads / s.tp, s.model.KVHeads / s.tp}
	c.attention, err = operatorAttention(o, heads, s.model.Layers)
	return c, err
}

// operatorDense is what all layers take besides attention, over the step's tokens.
func operatorDense(o *operators, s *deployment) (*lattice, error) {
	shapes, sums := s.model.matrices(s.dtype, s.tp), o.allReduce[s.tp]
	if s.tp > 1 && sums == nil {
		return nil, fmt.Errorf("%s: no all-reduces among %d GPUs", o.folder, s.tp)
	}
	var failed error
	l := newLattice([][]int64{o.rows(s.dtype)}, func(knots []int64) float64 {
		layer := elementWise(elementWiseValues(s.model, s.tp), s.system.gpu, knots[0])
		for _, shape := range shapes {
			ns, err := o.product(shape, knots[0])
			if err != nil {
				failed = err
			}
			layer += ns
		}
		if s.tp > 1 {
			layer += 2 * sums.at(float64(2*knots[0]*s.model.Hidden))
		}
		return float64(s.model.Layers) * layer
	})
	return l, failed
}

// headSequences bounds the axis of lm_head.
const headSequences = 1024

// operatorHead is lm_head, which keeps 16-bit weights, the sampler and the CPU's part of a step.
func operatorHead(o *operators, s *deployment) (*lattice, error) {
	var failed error
	var axis []int64
	for _, m := range o.rows(s.dtype) {
		if m <= headSequences {
			axis = append(axis, m)
		}
	}
	l := newLattice([][]int64{axis}, func(knots []int64) float64 {
		ns, err := o.product(shape{"bfloat16", s.model.Vocab / s.tp, s.model.Hidden}, knots[0])
		if err != nil {
			failed = err
		}
		return ns + samplerNS(s.model, s.system.gpu, knots[0]) + hostNS
	})
	return l, failed
}

// rows lists the input rows for which matrix products of a dtype were measured.
func (o *operators) rows(dtype string) []int64 {
	var rows []int64
	for s, line := range o.products {
		if s.dtype == dtype {
			rows = union(rows, line.axes[0])
		}
	}
	return rows
}
