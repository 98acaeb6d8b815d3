package compose

// operatorFolder is where the source's operator tables are.
const operatorFolder = "ops"

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

	// prefills is the system whose prefill attention stands in for the own, because that exceeds what the chip can
	// compute. It has the same chip.
	prefills *system
	// slowFP8 marks a table whose fp8 products are of a kernel that vLLM does not choose on this GPU: one token takes
	// longer than 32, and many take longer than in 16 bits.
	slowFP8 bool
	// slower is a system whose memory and links are nowhere faster. Where it decodes or all-reduces in less time, the own
	// kernel was a bad choice, and its time counts.
	slower *system
}

var (
	h100System = &system{folder: "h100_sxm-vllm-0.19.0", gpu: h100, vllmVersion: "0.19.0", maxTokens: 8192, maxSeqs: 1024}
	h200System = &system{folder: "h200_sxm-vllm-0.19.0", gpu: h200, vllmVersion: "0.19.0", maxTokens: 8192, maxSeqs: 1024, prefills: h100System, slower: h100System}
	b200System = &system{folder: "b200_sxm-vllm-0.19.0", gpu: b200, vllmVersion: "0.19.0", maxTokens: 8192, maxSeqs: 1024, slowFP8: true, slower: h100System}
	a100System = &system{folder: "a100_sxm-vllm-0.14.0", gpu: a100, vllmVersion: "0.14.0", maxTokens: 2048, maxSeqs: 256}
	l40sSystem = &system{folder: "l40s-vllm-0.14.0", gpu: l40s, vllmVersion: "0.14.0", maxTokens: 2048, maxSeqs: 256}
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
	{"a100-llama-3.1-8b-bf16-tp1", a100System, llama31x8B, "bfloat16", "bfloat16", 1},
	{"l40s-llama-3.1-8b-bf16-tp1", l40sSystem, llama31x8B, "bfloat16", "bfloat16", 1},
}
