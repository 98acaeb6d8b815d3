// Package pack reads LLM-Emu profile packs (versions 1.0, 2.0 and 2.1, with and without a KV axis) and step traces,
// undoes the one-step shift of asynchronous captures, and makes profiles of kind "sampled" from them. docs/SAMPLED.md
// describes the formats and the method.
package pack

import "github.com/llmemu/playground/engine/profile"

// Pack is a file of step times, in microseconds.
type Pack struct {
	Version   string
	GPU       string
	ModelName string
	Widths    profile.Widths
	AlphaKV   float64 // tokens looked up per KV token
	Overhead  []profile.Overhead
	Config    *Config // nil where the file has none

	Decode Table // passes that admitted no request
	Mixed  Table // passes that admitted one
	// MixedByNew is Mixed with the number of admitted requests as a further axis; empty before version 2.1.
	MixedByNew Table

	Doubts []string // what looks like a slip of whoever wrote the file, a line each for people
}

// Table is a list of cells in the order of the file.
type Table []Cell

// Cell holds the times of all passes of one size. Tokens, Requests, KV and NewReqs are bucket centres.
type Cell struct {
	Tokens   int64
	Requests int64
	KV       int64 // computed tokens of the decodes; 0 without that axis
	NewReqs  int64 // 0 without that axis
	Count    int64 // of the capture; a file may keep fewer samples
	Samples  []float64
}

// Config is what the capture says of its engine; 0 and "" where it does not.
type Config struct {
	Layers               int64   `json:"num_hidden_layers"`
	Hidden               int64   `json:"hidden_size"`
	Heads                int64   `json:"num_attention_heads"`
	KVHeads              int64   `json:"num_key_value_heads"`
	HeadDim              int64   `json:"head_dim"`
	Intermediate         int64   `json:"intermediate_size"`
	Vocab                int64   `json:"vocab_size"`
	MaxModelLen          int64   `json:"max_model_len"`
	BlockSize            int64   `json:"block_size"`
	MaxNumBatchedTokens  int64   `json:"max_num_batched_tokens"`
	MaxNumSeqs           int64   `json:"max_num_seqs"`
	KVCacheDtype         string  `json:"kv_cache_dtype"`
	AsyncScheduling      *bool   `json:"async_scheduling"`
	GPUMemoryUtilization float64 `json:"gpu_memory_utilization"`
	NumGPUBlocks         int64   `json:"num_gpu_blocks"`
	VLLMVersion          string  `json:"vllm_version"`
	GPU                  struct {
		Name              string  `json:"gpu_name"`
		MemoryBytes       int64   `json:"gpu_memory_bytes"`
		ComputeCapability []int64 `json:"gpu_compute_capability"`
		Count             int64   `json:"gpu_count"`
	} `json:"gpu"`
}

// samples is how many samples a table keeps, and how many its capture counted.
func (t Table) samples() (kept, counted int64) {
	for i := range t {
		kept += int64(len(t[i].Samples))
		counted += t[i].Count
	}
	return kept, counted
}

// oneWide are buckets that hold one value each.
var oneWide = profile.Widths{Tokens: 1, Requests: 1, KV: 1, NewReqs: 1}
