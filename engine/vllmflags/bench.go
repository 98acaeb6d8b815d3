package vllmflags

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/message"
)

// benchFlags are those of `vllm bench serve`, and of benchmark_serving.py, which it was made of.
var benchFlags flagSet

func init() {
	benchFlags = setOf([]flag{
		{name: "num-prompts", field: "workload.num_prompts"},
		{name: "request-rate", field: "workload.request_rate"},
		{name: "burstiness", field: "workload.burstiness"},
		{name: "max-concurrency", field: "workload.max_concurrency"},
		{name: "seed", field: "seed"},
		{name: "label", field: "name"},
		{name: "ramp-up-strategy", field: "workload.ramp_up_strategy"},
		{name: "ramp-up-start-rps", field: "workload.ramp_up_start_rps"},
		{name: "ramp-up-end-rps", field: "workload.ramp_up_end_rps"},
		{name: "goodput", takes: many, set: (*reader).goodput},
		{name: "dataset-name", set: (*reader).dataset},
		{name: "dataset-path", set: (*reader).datasetPath},
		{name: "random-input-len", field: "workload.random_input_len"},
		{name: "random-output-len", field: "workload.random_output_len"},
		{name: "random-range-ratio", set: (*reader).rangeRatio},
		{name: "prefix-repetition-prefix-len", field: "workload.prefix_repetition_prefix_len"},
		{name: "prefix-repetition-suffix-len", field: "workload.prefix_repetition_suffix_len"},
		{name: "prefix-repetition-num-prefixes", field: "workload.prefix_repetition_num_prefixes"},
		{name: "prefix-repetition-output-len", field: "workload.prefix_repetition_output_len"},
		{name: "input-len", set: func(r *reader, value string) error { return r.put("workload.random_input_len", value) }},
		{name: "output-len", set: (*reader).outputLen},
		{name: "model", set: func(r *reader, value string) error {
			if r.want.model == "" {
				r.want.model = value
			}
			return nil
		}},
		{name: "backend", set: (*reader).backend},
		{name: "endpoint-type", set: (*reader).backend},
		{name: "endpoint", set: (*reader).endpoint},
	},
		missing("all prompts would share their first tokens, which prefix caching finds, and be longer by them", "random-prefix-len"),
		missing("output lengths are the recorded ones", "sharegpt-output-len custom-output-len hf-output-len sonnet-output-len"),
		missing("its lengths are not here: random lengths stand in for them", `hf-name hf-subset hf-split sonnet-input-len sonnet-prefix-len
			burstgpt-path spec-bench-category spec-bench-output-len blazedit-min-distance blazedit-max-distance random-batch-size
			no-oversample? custom-skip-chat-template?`),
		missing("images are not emulated: prompts are tokens", `random-mm-base-items-per-request random-mm-num-mm-items-range-ratio
			random-mm-limit-mm-per-prompt random-mm-bucket-config enable-multimodal-chat?`),
		missing("a request would ask for several answers, or look for the best of several", "n best-of use-beam-search?"),
		missing("requests of before the measurement warm the caches of vLLM: here the pool is empty at the start", "num-warmups"),
		missing("adapters would add time to every step", "lora-modules* lora-assignment"),
		quiet("output lengths are what was asked for, whatever a model would say", "ignore-eos? disable-ignore-eos?"),
		quiet("where the server is, and how it is asked", `base-url host port header* extra-body ready-check-timeout-sec skip-min-tokens-check?
			trust-remote-code? tokenizer tokenizer-mode served-model-name* request-id-prefix insecure? skip-tokenizer-init? hf-token`),
		quiet("sampling changes no latency here", "temperature top-p top-k min-p frequency-penalty presence-penalty repetition-penalty logprobs skip-chat-template? common-prefix-len"),
		quiet("the same figures are in every report", "percentile-metrics metric-percentiles"),
		quiet("what becomes of the result", `save-result? save-detailed? append-result? result-dir result-filename metadata* profile? disable-tqdm?
			disable-shuffle? plot-timeline? plot-dataset-stats? timeline-itl-thresholds profile-num-steps`),
	)
}

// objectives are the metrics of --goodput that a scenario has.
var objectives = map[string]string{"ttft": "slo.ttft_ms", "tpot": "slo.tpot_ms", "e2el": "slo.e2el_ms"}

func (r *reader) goodput(pair string) error {
	metric, limit, ok := strings.Cut(pair, ":")
	path := objectives[metric]
	if !ok || path == "" {
		return &Error{Message: message.Sprintf("%q; allowed: ttft, tpot or e2el with milliseconds, as in ttft:500", message.Name(pair))}
	}
	return r.put(path, limit)
}

// dataset knows what a scenario has; others get random lengths.
func (r *reader) dataset(value string) error {
	switch value {
	case scenario.DatasetRandom, scenario.DatasetPrefixRepetition:
		return r.put("workload.dataset", value)
	case scenario.DatasetShareGPT:
		r.note(Changed, "--dataset-name", "of ShareGPT 300 recorded requests are here, with arrivals of their own, in place of a sample from the file")
		return r.put("workload.dataset", value)
	}
	r.note(NotModelled, "--dataset-name", "lengths of "+message.Name(value)+" are not here: random lengths stand in for them")
	return r.put("workload.dataset", scenario.DatasetRandom)
}

// datasetPath alone used to mean ShareGPT.
func (r *reader) datasetPath(value string) error {
	if strings.Contains(strings.ToLower(value), "sharegpt") {
		if !r.taken["workload.dataset"] {
			return r.dataset(scenario.DatasetShareGPT)
		}
		return nil
	}
	r.note(NotModelled, "--dataset-path", "the file is not read: its requests can be a scenario’s workload.requests")
	return nil
}

// rangeRatio is one number, or one for each length.
func (r *reader) rangeRatio(value string) error {
	if !strings.HasPrefix(strings.TrimSpace(value), "{") {
		return r.put("workload.random_range_ratio", value)
	}
	var ratio struct{ Input, Output float64 }
	if err := json.Unmarshal([]byte(value), &ratio); err != nil {
		return &Error{Message: "no JSON: " + message.Name(value)}
	}
	if ratio.Input != ratio.Output {
		r.note(Changed, "--random-range-ratio", "input and output have one ratio here: the input’s is taken for both")
	}
	return r.put("workload.random_range_ratio", strconv.FormatFloat(ratio.Input, 'g', -1, 64))
}

// outputLen is the output's of whichever dataset it is, which a flag behind it may name.
func (r *reader) outputLen(value string) error {
	r.later = append(r.later, func() error {
		if r.scenario.Workload.Dataset == scenario.DatasetPrefixRepetition {
			return r.put("workload.prefix_repetition_output_len", value)
		}
		return r.put("workload.random_output_len", value)
	})
	return nil
}

func (r *reader) backend(value string) error {
	switch value {
	case "vllm", "openai":
		r.note(NoEffect, "--backend", "requests reach vLLM’s own server")
	case "openai-chat":
		r.chat("--backend")
	default:
		r.note(NotModelled, "--backend", "the server emulated is vLLM’s, not that of "+message.Name(value))
	}
	return nil
}

func (r *reader) endpoint(value string) error {
	if strings.Contains(value, "chat") {
		r.chat("--endpoint")
		return nil
	}
	r.note(NoEffect, "--endpoint", "completions of tokens are what is emulated")
	return nil
}

// chat is not what most profiles were measured with.
func (r *reader) chat(flag string) {
	r.note(NotModelled, flag, "a chat template would lengthen prompts, and its frontend takes longer: server.frontend_ms and its like are there for that")
}
