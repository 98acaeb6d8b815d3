package compose

import "github.com/llmemu/playground/engine/profile"

// capture is a profile that can be composed: one folder of the source, and what the folder does not say.
type capture struct {
	id     string
	folder string // below layers/
	gpu    profile.GPU
	model  profile.Model
	tp     int64

	maxModelLen    int64  // tokens; 0: the model's own
	recordedBlocks int64  // num_gpu_blocks of a real run with these flags; 0: none recorded
	gpuMemoryNote  string // what is assumed about the GPU's memory, empty where it was recorded
}

// captures is the catalogue of profiles composed from layer times.
var captures = []capture{
	{
		id:             "rtx4090-llama-3.1-8b-bf16-tp1",
		folder:         "rtx4090-llama-3.1-8b-tp1",
		gpu:            rtx4090,
		model:          llama31x8B,
		tp:             1,
		maxModelLen:    32768,
		recordedBlocks: 2588,
	},
	{
		id:            "rtxpro6000-llama-3.1-8b-bf16-tp1",
		folder:        "rtxpro6000-llama-3.1-8b-tp1",
		gpu:           rtxPRO6000,
		model:         llama31x8B,
		tp:            1,
		gpuMemoryNote: "GPU memory: 97,887 MiB, as the driver reports for this card; the source did not record it",
	},
}

// GPUs, with the memory of one.
var (
	rtx4090    = profile.GPU{Name: "RTX 4090", MemoryBytes: 25_250_627_584} // device_total_memory_bytes of the real run
	rtxPRO6000 = profile.GPU{Name: "RTX PRO 6000", MemoryBytes: 97_887 << 20}
)

// Models, as their published configurations say.
var llama31x8B = profile.Model{
	ID: "meta-llama/Llama-3.1-8B", Name: "Llama-3.1-8B", Layers: 32, Hidden: 4096, Heads: 32, KVHeads: 8, HeadDim: 128,
	Intermediate: 14336, Vocab: 128256, Parameters: 8_030_261_248, MaxModelLen: 131072,
}
