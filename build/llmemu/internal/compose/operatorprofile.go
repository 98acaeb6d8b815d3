package compose

import (
	"fmt"
	"path/filepath"

	"github.com/llmemu/playground/engine/profile"
)

func (s *deployment) name() string { return s.id }

// compose implements recipe.
func (s *deployment) compose(data string) (*profile.Profile, *Composition, error) {
	o, err := s.system.read(data)
	if err != nil {
		return nil, nil, err
	}
	c, err := composeOperators(o, s)
	if err != nil {
		return nil, nil, err
	}
	p := s.profile()
	p.Engine.AttentionBackend = o.backend[s.kvDtype]
	p.Range = profile.Range{
		MaxPrefillTokens:   min(last(c.dense.axes[0]), last(prefillTokens)),
		MaxContext:         last(prefillContexts),
		MaxDecodeSeqs:      last(decodeCounts),
		MaxDecodeSeqsMixed: last(decodeCounts),
	}
	return p, c, nil
}

// read reads the tables of a system, and those of the systems that mend them.
func (s *system) read(data string) (*operators, error) {
	tables := func(s *system) (*operators, error) {
		return readOperators(filepath.Join(data, operatorFolder, s.folder))
	}
	o, err := tables(s)
	if err != nil {
		return nil, err
	}
	if s.prefills != nil {
		other, err := tables(s.prefills)
		if err != nil {
			return nil, err
		}
		o.context = other.context
	}
	if s.slowFP8 {
		o.boundFP8()
	}
	if s.slower != nil {
		slower, err := tables(s.slower)
		if err != nil {
			return nil, err
		}
		o.boundBy(slower)
	}
	return o, nil
}

// boundFP8 lowers products of fp8 to what one of more rows takes, and to what the same one of 16 bits takes.
func (o *operators) boundFP8() {
	for s, line := range o.products {
		wide, ok := o.products[shape{"bfloat16", s.n, s.k}]
		if s.dtype != "fp8" || !ok {
			continue
		}
		for i := len(line.values) - 1; i >= 0; i-- {
			line.values[i] = min(line.values[i], wide.at(float64(line.axes[0][i])))
			if i+1 < len(line.values) {
				line.values[i] = min(line.values[i], line.values[i+1])
			}
		}
	}
}

// boundBy lowers decodes and all-reduces to what they take on a slower system, where that takes less.
func (o *operators) boundBy(slower *operators) {
	for heads, cells := range o.generation {
		for at, ns := range slower.generation[heads] {
			if own, ok := cells[at]; ok {
				cells[at] = min(own, ns)
			}
		}
	}
	for gpus, line := range o.allReduce {
		other, ok := slower.allReduce[gpus]
		if !ok {
			continue
		}
		for i, bytes := range line.axes[0] {
			line.values[i] = min(line.values[i], other.at(float64(bytes)))
		}
	}
}

// profile is everything but the latencies.
func (s *deployment) profile() *profile.Profile {
	p := &profile.Profile{
		Format: profile.Format,
		ID:     s.id,
		Title:  title(s.model, s.system.gpu, s.tp),
		GPU:    s.system.gpu.GPU,
		Model:  s.model.Model,
		Engine: profile.Engine{
			VLLMVersion: s.system.vllmVersion, Dtype: s.dtype, KVDtype: s.kvDtype, TP: s.tp, MaxModelLen: s.model.MaxModelLen,
			MaxNumSeqs: s.system.maxSeqs, MaxNumBatchedTokens: s.system.maxTokens, BlockSize: 16, GPUMemoryUtilization: 0.9,
		},
		Frontend: profile.Frontend{How: "assumed: no cost, nobody measured it"},
		Source: profile.Source{
			Name:        "ai-dynamo/aiconfigurator",
			Description: fmt.Sprintf("operator times of vLLM %s on %s", s.system.vllmVersion, s.system.gpu.Name),
			Licence:     "Apache-2.0",
			MeasuredAt:  "not recorded",
		},
		Measured: []string{
			"time of matrix products by shape and tokens",
			"time of attention of prefills without context, and of equal decodes by number and context",
		},
		Assumed: []string{
			"a guess: the CPU keeps the GPU waiting for 1 ms a step",
			"a step is the sum of its kernels; one with prefills and decodes costs what both cost alone",
			"norms, rotary embedding, activation and sampler: their bytes at the GPU's published memory bandwidth",
			"a prefill with context costs what the longer prefill takes more than its beginning",
			"several prefills in one step cost what one prefill with as many tokens and query-key pairs does",
			"decodes read their keys from memory; beyond the largest measured call, at its rate",
			"decodes of unequal context cost what equal ones of the same mean do",
			"flags: vLLM's defaults for this GPU; the source timed kernels, not an engine",
			"frontend: no cost",
			"memory overhead: 1.2 GB, from runs on other cards",
			s.system.gpu.memoryNote,
		},
		Kind: profile.KindGrid,
	}
	if s.tp > 1 {
		p.Measured = append(p.Measured, "time of all-reduces by bytes, among the GPUs of one machine")
	}
	if s.kvDtype == "fp8" {
		p.Assumed = append(p.Assumed, "fp8 keys and values, as NVIDIA's fp8 checkpoint of the model asks for")
	}
	if other := s.system.prefills; other != nil {
		p.Assumed = append(p.Assumed, "prefill attention: as on the "+other.gpu.Name+", which has the same chip; the own times exceed what it can compute")
	}
	if s.system.slowFP8 && s.dtype == "fp8" {
		p.Assumed = append(p.Assumed, "fp8 products take no longer than with more tokens, or in 16 bits: the source timed a kernel that is slower, and that vLLM does not choose on this GPU")
	}
	if other := s.system.slower; other != nil {
		p.Assumed = append(p.Assumed, "decode attention and all-reduces take no longer than on the "+other.gpu.Name+", whose memory and links are slower")
	}
	p.Memory = memoryOf(s.model, s.dtype, s.tp)
	return p
}
