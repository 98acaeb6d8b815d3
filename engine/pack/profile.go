package pack

import (
	"fmt"
	"math"
	"strings"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/internal/format"
)

// Report says what an import found and did, a line each for people.
type Report struct {
	Shift    Shift
	Repaired *Repaired // nil where nothing was repaired
	Lines    []string
}

// Profile makes a profile from a pack. The shift is looked for and undone; p is changed by it. What a pack does not say
// of memory and model is assumed, and the profile says so.
func Profile(p *Pack) (*profile.Profile, *Report, error) {
	report := &Report{Shift: Detect(p)}
	report.counts(p)
	if report.Shift.Shifted {
		report.add("one-step shift: found; %s", report.Shift.Because)
		if len(p.MixedByNew) > 0 {
			report.add("cells by new_reqs: left out, the repair knows tokens, requests and KV alone")
		}
		done := Repair(p)
		report.Repaired = &done
		report.add("one-step shift: repaired; %s matched with %s; decode cells that held nothing else and were left out: %s",
			format.Of(done.Late, "late sample"), format.Of(done.Prefills, "prefill cell"), format.Count(done.Dropped))
	} else {
		report.add("one-step shift: not found; %s", report.Shift.Because)
	}
	return build(p, report)
}

// build makes the profile of a pack whose shift is dealt with.
func build(p *Pack, report *Report) (*profile.Profile, *Report, error) {
	out := describe(p)
	out.Sampled = Compact(p, Values, 0)
	out.Measured = append(out.Measured, report.Lines[0])
	if report.Repaired != nil {
		out.Assumed = append(out.Assumed, "which late pass waited for which prefill: by likelihood, see docs/SAMPLED.md")
	}
	data, err := out.Encode() // as the file has it: rounded, and checked
	if err != nil {
		return nil, nil, err
	}
	out, err = profile.Parse(data)
	return out, report, err
}

func (r *Report) add(line string, values ...any) {
	r.Lines = append(r.Lines, fmt.Sprintf(line, values...))
}

func (r *Report) counts(p *Pack) {
	decode, decodeAll := p.Decode.samples()
	mixed, mixedAll := p.Mixed.samples()
	r.add("%s of %s in %s without and %s with a prefill (pack version %s)", format.Count(decode+mixed), format.Of(decodeAll+mixedAll, "step time"),
		format.Of(len(p.Decode), "cell"), format.Count(len(p.Mixed)), p.Version)
	r.Lines = append(r.Lines, p.Doubts...)
}

// Assumed where a pack does not say.
const (
	assumedOverhead    = 1_200_000_000 // bytes; recorded runs imply 0.7 to 1.24 GB
	assumedUtilization = 0.9           // vLLM's default, like those below
	assumedTokens      = 2048
	assumedSeqs        = 256
	assumedBlock       = 16
	assumedMemory      = 80 << 30
)

// describe is everything but the latencies.
func describe(p *Pack) *profile.Profile {
	out := &profile.Profile{
		Format: profile.Format, Kind: profile.KindSampled, GPU: profile.GPU{Name: p.GPU},
		Frontend: profile.Frontend{How: "assumed: no cost, the pack does not record it"},
		Source:   profile.Source{Name: "LLM-Emu pack", Description: "step times of " + p.ModelName + " on " + p.GPU, Licence: "unknown"},
	}
	c := p.Config
	if c == nil {
		c = &Config{}
		out.Assumed = append(out.Assumed, "model and memory: the pack has no model_config; a small model on 80 GiB stands in, so give num_gpu_blocks")
	}
	assume := func(value *int64, otherwise int64, what string) {
		if *value <= 0 {
			*value = otherwise
			out.Assumed = append(out.Assumed, fmt.Sprintf("%s: %s, the pack does not say", what, format.Count(otherwise)))
		}
	}
	name := p.ModelName[strings.LastIndex(p.ModelName, "/")+1:]
	m := &out.Model
	*m = profile.Model{
		ID: p.ModelName, Name: name, Layers: c.Layers, Hidden: c.Hidden, Heads: c.Heads, KVHeads: c.KVHeads, HeadDim: c.HeadDim,
		Intermediate: c.Intermediate, Vocab: c.Vocab, MaxModelLen: c.MaxModelLen,
	}
	assume(&m.Layers, 32, "layers")
	assume(&m.Hidden, 4096, "hidden size")
	assume(&m.Heads, 32, "attention heads")
	assume(&m.KVHeads, 8, "KV heads")
	assume(&m.HeadDim, max(1, m.Hidden/m.Heads), "head size")
	assume(&m.Intermediate, 4*m.Hidden, "intermediate size")
	assume(&m.Vocab, 128256, "vocabulary")
	assume(&m.MaxModelLen, 32768, "max_model_len")
	attention := m.Hidden * m.HeadDim * 2 * (m.Heads + m.KVHeads)
	m.Parameters = m.Layers*(attention+3*m.Hidden*m.Intermediate) + 2*m.Vocab*m.Hidden
	e := &out.Engine
	*e = profile.Engine{
		VLLMVersion: c.VLLMVersion, Dtype: dtype(c), TP: c.GPU.Count, MaxModelLen: m.MaxModelLen, MaxNumSeqs: c.MaxNumSeqs,
		MaxNumBatchedTokens: c.MaxNumBatchedTokens, BlockSize: c.BlockSize, GPUMemoryUtilization: c.GPUMemoryUtilization,
	}
	e.KVDtype = e.Dtype
	if strings.HasPrefix(c.KVCacheDtype, "fp8") {
		e.KVDtype = "fp8"
	}
	assume(&e.TP, 1, "GPUs")
	assume(&e.MaxNumSeqs, assumedSeqs, "max_num_seqs")
	assume(&e.MaxNumBatchedTokens, assumedTokens, "max_num_batched_tokens")
	assume(&e.BlockSize, assumedBlock, "block_size")
	if !(e.GPUMemoryUtilization > 0 && e.GPUMemoryUtilization <= 1) {
		e.GPUMemoryUtilization = assumedUtilization
		out.Assumed = append(out.Assumed, "gpu_memory_utilization: 0.9, the pack does not say")
	}
	out.GPU.MemoryBytes = c.GPU.MemoryBytes
	assume(&out.GPU.MemoryBytes, assumedMemory, "GPU memory in bytes")
	if out.GPU.Name == "" {
		out.GPU.Name = "unknown GPU"
	}
	if m.ID == "" {
		m.ID, m.Name = "unknown", "unknown model"
	}
	SetMemory(out, c.NumGPUBlocks)
	out.Title = m.Name + " on " + out.GPU.Name
	out.ID = id(out)
	out.Range = rangeOf(p, m.MaxModelLen)
	return out
}

