package vllmflags

import (
	"slices"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/message"
)

// mark begins the comment that holds what no flag says.
const mark = "# llm-emu: "

// written is a field that a flag of vLLM says.
type written struct {
	path  string
	flag  string
	bench bool
}

// said are the fields with flags, in the order in which people write them.
var said = []written{
	{"engine.max_model_len", "max-model-len", false},
	{"engine.max_num_seqs", "max-num-seqs", false},
	{"engine.max_num_batched_tokens", "max-num-batched-tokens", false},
	{"engine.max_num_scheduled_tokens", "max-num-scheduled-tokens", false},
	{"engine.gpu_memory_utilization", "gpu-memory-utilization", false},
	{"engine.num_gpu_blocks", "num-gpu-blocks-override", false},
	{"engine.block_size", "block-size", false},
	{"engine.kv_cache_dtype", "kv-cache-dtype", false},
	{"engine.enable_prefix_caching", "enable-prefix-caching", false},
	{"engine.enable_chunked_prefill", "enable-chunked-prefill", false},
	{"engine.long_prefill_token_threshold", "long-prefill-token-threshold", false},
	{"engine.scheduling_policy", "scheduling-policy", false},
	{"engine.scheduler_reserve_full_isl", "scheduler-reserve-full-isl", false},
	{"engine.watermark", "watermark", false},
	{"engine.async_scheduling", "async-scheduling", false},
	{"workload.dataset", "dataset-name", true},
	{"workload.random_input_len", "random-input-len", true},
	{"workload.random_output_len", "random-output-len", true},
	{"workload.random_range_ratio", "random-range-ratio", true},
	{"workload.prefix_repetition_prefix_len", "prefix-repetition-prefix-len", true},
	{"workload.prefix_repetition_suffix_len", "prefix-repetition-suffix-len", true},
	{"workload.prefix_repetition_num_prefixes", "prefix-repetition-num-prefixes", true},
	{"workload.prefix_repetition_output_len", "prefix-repetition-output-len", true},
	{"workload.num_prompts", "num-prompts", true},
	{"workload.request_rate", "request-rate", true},
	{"workload.burstiness", "burstiness", true},
	{"workload.ramp_up_strategy", "ramp-up-strategy", true},
	{"workload.ramp_up_start_rps", "ramp-up-start-rps", true},
	{"workload.ramp_up_end_rps", "ramp-up-end-rps", true},
	{"workload.max_concurrency", "max-concurrency", true},
	{"seed", "seed", true},
	{"name", "label", true},
}

// Write makes vLLM's command lines of a scenario whose profile is o.
func Write(s *scenario.Scenario, o Offer) *Commands {
	serve := []string{"vllm serve " + quote(o.Model)}
	bench := []string{"vllm bench serve", "--model " + quote(o.Model)}
	if o.TP > 1 {
		serve = append(serve, "--tensor-parallel-size "+strconv.FormatInt(o.TP, 10))
	}
	switch o.DType {
	case "fp8":
		serve = append(serve, "--quantization fp8")
	case "float16":
		serve = append(serve, "--dtype float16")
	}
	rest := s.Clone()
	defaults, vllm := scenario.DefaultOf(s.Version, s.Profile), scenario.DefaultOf(scenario.Version, s.Profile)
	for _, w := range said {
		f := scenario.FieldAt(w.path)
		if !f.Known(s) || !w.says(s) {
			continue
		}
		_ = f.SetText(rest, f.Text(defaults)) // a default is a value of the field
		switch text := w.text(f, s); {
		case f.Same(s, vllm) && f.Same(s, defaults) && !w.spelled(s):
		case w.bench:
			bench = append(bench, text)
		default:
			serve = append(serve, text)
		}
	}
	var objectives []string
	for _, name := range []string{"ttft", "tpot", "e2el"} {
		f := scenario.FieldAt("slo." + name + "_ms")
		if text := f.Text(s); text != "" {
			objectives = append(objectives, name+":"+text)
			_ = f.SetText(rest, "")
		}
	}
	if len(objectives) > 0 {
		bench = append(bench, "--goodput "+strings.Join(objectives, " "))
	}
	switch s.Workload.Dataset {
	case scenario.DatasetRandom:
		bench = append(bench, "--ignore-eos")
	case scenario.DatasetShareGPT:
		bench = append(bench, "--dataset-path ShareGPT_V3_unfiltered_cleaned_split.json")
	}
	return &Commands{Serve: lines(serve), Bench: lines(bench), Rest: mark + string(rest.JSON()), Notes: notes(s)}
}

