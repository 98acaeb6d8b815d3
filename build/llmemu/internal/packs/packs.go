// Package packs builds the bundled profiles that come from LLM-Emu packs: it adds to the pack what its file does not say.
package packs

import (
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/llmemu/playground/engine/pack"
	"github.com/llmemu/playground/engine/profile"
)

// notStated is the date of captures whose sources give none.
const notStated = "date not stated by the source"

// ownMaxModelLen is the model's own max_model_len: all captures are of Qwen3-8B. Their packs have what the capture set.
const ownMaxModelLen = 40_960

// capture is a bundled pack, and what is known of it beyond its file.
type capture struct {
	id, file    string
	gpu         string // as people call it
	vllm        string
	source      profile.Source
	batched     int64   // max_num_batched_tokens
	utilization float64 // gpu_memory_utilization; 0: the pack says
	blocks      int64   // num_gpu_blocks that a run with these flags recorded; 0: none, or the pack says
	frontend    profile.Frontend
	assumed     []string
}

var noFrontend = profile.Frontend{How: "assumed: no cost, nobody measured it"}

var captures = []capture{
	{
		id: "a40-qwen3-8b-bf16-tp1", file: "a40-qwen3-8b-subset.json.gz", gpu: "A40", vllm: "0.18.0", batched: 2048, utilization: 0.9,
		source:   profile.Source{Name: "AKafakA/llm-emu", Licence: "Apache-2.0", MeasuredAt: notStated},
		frontend: noFrontend,
		assumed:  []string{"flags other than max_model_len and block_size: vLLM's defaults", "not validated: no measured run of this card is public"},
	},
	{
		id: "mi300x-qwen3-8b-bf16-tp1", file: "mi300x-qwen3-8b.json.gz", gpu: "MI300X", vllm: "0.26.0+rocm", batched: 4096,
		source: profile.Source{Name: "ROCm/rocm-aic", Licence: "MIT", MeasuredAt: notStated},
		frontend: profile.Frontend{
			ParallelUS: 12_000,
			How:        "derived: TTFT of one client with 1,024-token prompts (53.2 ms, measured) minus the repaired prefill (41 ms); how much of it is serial is unknown",
		},
	},
	{
		id: "rtx8000-qwen3-8b-fp16-tp1", file: "rtx8000-qwen3-8b-subset.json.gz", gpu: "RTX 8000", vllm: "0.18.0", batched: 2048, utilization: 0.9,
		blocks:   193_824 / 16,
		source:   profile.Source{Name: "AKafakA/vllm", Licence: "Apache-2.0", MeasuredAt: notStated},
		frontend: noFrontend,
		assumed:  []string{"gpu_memory_utilization 0.9 and max_num_seqs 256: vLLM's defaults"},
	},
}

// IDs lists the profiles that come from packs.
func IDs() []string {
	ids := make([]string, len(captures))
	for i, c := range captures {
		ids[i] = c.id
	}
	return ids
}

// Build makes a profile from the packs below the folder data.
func Build(data, id string) (*profile.Profile, error) {
	i := slices.IndexFunc(captures, func(c capture) bool { return c.id == id })
	if i < 0 {
		return nil, fmt.Errorf("profile id: %q is not built from a pack", id)
	}
	c := &captures[i]
	path := filepath.Join(data, "packs", c.file)
	p, err := read(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	c.complete(p)
	out, _, err := pack.Profile(p)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	c.attribute(out)
	return out, nil
}

func read(path string) (*pack.Pack, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return pack.Read(z)
}

// complete adds what the pack's model_config leaves out.
func (c *capture) complete(p *pack.Pack) {
	p.GPU = c.gpu
	config := p.Config
	config.VLLMVersion, config.MaxNumBatchedTokens, config.MaxNumSeqs = c.vllm, c.batched, 256
	if c.utilization > 0 {
		config.GPUMemoryUtilization = c.utilization
	}
	if c.blocks > 0 {
		config.NumGPUBlocks = c.blocks
	}
}

func (c *capture) attribute(p *profile.Profile) {
	c.source.Description = p.Source.Description
	p.ID, p.Source, p.Frontend = c.id, c.source, c.frontend
	p.Model.MaxModelLen = ownMaxModelLen
	p.Assumed = append(p.Assumed, c.assumed...)
	p.Assumed = append(p.Assumed, "frontend: "+c.frontend.How)
}
