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
		2 * m.Hidden,            // norm before attention
		2 * m.Hidden,            // norm before the MLP
		queriesAndKeys,          // rotary embedding
		3 * m.Intermediate / tp, // activation: two halves in, their product out
	}
	if m.qkNorm {
		values = append(values, 2*queriesAndKeys)
	}
	return values
}

// kvWriteValues is what the write to the KV cache moves, where the tables of attention are without it.
func kvWriteValues(m *model, tp int64) int64 { return 2 * m.KVHeads * m.HeadDim / tp }

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
	if c.attention, err = operatorAttention(o, s.heads(s.kvDtype), s.model.Layers); err != nil {
		return nil, err
	}
	for _, dtype := range s.system.kvDtypes {
		if dtype == s.kvDtype {
			continue
		}
		c.alternative = &alternative{kvDtype: dtype}
		if c.alternative.attention, err = operatorAttention(o, s.heads(dtype), s.model.Layers); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// heads is the attention of one GPU.
func (s *deployment) heads(kvDtype string) attentionShape {
	return attentionShape{kvDtype, s.model.Heads / s.tp, s.model.KVHeads / s.tp}
}

// graphSizes are the numbers of tokens for which vLLM captures CUDA graphs: steps are padded to the next one.
func graphSizes() []int64 {
	sizes := []int64{1, 2, 4}
	for n := int64(8); n < 256; n += 8 {
		sizes = append(sizes, n)
	}
	for n := int64(256); n <= 512; n += 16 {
		sizes = append(sizes, n)
	}
	return sizes
}

// operatorDense is what all layers take besides attention, over the step's tokens: in steps up to the largest CUDA graph
// for the tokens that fill the graph up, beyond for their own.
func operatorDense(o *operators, s *deployment) (*lattice, error) {
	var failed error
	cost := func(knots []int64) float64 {
		ns, err := denseNS(o, s, knots[0])
		if err != nil {
			failed = err
		}
		return ns
	}
	graphs := graphSizes()
	l := newLattice([][]int64{graphs}, cost).staircase()
	var beyond []int64
	for _, m := range o.rows(s.dtype) {
		if m > last(graphs) {
			beyond = append(beyond, m)
		}
	}
	eager := newLattice([][]int64{beyond}, cost)
	l.axes[0] = append(l.axes[0], eager.axes[0]...)
	l.values = append(l.values, eager.values...)
	return l, failed
}

// denseNS is the time of all layers but their attention for a number of tokens.
func denseNS(o *operators, s *deployment, tokens int64) (float64, error) {
	values := elementWiseValues(s.model, s.tp)
	if s.system.writesKVApart {
		values = append(values, kvWriteValues(s.model, s.tp))
	}
	layer := elementWise(values, s.system.gpu, tokens)
	for _, shape := range s.model.matrices(s.dtype, s.tp) {
		ns, err := o.product(shape, tokens)
		if err != nil {
			return 0, err
		}
		if s.dtype == "fp8" && o.rescaling != nil {
			ns -= o.rescaling.at(float64(shape.k), float64(tokens))
		}
		layer += ns
	}
	total := float64(s.model.Layers) * layer
	if s.tp > 1 {
		sums := o.allReduce[s.tp]
		if sums == nil {
			return 0, fmt.Errorf("%s: no all-reduces among %d GPUs", o.folder, s.tp)
		}
		total += float64(2*s.model.Layers+1) * sums.at(float64(2*tokens*s.model.Hidden)) // one more after the embedding
	}
	return total, nil
}

// headSequences bounds the axis of lm_head.
const headSequences = 1024

// operatorHead is lm_head, which keeps 16-bit weights, and the sampler.
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
		return ns + samplerNS(s.model, s.system.gpu, knots[0])
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
