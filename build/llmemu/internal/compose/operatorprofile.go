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
	return s.profile(), c, nil
}

// read reads the tables of a system.
func (s *system) read(data string) (*operators, error) {
	o, err := readOperators(filepath.Join(data, "ops", s.folder))
	if err != nil || s.twin == nil {
		return o, err
	}
	twin, err := readOperators(filepath.Join(data, "ops", s.twin.folder))
	if err != nil {
		return nil, err
	}
	o.takeAttention(twin)
	return o, nil
}

// takeAttention replaces attention times by those of a twin: all prefills, and decodes that the twin does faster.
func (o *operators) takeAttention(twin *operators) {
	o.context = twin.context
	for heads, cells := range o.generation {
		for at, ns := range twin.generation[heads] {
			if own, ok := cells[at]; ok {
				cells[at] = min(own, ns)
			}
		}
	}
}

// profile is everything but the latencies.
func (s *deployment) profile() *profile.Profile {
	p := &profile.Profile{
		Format: profile.Format,
		ID:     s.id,
		Title:  s.model.Name + " on " + s.system.gpu.Name,
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
			"decodes of unequal context cost what equal ones of the same mean do",
			"flags: vLLM's defaults for this GPU; the source timed kernels, not an engine",
			"frontend: no cost",
			"memory overhead: 1.2 GB, from runs on other cards",
			s.system.gpu.memoryNote,
		},
		Range: profile.Range{MaxPrefillTokens: s.system.maxTokens, MaxContext: 16384, MaxDecodeSeqs: 512, MaxDecodeSeqsMixed: 512},
		Kind:  profile.KindGrid,
	}
	if s.tp > 1 {
		p.Measured = append(p.Measured, "time of all-reduces by bytes, among the GPUs of one machine")
	}
	if s.kvDtype == "fp8" {
		p.Assumed = append(p.Assumed, "fp8 keys and values, as NVIDIA's fp8 checkpoint of the model asks for")
	}
	if t := s.system.twin; t != nil {
		p.Assumed = append(p.Assumed, "attention: the "+t.gpu.Name+"'s, which has the same chip, where the own times exceed what the chip can compute or the "+t.gpu.Name+" is faster")
	}
	p.Memory = memoryOf(s.model, s.dtype, s.tp)
	return p
}
