package vllmflags

import (
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/message"
)

// serveFlags are those of `vllm serve` in versions 0.19 and 0.28, and older ones that still stand in READMEs. Facts are from vLLM's
// documentation of its arguments; the sentences are about what a scenario does not have.
var serveFlags flagSet

func init() {
	serveFlags = setOf([]flag{
		{name: "max-num-seqs", field: "engine.max_num_seqs"},
		{name: "max-num-batched-tokens", set: wholeOf("engine.max_num_batched_tokens")},
		{name: "max-num-scheduled-tokens", set: wholeOf("engine.max_num_scheduled_tokens")},
		{name: "max-model-len", set: (*reader).maxModelLen},
		{name: "num-gpu-blocks-override", field: "engine.num_gpu_blocks"},
		{name: "block-size", field: "engine.block_size"},
		{name: "gpu-memory-utilization", field: "engine.gpu_memory_utilization"},
		{name: "kv-cache-dtype", set: (*reader).kvCacheDType},
		{name: "enable-prefix-caching", takes: toggle, field: "engine.enable_prefix_caching"},
		{name: "enable-chunked-prefill", takes: toggle, field: "engine.enable_chunked_prefill"},
		{name: "async-scheduling", takes: toggle, field: "engine.async_scheduling"},
		{name: "scheduler-reserve-full-isl", takes: toggle, field: "engine.scheduler_reserve_full_isl"},
		{name: "long-prefill-token-threshold", field: "engine.long_prefill_token_threshold"},
		{name: "scheduling-policy", field: "engine.scheduling_policy"},
		{name: "watermark", field: "engine.watermark"},

		{name: "model", set: func(r *reader, value string) error { r.want.model = value; return nil }},
		{name: "tensor-parallel-size", aliases: []string{"-tp"}, set: (*reader).tensorParallel},
		{name: "dtype", set: func(r *reader, value string) error { r.want.dtype = value; return nil }},
		{name: "quantization", aliases: []string{"-q"}, set: func(r *reader, value string) error { r.want.quantization = value; return nil }},
	},
		missing("several GPUs in a row, each with some of the layers, would make steps longer and the pool larger", "pipeline-parallel-size|-pp"),
		missing("each replica would be an engine of its own, with its share of the requests: here one engine serves all", `data-parallel-size|-dp
			data-parallel-size-local|-dpl data-parallel-rank|-dpn data-parallel-start-rank|-dpr data-parallel-external-lb|-dpe?
			data-parallel-hybrid-lb|-dph? prefill-schedule-interval`),
		missing("context would be spread over GPUs, which changes attention’s time and the pool", `decode-context-parallel-size|-dcp
			prefill-context-parallel-size|-pcp cp-kv-cache-interleave-size dcp-kv-cache-interleave-size dcp-comm-backend`),
		missing("experts would be spread over GPUs; no profile here has any", `enable-expert-parallel|-ep? enable-eplb? eplb-config all2all-backend
			expert-placement-strategy enable-elastic-ep? enable-ep-weight-filter? moe-backend`),
		missing("two halves of a batch would overlap on the GPU", `enable-dbo? dbo-decode-token-threshold dbo-prefill-token-threshold ubatch-size`),
		missing("a step could give a request several tokens, at the cost of a draft: here each step gives one", `speculative-config|-sc speculative-model
			num-speculative-tokens ngram-prompt-lookup-max ngram-prompt-lookup-min`),
		missing("adapters would add time to every step and take memory from the pool", `enable-lora? max-loras max-lora-rank max-cpu-loras lora-modules*
			lora-dtype lora-extra-vocab-size fully-sharded-loras? lora-target-modules* enable-tower-connector-lora? specialize-active-lora?
			default-mm-loras enable-prompt-adapter?`),
		missing("weights in the host’s memory would cross the bus in every step", `cpu-offload-gb cpu-offload-params* offload-backend offload-group-size
			offload-num-in-group offload-params* offload-prefetch-step`),
		missing("blocks that leave the pool could come back from elsewhere: here they are computed again", `kv-transfer-config kv-offloading-size
			kv-offloading-backend swap-space ec-transfer-config disable-hybrid-kv-cache-manager? kv-sharing-fast-prefill?`),
		missing("it fixes the bytes of the KV pool: here the pool follows gpu_memory_utilization, or num_gpu_blocks where it is given", "kv-cache-memory-bytes"),
		missing("steps are as the profile’s capture ran them, with or without CUDA graphs", `enforce-eager? compilation-config|-cc optimization-level|-O
			cudagraph-capture-sizes* max-cudagraph-capture-size cuda-graph-sizes* max-seq-len-to-capture`),
		missing("kernels are those of the profile’s capture", `attention-backend attention-config|-ac disable-cascade-attn? kernel-config ir-op-priority
			enable-flashinfer-autotune? disable-custom-all-reduce? performance-mode additional-config model-impl enable-batch-invariance?`),
		missing("images, audio and video are not emulated: prompts are tokens", `limit-mm-per-prompt enable-mm-embeds? interleave-mm-strings? language-model-only?
			media-io-kwargs mm-encoder-attn-backend mm-encoder-attn-dtype mm-encoder-only? mm-encoder-tp-mode mm-processor-cache-gb
			mm-processor-cache-type mm-processor-kwargs mm-shm-cache-max-object-size-mb mm-tensor-ipc skip-mm-profiling? video-pruning-rate
			disable-chunked-mm-input? disable-mm-preprocessor-cache?`),
		missing("a changed model or position encoding may change its longest sequence and its steps", `hf-overrides rope-scaling rope-theta config-format
			sliding-window disable-sliding-window? kv-cache-dtype-skip-layers* mamba-block-size mamba-cache-dtype mamba-cache-mode mamba-ssm-cache-dtype
			prefix-cache-retention-interval`),
		missing("pooling and embedding are not emulated: requests generate tokens", `runner task convert pooler-config override-pooler-config`),
		missing("vLLM sends several tokens at a time to a client then: here each is sent when its step ends", "stream-interval"),
		missing("several frontends share the work: here it is server.frontend_ms and frontend_parallel", `api-server-count|-asc renderer-num-workers`),
		missing("another scheduler would decide", `scheduler-cls worker-cls worker-extension-cls`),
		missing("its file is not read: paste what it holds", "config"),
		missing("the default of max_tokens and sampling come from it: here output lengths are the workload’s", `generation-config override-generation-config`),
		missing("constrained output costs time in every step", `structured-outputs-config guided-decoding-backend guided-decoding-disable-fallback?
			logits-processors* logits-processor-pattern`),
		missing("a request’s log-probabilities take time that is not modelled", "max-logprobs logprobs-mode"),
		missing("several machines would talk over a network", `nnodes|-n node-rank|-r headless?`),
		quiet("where the server listens, and who may ask it", `host port uds api-key* ssl-keyfile ssl-certfile ssl-ca-certs ssl-cert-reqs ssl-ciphers
			enable-ssl-refresh? root-path middleware* allow-credentials? allowed-origins* allowed-methods* allowed-headers* uvicorn-log-level
			disable-uvicorn-access-log? h11-max-incomplete-event-size h11-max-header-count disable-fastapi-docs? grpc?`),
		quiet("names and files", `served-model-name* tokenizer tokenizer-mode tokenizer-revision revision code-revision hf-token hf-config-path download-dir
			load-format model-loader-extra-config ignore-patterns* trust-remote-code? skip-tokenizer-init? use-tqdm-on-load? safetensors-load-strategy
			pt-load-map-location max-parallel-loading-workers enable-prompt-embeds? allowed-local-media-path allowed-media-domains* io-processor-plugin
			collect-env? weight-transfer-config enable-sleep-mode? seed`),
		quiet("how text is made of requests and answers", `chat-template chat-template-content-format trust-request-chat-template? default-chat-template-kwargs
			response-role enable-auto-tool-choice? tool-call-parser tool-parser-plugin tool-server reasoning-parser reasoning-parser-plugin
			reasoning-config enable-reasoning? return-tokens-as-token-ids? exclude-tools-when-tool-choice-none? enable-tokenizer-info-endpoint?
			tokens-only?`),
		quiet("logs and metrics", `disable-log-requests? enable-log-requests? disable-log-stats? enable-log-outputs? enable-log-deltas? max-log-len
			log-config-file log-error-stack? otlp-traces-endpoint collect-detailed-traces* show-hidden-metrics-for-version kv-cache-metrics?
			kv-cache-metrics-sample cudagraph-metrics? enable-mfu-metrics? enable-layerwise-nvtx-tracing? enable-logging-iteration-details?
			kv-events-config enable-prompt-tokens-details? enable-force-include-usage? enable-server-load-tracking? enable-request-id-headers?
			profiler-config ray-workers-use-nsight? aggregate-engine-logging? disable-log-stats-interval`),
		quiet("how processes are started and find each other", `distributed-executor-backend distributed-timeout-seconds master-addr master-port
			data-parallel-address|-dpa data-parallel-rpc-port|-dpp data-parallel-backend|-dpb disable-frontend-multiprocessing?
			disable-nccl-for-dp-synchronization? engine-use-ray? device device-ids numa-bind? worker-use-ray? shutdown-timeout`),
		quiet("blocks are told apart exactly, whatever the hash", "prefix-caching-hash-algo"),
		quiet("scales are worked out once", "calculate-kv-scales?"),
		quiet("vLLM’s V1 engine has no such thing, and leaves it out", `num-scheduler-steps multi-step-stream-outputs? preemption-mode
			scheduler-delay-factor use-v2-block-manager? num-lookahead-slots max-num-partial-prefills max-long-partial-prefills
			disable-async-output-proc?`),
	)
}

