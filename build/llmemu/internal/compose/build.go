// Package compose makes profiles from published measurements. It reads the times of layers or of operators, adds them up to
// steps (the Composition, in full resolution), and samples that into the compact grid that a profile file holds.
package compose

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/llmemu/playground/engine/profile"
)

// recipe makes a profile from the sources below a folder.
type recipe interface {
	name() string
	// compose gives the profile without its grid, and the composition that the grid is a sample of.
	compose(data string) (*profile.Profile, *Composition, error)
}

// recipes are all profiles that can be composed.
func recipes() []recipe {
	var all []recipe
	for i := range captures {
		all = append(all, &captures[i])
	}
	for _, s := range deployments {
		all = append(all, s)
	}
	return all
}

// IDs lists the profiles that can be composed.
func IDs() []string {
	var ids []string
	for _, r := range recipes() {
		ids = append(ids, r.name())
	}
	return ids
}

// Build composes a profile from the sources below the folder data.
func Build(data, id string) (*profile.Profile, error) {
	r, err := find(id)
	if err != nil {
		return nil, err
	}
	p, composition, err := r.compose(data)
	if err != nil {
		return nil, err
	}
	p.Grid = composition.grid()
	return p, nil
}

func find(id string) (recipe, error) {
	for _, r := range recipes() {
		if r.name() == id {
			return r, nil
		}
	}
	return nil, fmt.Errorf("profile id: %q, allowed are %s", id, strings.Join(IDs(), ", "))
}

func (c *capture) name() string { return c.id }

// compose implements recipe.
func (c *capture) compose(data string) (*profile.Profile, *Composition, error) {
	folder := filepath.Join(data, "layers", c.folder)
	m, err := readMeta(folder)
	if err != nil {
		return nil, nil, err
	}
	composition, err := compose(folder, m, c.model.Layers, c.tp)
	if err != nil {
		return nil, nil, err
	}
	p := c.profile(m)
	p.Range = rangeOf(composition)
	return p, composition, nil
}

// rangeOf is what the tables cover.
func rangeOf(c *Composition) profile.Range {
	decode, prefill, mixed := c.attention.decode.base.axes, c.attention.prefill.base.axes, c.attention.mixed.base.axes
	return profile.Range{
		MaxPrefillTokens:   last(mixed[0]),
		MaxContext:         min(last(decode[1]), last(prefill[1]), last(mixed[1]), last(mixed[3])),
		MaxDecodeSeqs:      last(decode[0]),
		MaxDecodeSeqsMixed: last(mixed[2]),
	}
}

func last(axis []int64) int64 { return axis[len(axis)-1] }

// profile is everything but the latencies.
func (c *capture) profile(m *meta) *profile.Profile {
	p := &profile.Profile{
		Format: profile.Format,
		ID:     c.id,
		Title:  title(c.model, c.gpu, c.tp),
		GPU:    c.gpu.GPU,
		Model:  c.model.Model,
		Engine: profile.Engine{
			VLLMVersion: m.VLLMVersion, Dtype: "bfloat16", KVDtype: "bfloat16", TP: c.tp, MaxModelLen: c.model.MaxModelLen,
			MaxNumSeqs: m.Engine.MaxNumSeqs, MaxNumBatchedTokens: m.Engine.MaxNumBatchedTokens, BlockSize: m.Engine.BlockSize,
			GPUMemoryUtilization: m.Engine.GPUMemoryUtilization, EnforceEager: m.Engine.EnforceEager,
		},
		Frontend: profile.Frontend{How: "assumed: no cost, nobody measured it"},
		Source: profile.Source{
			Name:        "casys-kaist/LLMServingSim",
			Description: "per-layer kernel times of " + c.model.ID + " under vLLM " + m.VLLMVersion + " on one " + m.GPU,
			Licence:     "MIT",
			MeasuredAt:  m.ProfiledAt,
		},
		Measured: []string{
			"time of every dense layer by tokens of the step",
			"time of attention by prefill tokens, prefill context, decodes and decode context",
			"time of lm_head and sampler by sequences",
		},
		Assumed: []string{
			"a step is the sum of its kernels: CPU time hides behind the GPU, or is none",
			"several prefills in one step cost what one prefill with as many tokens and query-key pairs does",
			"frontend: no cost",
		},
		Kind: profile.KindGrid,
	}
	if c.maxModelLen > 0 {
		p.Engine.MaxModelLen = c.maxModelLen
	}
	if m.Skew.Enabled {
		p.Measured = append(p.Measured, "how unequal decode contexts slow attention down")
	} else {
		p.Assumed = append(p.Assumed, "decodes of unequal context cost what equal ones of the same mean do")
	}
	if c.gpu.memoryNote != "" {
		p.Assumed = append(p.Assumed, c.gpu.memoryNote)
	}
	if c.tp > 1 {
		p.Interconnect = hostInterconnect()
		p.Assumed = append(p.Assumed, "interconnect: "+p.Interconnect.How)
	}
	c.memory(p)
	return p
}

