package compose

import (
	"fmt"
	"path/filepath"
	"strings"

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
	p.Range = profile.Range{
		MaxPrefillTokens:   min(last(c.dense.axes[0]), last(prefillTokens)),
		MaxContext:         last(prefillContexts),
		MaxDecodeSeqs:      last(decodeCounts),
		MaxDecodeSeqsMixed: last(decodeCounts),
	}
	return p, c, nil
}

// read reads the tables of a system, mended.
func (s *system) read(data string) (*operators, error) {
	o, err := readOperators(filepath.Join(data, operatorFolder, s.folder))
	if err != nil {
		return nil, err
	}
	o.sustained = map[string]float64{}
	for dtype, tflops := range s.plateau {
		o.sustained[dtype] = realShare * tflops * 1000
	}
	if s.links != nil {
		others, err := readAllReduce(filepath.Join(data, operatorFolder, s.links.folder))
		if err != nil {
			return nil, err
		}
		boundLines(o.allReduce, others)
	}
	return o, nil
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
		Frontend: profile.FrontendOf(profile.EndpointCompletions),
		Host:     profile.HostOf(s.system.vllmVersion, true),
		Source: profile.Source{
			Name:        "ai-dynamo/aiconfigurator",
			Description: fmt.Sprintf("operator times of vLLM %s on %s", s.system.vllmVersion, s.system.gpu.Name),
			Licence:     "Apache-2.0",
			MeasuredAt:  "not recorded",
		},
		Measured: []string{
			"time of matrix products by shape and tokens, in bursts of six calls",
			"time of attention of prefills without context, and of equal decodes by number and context",
		},
		Assumed: []string{
			"a step is the sum of its kernels; one with prefills and decodes costs what both cost alone",
			"norms, rotary embedding, activation and sampler: their bytes at the GPU's published memory bandwidth",
			"steps of up to 512 tokens are padded to the CUDA graphs that vLLM captures",
			"a prefill with context costs what the longer prefill takes more than its beginning",
			"several prefills in one step cost what one prefill with as many tokens and query-key pairs does",
			"decodes read their keys from memory; beyond the largest measured call, at its rate",
			"decodes of unequal context cost what equal ones of the same mean do",
			"flags: vLLM's defaults for this GPU; the source timed kernels, not an engine",
			s.system.gpu.memoryNote,
		},
		Kind: profile.KindGrid,
	}
	if s.tp > 1 {
		p.Measured = append(p.Measured, "time of all-reduces by bytes, among the GPUs of one machine: the faster of vLLM's kernel and NCCL")
	}
	if s.system.plateau != nil {
		p.Assumed = append(p.Assumed, fmt.Sprintf("matrix products reach %g of the rate that the source measured at the GPU's power limit: "+
			"real data draw more power than its constants; chosen by public runs of Llama-70B", realShare))
	}
	if s.kvDtype == "fp8" {
		p.Assumed = append(p.Assumed, "fp8 keys and values, as NVIDIA's fp8 checkpoint of the model asks for",
			"inputs of fp8 products have a scale that the checkpoint states; the source timed ones that find it, and what that takes more")
	}
	if other := s.system.links; other != nil && s.tp > 1 {
		p.Assumed = append(p.Assumed, "all-reduces take no longer than on the "+other.gpu.Name+", whose links are slower")
	}
	p.Assumed = append(p.Assumed, "frontend: "+p.Frontend.How, "time of the CPU in a step: "+p.Host.How)
	p.Memory = memoryOf(s.model, s.dtype, s.tp)
	p.Memory.OverheadBytes = restOverhead + s.activationBytes()
	p.Memory.OverheadHow = fmt.Sprintf("assumed: activations of %d tokens, and %.1f GB, which a real run on an RTX 4090 took besides them",
		s.system.maxTokens, float64(restOverhead)/1e9)
	p.Assumed = append(p.Assumed, "memory overhead: "+strings.TrimPrefix(p.Memory.OverheadHow, "assumed: "))
	return p
}

// restOverhead is what the run on the RTX 4090 that recorded its pool took besides weights, KV cache and activations.
const restOverhead = 1_010_000_000

// activationBytes is what activations take at most while vLLM measures its memory with max_num_batched_tokens tokens: both
// halves of the MLP and their product, the residual, and what goes into and comes out of a layer, in 16 bits.
func (s *deployment) activationBytes() int64 {
	return 2 * s.system.maxTokens * (3*s.model.Intermediate/s.tp + 3*s.model.Hidden)
}