// wholeOf takes a whole number into a field, as vLLM's parser does: 8k is 8,000 and 8K 8,192.
func wholeOf(path string) func(*reader, string) error {
	return func(r *reader, value string) error {
		n, err := whole(value)
		if err != nil {
			return err
		}
		return r.put(path, strconv.FormatInt(n, 10))
	}
}

// units are what letters behind a number stand for: small ones are decimal, capitals binary.
var units = map[byte]float64{'k': 1e3, 'm': 1e6, 'g': 1e9, 't': 1e12, 'K': 1 << 10, 'M': 1 << 20, 'G': 1 << 30, 'T': 1 << 40}

func whole(value string) (int64, error) {
	unit := 1.0
	if n := len(value); n > 0 && units[value[n-1]] > 0 {
		unit, value = units[value[n-1]], value[:n-1]
	}
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || v*unit > 1<<53 || v*unit < -1 {
		return 0, &Error{Message: message.Sprintf("%q is no whole number", message.Name(value))}
	}
	return int64(v * unit), nil
}

// maxModelLen is "auto" or -1 where vLLM is to take the longest that fits into the pool.
func (r *reader) maxModelLen(value string) error {
	n, err := whole(value)
	if value == "auto" || err == nil && n == -1 {
		r.note(Changed, "--max-model-len", "vLLM takes the longest sequence that fits into the pool; here it is the profile’s own")
		return r.put("engine.max_model_len", "")
	}
	if err != nil {
		return err
	}
	return r.put("engine.max_model_len", strconv.FormatInt(n, 10))
}

func (r *reader) tensorParallel(value string) error {
	n, err := strconv.ParseInt(value, 10, 32)
	if err != nil || n < 1 {
		return &Error{Message: message.Sprintf("%q; allowed: a whole number from 1 on", message.Name(value))}
	}
	r.want.tp = n
	return nil
}

// kvCacheDType knows the dtypes that attention was measured with.
func (r *reader) kvCacheDType(value string) error {
	switch value {
	case "fp8_e4m3", "fp8_e5m2", "fp8_inc":
		r.note(Changed, "--kv-cache-dtype", value+" is taken as fp8, which has as many bytes")
		value = scenario.KVFP8
	case "auto", "bfloat16", "fp8":
	default:
		r.note(NotModelled, "--kv-cache-dtype", strings.TrimSpace(message.Name(value))+" would change the bytes of a block and attention’s time: no profile here has it")
		return nil
	}
	return r.put("engine.kv_cache_dtype", value)
}