// says is whether vLLM has the field's value.
func (w *written) says(s *scenario.Scenario) bool {
	switch w.path {
	case "workload.dataset":
		return slices.Contains([]string{scenario.DatasetRandom, scenario.DatasetPrefixRepetition, scenario.DatasetShareGPT}, s.Workload.Dataset)
	case "name":
		return s.Name != "" && strings.TrimSpace(s.Name) == s.Name && message.Visible(s.Name) == s.Name && !strings.HasPrefix(s.Name, "-") && !strings.HasPrefix(s.Name, "$")
	}
	return true
}

// spelled are the few whose value a reader of the commands looks for, though it is vLLM's default.
func (w *written) spelled(s *scenario.Scenario) bool {
	d := s.Workload.Dataset
	switch w.path {
	case "workload.dataset":
		return true
	case "workload.random_input_len", "workload.random_output_len":
		return d == scenario.DatasetRandom
	case "workload.prefix_repetition_prefix_len", "workload.prefix_repetition_suffix_len", "workload.prefix_repetition_num_prefixes", "workload.prefix_repetition_output_len":
		return d == scenario.DatasetPrefixRepetition
	}
	return false
}

// text is the flag with its value.
func (w *written) text(f *scenario.Field, s *scenario.Scenario) string {
	value := f.Text(s)
	if f.Kind == scenario.Bool {
		if value == "false" {
			return "--no-" + w.flag
		}
		return "--" + w.flag
	}
	return "--" + w.flag + " " + quote(value)
}

// notes say what vLLM would do otherwise.
func notes(s *scenario.Scenario) (list []Note) {
	not := func(path, text string) { list = append(list, Note{NotModelled, path, text}) }
	w := &s.Workload
	switch w.Dataset {
	case scenario.DatasetShareGPT:
		not("workload.dataset", "vllm bench serve samples ShareGPT from a file (--dataset-path), and its arrivals are its own")
	case scenario.DatasetLognormal, scenario.DatasetTrace, scenario.DatasetRequests:
		not("workload.dataset", "vllm bench serve has no dataset "+w.Dataset+": its default, random, would run")
	}
	if w.OnTooLong == scenario.TooLongClip {
		not("workload.on_too_long", "a server rejects what is longer than max_model_len")
	}
	if w.RampUpStrategy != "" && (w.RampUpStartRPS != float64(int64(w.RampUpStartRPS)) || w.RampUpEndRPS != float64(int64(w.RampUpEndRPS)) || w.RampUpStartRPS > w.RampUpEndRPS) {
		not("workload.ramp_up_start_rps", "vLLM takes whole numbers that rise")
	}
	if s.Engine.VLLMVersion != "" {
		not("engine.vllm_version", "install vLLM "+s.Engine.VLLMVersion)
	}
	for _, f := range scenario.Fields() {
		if f.Group == "server" && f.Text(s) != "" {
			not(f.Path(), "a property of the server, not a flag of its")
		}
	}
	return list
}

// restOf reads the comment that Write leaves, nil where there is none, and gives the text without it: it may be long and deep.
func restOf(text string) (rest *scenario.Scenario, others string, err error) {
	var kept strings.Builder
	for line := range strings.Lines(text) {
		comment, ok := strings.CutPrefix(strings.TrimSpace(line), mark)
		if !ok {
			kept.WriteString(line)
			continue
		}
		if rest == nil {
			if rest, err = scenario.Parse([]byte(comment)); err != nil {
				return nil, "", err
			}
		}
	}
	return rest, kept.String(), nil
}

// lines puts each flag on a line of its own.
func lines(parts []string) string { return strings.Join(parts, " \\\n  ") }

// quote is a word as a shell takes it.
func quote(word string) string {
	quoted, err := syntax.Quote(word, syntax.LangBash)
	if err != nil { // a null byte, which says lets through nowhere
		return "''"
	}
	return quoted
}
