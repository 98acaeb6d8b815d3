package compose

import "github.com/llmemu/playground/engine/profile"

// model is a model of the catalogue, as its published configuration says.
type model struct {
	profile.Model
	qkNorm bool // queries and keys are normalised
}

var (
	llama31x8B = &model{Model: profile.Model{
		ID: "meta-llama/Llama-3.1-8B", Name: "Llama-3.1-8B", Layers: 32, Hidden: 4096, Heads: 32, KVHeads: 8, HeadDim: 128,
		Intermediate: 14336, Vocab: 128256, Parameters: 8_030_261_248, MaxModelLen: 131072,
	}}
	llama31x70B = &model{Model: profile.Model{
		ID: "meta-llama/Llama-3.1-70B", Name: "Llama-3.1-70B", Layers: 80, Hidden: 8192, Heads: 64, KVHeads: 8, HeadDim: 128,
		Intermediate: 28672, Vocab: 128256, Parameters: 70_553_706_496, MaxModelLen: 131072,
	}}
	qwen3x8B = &model{qkNorm: true, Model: profile.Model{
		ID: "Qwen/Qwen3-8B", Name: "Qwen3-8B", Layers: 36, Hidden: 4096, Heads: 32, KVHeads: 8, HeadDim: 128,
		Intermediate: 12288, Vocab: 151936, Parameters: 8_190_735_360, MaxModelLen: 40960,
	}}
	qwen3x32B = &model{qkNorm: true, Model: profile.Model{
		ID: "Qwen/Qwen3-32B", Name: "Qwen3-32B", Layers: 64, Hidden: 5120, Heads: 64, KVHeads: 8, HeadDim: 128,
		Intermediate: 25600, Vocab: 151936, Parameters: 32_762_123_264, MaxModelLen: 40960,
	}}
)

// matrices are the weights of a layer that one GPU of tp holds, in the order in which a layer uses them: qkv_proj,
// o_proj, gate_up_proj and down_proj.
func (m *model) matrices(dtype string, tp int64) []shape {
	q, kv := m.Heads*m.HeadDim/tp, m.KVHeads*m.HeadDim/tp
	return []shape{
		{dtype, q + 2*kv, m.Hidden},
		{dtype, m.Hidden, q},
		{dtype, 2 * m.Intermediate / tp, m.Hidden},
		{dtype, m.Hidden, m.Intermediate / tp},
	}
}
