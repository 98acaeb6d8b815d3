package compose

// capture is a profile that can be composed: one folder of the source, and what the folder does not say.
type capture struct {
	id     string
	folder string // below layers/
	gpu    *gpu
	model  *model
	tp     int64

	maxModelLen    int64 // tokens; 0: the model's own
	recordedBlocks int64 // num_gpu_blocks of a real run with these flags; 0: none recorded
}

// captures is the catalogue of profiles composed from layer times.
var captures = []capture{
	{
		id: "rtx4090-llama-3.1-8b-bf16-tp1", folder: "rtx4090-llama-3.1-8b-tp1", gpu: rtx4090, model: llama31x8B, tp: 1,
		maxModelLen: 32768, recordedBlocks: 2588,
	},
	{id: "rtxpro6000-llama-3.1-8b-bf16-tp1", folder: "rtxpro6000-llama-3.1-8b-tp1", gpu: rtxPRO6000, model: llama31x8B, tp: 1},
	{id: "rtxpro6000-llama-3.1-8b-bf16-tp2", folder: "rtxpro6000-llama-3.1-8b-tp2", gpu: rtxPRO6000, model: llama31x8B, tp: 2},
	{id: "rtxpro6000-qwen3-32b-bf16-tp1", folder: "rtxpro6000-qwen3-32b-tp1", gpu: rtxPRO6000, model: qwen3x32B, tp: 1},
	{id: "rtxpro6000-qwen3-32b-bf16-tp2", folder: "rtxpro6000-qwen3-32b-tp2", gpu: rtxPRO6000, model: qwen3x32B, tp: 2},
}
