package compose

// operatorFolder is where the source's operator tables are.
const operatorFolder = "ops2"

// deployment is a profile that is composed from the operator tables of a system.
type deployment struct {
	id             string
	system         *system
	model          *model
	dtype, kvDtype string // as the tables name them: bfloat16 or fp8
	tp             int64
}

// system is a folder of the source: a GPU, and the version of vLLM whose kernels were timed.
type system struct {
	folder      string // below operatorFolder
	gpu         *gpu
	vllmVersion string
	maxTokens   int64 // vLLM's default of max_num_batched_tokens on this GPU
	maxSeqs     int64 // and of max_num_seqs

	// plateau is the TFLOP/s that matrix products reach at the GPU's power limit, by dtype: medians of the rows of the
	// source's tables of vLLM 0.22, which ran for a second and recorded the power. The tables in use hold bursts of six
	// calls, which end before the limit acts. Nil where the source has no such rows.
	plateau map[string]float64
	// links is a system whose links between GPUs are no faster. Where it all-reduces in less time, its time counts.
	links *system
	// kvDtypes are those with attention tables, besides that of a deployment.
	kvDtypes []string
	// writesKVApart marks tables of attention without the write to the KV cache.
	writesKVApart bool
}

var (
	hopperPlateau    = map[string]float64{"bfloat16": 690, "fp8": 1030}
	blackwellPlateau = map[string]float64{"bfloat16": 1380, "fp8": 2100}
	bothKV           = []string{"bfloat16", "fp8"}
)

// realShare is what of the plateau real weights and activations leave: they draw more power than the constants that the
// source multiplied. Chosen by public runs, see docs/PROFILES.md.
const realShare = 0.92

var (
	h100System = &system{folder: "h100_sxm-vllm-0.24.0", gpu: h100, vllmVersion: "0.24.0", maxTokens: 8192, maxSeqs: 1024, plateau: hopperPlateau, kvDtypes: bothKV}
	h200System = &system{folder: "h200_sxm-vllm-0.24.0", gpu: h200, vllmVersion: "0.24.0", maxTokens: 8192, maxSeqs: 1024, plateau: hopperPlateau, kvDtypes: bothKV}
	b200System = &system{folder: "b200_sxm-vllm-0.24.0", gpu: b200, vllmVersion: "0.24.0", maxTokens: 8192, maxSeqs: 1024, plateau: blackwellPlateau, kvDtypes: bothKV, links: h200System}
	l40sSystem = &system{folder: "l40s-vllm-0.24.0", gpu: l40s, vllmVersion: "0.24.0", maxTokens: 2048, maxSeqs: 256, kvDtypes: bothKV}
	a100System = &system{folder: "a100_sxm-vllm-0.14.0", gpu: a100, vllmVersion: "0.14.0", maxTokens: 2048, maxSeqs: 256, kvDtypes: []string{"bfloat16"}, writesKVApart: true}
)

// deployments is the catalogue of profiles composed from operator times.
var deployments = []*deployment{
	{"h100-qwen3-32b-bf16-tp2", h100System, qwen3x32B, "bfloat16", "bfloat16", 2},
	{"h100-qwen3-32b-bf16-tp4", h100System, qwen3x32B, "bfloat16", "bfloat16", 4},
	{"h100-qwen3-32b-bf16-tp8", h100System, qwen3x32B, "bfloat16", "bfloat16", 8},
	{"h100-llama-3.1-70b-fp8-tp2", h100System, llama31x70B, "fp8", "fp8", 2},
	{"h100-llama-3.1-70b-fp8-tp4", h100System, llama31x70B, "fp8", "fp8", 4},
	{"h100-llama-3.1-70b-fp8-tp8", h100System, llama31x70B, "fp8", "fp8", 8},
	{"h200-llama-3.1-70b-fp8-tp1", h200System, llama31x70B, "fp8", "fp8", 1},
	{"h200-llama-3.1-70b-fp8-tp2", h200System, llama31x70B, "fp8", "fp8", 2},
	{"h200-llama-3.1-70b-fp8-tp4", h200System, llama31x70B, "fp8", "fp8", 4},
	{"b200-llama-3.1-70b-fp8-tp1", b200System, llama31x70B, "fp8", "fp8", 1},
	{"b200-llama-3.1-70b-fp8-tp2", b200System, llama31x70B, "fp8", "fp8", 2},
	{"h100-llama-3.1-8b-bf16-tp1", h100System, llama31x8B, "bfloat16", "bfloat16", 1},
	{"h100-qwen3-8b-bf16-tp1", h100System, qwen3x8B, "bfloat16", "bfloat16", 1},
	{"a100-llama-3.1-8b-bf16-tp1", a100System, llama31x8B, "bfloat16", "bfloat16", 1},
	{"l40s-llama-3.1-8b-bf16-tp1", l40sSystem, llama31x8B, "bfloat16", "bfloat16", 1},
}
