package compose

import "github.com/llmemu/playground/engine/profile"

// The models of the catalogue, as their published configurations say. Parameters follow from the shapes.
var (
	llama31x8B = profile.Model{
		ID: "meta-llama/Llama-3.1-8B", Name: "Llama-3.1-8B", Layers: 32, Hidden: 4096, Heads: 32, KVHeads: 8, HeadDim: 128,
		Intermediate: 14336, Vocab: 128256, Parameters: 8_030_261_248, MaxModelLen: 131072,
	}
	qwen3x32B = profile.Model{
		ID: "Qwen/Qwen3-32B", Name: "Qwen3-32B", Layers: 64, Hidden: 5120, Heads: 64, KVHeads: 8, HeadDim: 128,
		Intermediate: 25600, Vocab: 151936, Parameters: 32_762_123_264, MaxModelLen: 40960,
	}
)