// dtype is float16 on GPUs that do not know bfloat16, which NVIDIA's do from compute capability 8 on.
func dtype(c *Config) string {
	if cc := c.GPU.ComputeCapability; len(cc) > 0 && cc[0] < 8 {
		return "float16"
	}
	return "bfloat16"
}

// SetMemory sets what the KV cache does not get: from the number of blocks that the engine recorded, or where that is 0
// by assumption.
func SetMemory(p *profile.Profile, recordedBlocks int64) {
	p.Memory = profile.Memory{
		WeightBytes:   2 * p.Model.Parameters / p.Engine.TP,
		WeightHow:     fmt.Sprintf("%s parameters of 2 bytes", format.Count(p.Model.Parameters)),
		OverheadBytes: assumedOverhead,
		OverheadHow:   "assumed: the number of KV-cache blocks was not recorded, runs on other cards imply 0.7 to 1.24 GB",
	}
	if recordedBlocks <= 0 {
		return
	}
	// Half a block less than what the recorded blocks leave, so that rounding down gives exactly their number.
	block := p.KVBytesPerToken() * p.Engine.BlockSize
	usable := int64(math.Floor(float64(p.GPU.MemoryBytes) * p.Engine.GPUMemoryUtilization))
	p.Memory.OverheadBytes = usable - p.Memory.WeightBytes - recordedBlocks*block - block/2
	p.Memory.OverheadHow = fmt.Sprintf("derived from the %s blocks that the engine recorded at gpu_memory_utilization %g",
		format.Count(recordedBlocks), p.Engine.GPUMemoryUtilization)
}

var dtypeShort = map[string]string{"bfloat16": "bf16", "float16": "fp16", "fp8": "fp8"}

// id reads <gpu>-<model>-<dtype>-tp<N>.
func id(p *profile.Profile) string {
	slug := strings.ToLower(fmt.Sprintf("%s-%s-%s-tp%d", p.GPU.Name, p.Model.Name, dtypeShort[p.Engine.Dtype], p.Engine.TP))
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-' {
			return c
		}
		return '-'
	}, slug)
}

// rangeOf is what the cells cover. Without a KV axis the contexts that were captured are unknown: up to max_model_len.
func rangeOf(p *Pack, maxModelLen int64) profile.Range {
	r := profile.Range{MaxContext: maxModelLen, MaxDecodeSeqs: 1, MaxDecodeSeqsMixed: 1, MaxPrefillTokens: 1}
	for i := range p.Decode {
		r.MaxDecodeSeqs = max(r.MaxDecodeSeqs, p.Decode[i].Tokens)
	}
	for i := range p.Mixed {
		r.MaxDecodeSeqsMixed = max(r.MaxDecodeSeqsMixed, p.Mixed[i].Requests)
		r.MaxPrefillTokens = max(r.MaxPrefillTokens, p.Mixed[i].Tokens)
	}
	return r
}