// title reads "Llama-3.1-8B on RTX 4090" or "Qwen3-32B on 2 × H100".
func title(m *model, g *gpu, tp int64) string {
	if tp == 1 {
		return m.Name + " on " + g.Name
	}
	return fmt.Sprintf("%s on %d × %s", m.Name, tp, g.Name)
}

// hostInterconnect is what all-reduces between two RTX PRO 6000 on a PCIe host take in aiconfigurator's table of vLLM 0.19.
// The source of the layer times, which were measured on one GPU with the shapes of one rank, states 16 GB/s for its own
// host: that table fits, and a later one of the same source, of a host 2.4 times as fast, does not.
func hostInterconnect() *profile.Interconnect {
	return &profile.Interconnect{
		LatencyUS:    10,
		BandwidthGBs: 15.3,
		How:          "measured by aiconfigurator on another PCIe host; assumed to fit, as the source states 16 GB/s for its own",
	}
}

// assumedOverhead stands in where no real run recorded its number of KV-cache blocks; runs on other cards imply 0.7 to
// 1.24 GB.
const assumedOverhead = 1_200_000_000

// memoryOf is what a GPU of tp holds besides the KV cache. Matrices of the layers have dtype, the embedding, lm_head and
// norms 16 bits.
func memoryOf(m *model, dtype string, tp int64) profile.Memory {
	memory := profile.Memory{
		WeightBytes:   2 * m.Parameters / tp,
		WeightHow:     fmt.Sprintf("%d parameters of 2 bytes", m.Parameters),
		OverheadBytes: assumedOverhead,
		OverheadHow:   "assumed: the number of KV-cache blocks was not recorded, runs on other cards imply 0.7 to 1.24 GB",
	}
	if tp > 1 {
		memory.WeightHow += fmt.Sprintf(", over %d GPUs", tp)
	}
	if dtype == "fp8" {
		var layer int64
		for _, s := range m.matrices(dtype, 1) {
			layer += s.n * s.k
		}
		memory.WeightBytes -= m.Layers * layer / tp
		memory.WeightHow += fmt.Sprintf(", less one byte for each of %d in the layers' matrices", m.Layers*layer)
	}
	return memory
}

// memory sets the bytes that the KV cache does not get.
func (c *capture) memory(p *profile.Profile) {
	p.Memory = memoryOf(c.model, p.Engine.Dtype, c.tp)
	if c.recordedBlocks == 0 {
		p.Assumed = append(p.Assumed, "memory overhead: 1.2 GB, from runs on other cards")
		return
	}
	// Half a block less than what the recorded blocks leave, so that rounding down gives exactly their number.
	block := p.KVBytesPerToken() * p.Engine.BlockSize
	usable := int64(math.Floor(float64(p.GPU.MemoryBytes) * p.Engine.GPUMemoryUtilization))
	p.Memory.OverheadBytes = usable - p.Memory.WeightBytes - c.recordedBlocks*block - block/2
	p.Memory.OverheadHow = fmt.Sprintf("derived from the %d blocks that a real run with gpu_memory_utilization %g recorded",
		c.recordedBlocks, p.Engine.GPUMemoryUtilization)
}
