// Package profile defines the file that says how one model behaves on one GPU: what was measured, under which engine,
// with which licence, and the latencies themselves. A profile is data; package oracle turns it into step times.
package profile

import "math"

// Format is the version of the file format that Parse reads and Encode writes.
const Format = 1

// Values of Profile.Kind.
const (
	KindGrid    = "grid"    // latencies are an interpolated Grid
	KindSampled = "sampled" // latencies are drawn from Sampled cells
)

// Profile describes one GPU with one model. Sizes and times are those of one GPU of the tensor-parallel group.
type Profile struct {
	Format   int
	ID       string // <gpu>-<model>-<dtype>-tp<N>, lower case
	Title    string // for people, for example "Llama-3.1-8B on RTX 4090"
	GPU      GPU
	Model    Model
	Engine   Engine
	Memory   Memory
	Frontend Frontend
	Source   Source
	Measured []string // what the source measured, one statement each
	Assumed  []string // what nobody measured, one statement each
	Range    Range
	Kind     string // KindGrid or KindSampled

	// Interconnect is set where the GPUs of the group exchange activations over a link that the latencies leave out.
	Interconnect *Interconnect
	Host         *Host // nil where the CPU's part of a step is in the latencies, or hides behind the GPU
	Grid         *Grid
	Sampled      *Sampled

	OtherKVDtype string // of a sheet alone: what Grid.Alternative was of
}

// GPU is the hardware of one rank.
type GPU struct {
	Name        string // for example "RTX 4090"
	MemoryBytes int64  // as the driver reports it
}

// Model is the published configuration of the model.
type Model struct {
	ID           string // for example "meta-llama/Llama-3.1-8B"
	Name         string // for example "Llama-3.1-8B"
	Layers       int64
	Hidden       int64
	Heads        int64
	KVHeads      int64
	HeadDim      int64
	Intermediate int64
	Vocab        int64
	Parameters   int64
	MaxModelLen  int64 // tokens, the model's own
}

// Engine is the serving engine that was measured, and its flags.
type Engine struct {
	VLLMVersion          string
	AttentionBackend     string // empty where the source does not name it
	Dtype                string // of weights and activations: bfloat16, float16 or fp8
	KVDtype              string // of the KV cache: bfloat16, float16 or fp8
	TP                   int64  // GPUs of the tensor-parallel group
	MaxModelLen          int64  // tokens; the model's own unless the capture set another
	MaxNumSeqs           int64
	MaxNumBatchedTokens  int64
	BlockSize            int64 // tokens
	GPUMemoryUtilization float64
	EnforceEager         bool
}

// Memory says what of the GPU's memory the KV cache does not get.
type Memory struct {
	WeightBytes   int64
	WeightHow     string // how WeightBytes was obtained
	OverheadBytes int64  // activations, CUDA context, fragmentation
	OverheadHow   string // how OverheadBytes was obtained
}

// Interconnect is the link between the GPUs of a tensor-parallel group. It belongs to the host, not to the GPU. Each
// layer sums its activations up twice, by ring all-reduces of 2·(TP − 1) hops, which carry 1/TP of the bytes each.
type Interconnect struct {
	LatencyUS    float64 // µs of a hop
	BandwidthGBs float64 // 10⁹ bytes a second
	How          string  // how both were obtained
}

// AllReduceNS is what the all-reduces of a step take in nanoseconds: fixed, and for each of its tokens. Activations have
// 2 bytes, whatever dtype the weights have. Both are 0 where the profile has no Interconnect.
func (p *Profile) AllReduceNS() (fixed, perToken float64) {
	if p.Interconnect == nil {
		return 0, 0
	}
	hops := float64(p.Model.Layers * 2 * 2 * (p.Engine.TP - 1))
	bytesPerToken := float64(2*p.Model.Hidden) / float64(p.Engine.TP)
	return float64(hops * float64(1000*p.Interconnect.LatencyUS)), float64(hops*bytesPerToken) / p.Interconnect.BandwidthGBs
}

// Source names who measured.
type Source struct {
	Name        string
	Description string
	Licence     string // SPDX identifier
	MeasuredAt  string // date, or that the source states none
}

// Range bounds what was measured; beyond it the oracle extrapolates. Tokens and sequences of one step, inclusive.
type Range struct {
	MaxPrefillTokens   int64
	MaxContext         int64
	MaxDecodeSeqs      int64 // in steps without a prefill
	MaxDecodeSeqsMixed int64 // in steps with one
}

// KVBytesPerToken is the KV cache of one token on one GPU. Where there are more GPUs than KV heads, each has a copy of one.
func (p *Profile) KVBytesPerToken() int64 {
	heads := max(1, p.Model.KVHeads/p.Engine.TP)
	return 2 * p.Model.Layers * heads * p.Model.HeadDim * dtypeBytes[p.Engine.KVDtype]
}

// NumGPUBlocks is the number of KV-cache blocks of blockSize tokens that fit when the engine may use the fraction
// gpuMemoryUtilization of the GPU, 0 where nothing is left. As in vLLM it includes the null block.
func (p *Profile) NumGPUBlocks(gpuMemoryUtilization float64, blockSize int64) int64 {
	usable := int64(math.Floor(float64(p.GPU.MemoryBytes) * gpuMemoryUtilization))
	free := usable - p.Memory.WeightBytes - p.Memory.OverheadBytes
	return max(0, free/(p.KVBytesPerToken()*blockSize))
}

// dtypeBytes holds the dtypes a profile may name, with their size.
var dtypeBytes = map[string]int64{"bfloat16": 2, "float16": 2, "fp8": 1}
