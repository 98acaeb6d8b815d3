package vllmflags

import (
	"regexp"
	"slices"
	"strings"

	"github.com/llmemu/playground/internal/message"
)

// wanted is what a text says of the profile.
type wanted struct {
	model        string
	tp           int64
	dtype        string // of --dtype
	quantization string // of --quantization
	text         string // all of it: it may name a GPU
}

// choose takes the profile that fits best, and says what does not fit.
func (r *reader) choose(offers []Offer, present string) {
	if len(offers) == 0 {
		return
	}
	now := offers[max(0, slices.IndexFunc(offers, func(o Offer) bool { return o.ID == present }))]
	r.scenario.Profile = now.ID
	left := offers
	// keep narrows the choice where something is left of it, and says so where nothing is.
	keep := func(fits func(Offer) bool, otherwise func()) {
		if some := slices.DeleteFunc(slices.Clone(left), func(o Offer) bool { return !fits(o) }); len(some) > 0 {
			left = some
			return
		}
		otherwise()
	}
	if r.want.model == "" {
		keep(func(o Offer) bool { return o.Model == now.Model }, func() {})
	} else {
		shape := shapeOf(r.want.model)
		keep(func(o Offer) bool { return shapeOf(o.Model) == shape }, func() {
			r.note(NotModelled, "--model", "no profile here is of "+message.Name(r.want.model)+": latencies are those of "+now.Model)
			left = []Offer{now}
		})
		if shapeOf(left[0].Model) == shape && undressed(r.want.model) != undressed(left[0].Model) {
			r.note(Changed, "--model", message.Name(r.want.model)+" has the shape of "+left[0].Model+", whose latencies it gets")
		}
	}
	keep(func(o Offer) bool { return o.TP == r.want.tp }, func() {
		r.note(NotModelled, "--tensor-parallel-size", message.Sprintf("no profile here is of %s on %d GPUs: steps are those of %d", left[0].Model, r.want.tp, left[0].TP))
	})
	if weights := r.weights(); weights != "" {
		keep(func(o Offer) bool { return o.DType == weights }, func() {
			r.note(NotModelled, "--"+r.weightsFlag(), "no profile here has weights in "+message.Name(weights)+": steps are those of "+left[0].DType)
		})
	}
	named := false
	keep(func(o Offer) bool { named = mentions(r.want.text, o.GPU); return named }, func() {})
	if !named {
		keep(func(o Offer) bool { return o.GPU == now.GPU }, func() {})
	}
	if len(left) > 1 {
		keep(func(o Offer) bool { return o.ID == present }, func() {})
	}
	chosen := left[0]
	r.scenario.Profile, r.taken["profile"] = chosen.ID, true
	if !mentions(r.want.text, chosen.GPU) {
		r.note(Changed, "GPU", "vLLM’s command lines name none: this runs on "+chosen.GPU)
	}
}

// weights is the dtype of the weights that is asked for; "" where it is the model's own.
func (r *reader) weights() string {
	named := strings.ToLower(r.want.quantization + " " + r.want.model)
	for _, q := range []string{"fp8", "awq", "gptq", "int4", "int8", "w4a16", "w8a8", "nvfp4", "fp4", "mxfp4", "bitsandbytes", "gguf"} {
		if strings.Contains(named, q) {
			return q
		}
	}
	if r.want.quantization != "" {
		return r.want.quantization
	}
	switch r.want.dtype {
	case "half", "float16":
		return "float16"
	case "bfloat16":
		return "bfloat16"
	}
	return ""
}

func (r *reader) weightsFlag() string {
	switch {
	case r.want.quantization != "":
		return "quantization"
	case r.want.dtype != "" && r.want.dtype != "auto":
		return "dtype"
	}
	return "model"
}

// dressing is what names of models have around their shape: who tuned or quantized them, and for what.
var dressing = regexp.MustCompile(`(^meta-)|([-_.](instruct|it|chat|hf|base|awq|gptq|fp8|dynamic|kv|w8a8|w4a16|int4|int8|nvfp4|fp4|bf16|quantized|gguf|bnb|4bit|8bit))+(?:$|[-_.].*$)`)

// plain is a model's name without its owner.
func plain(model string) string {
	return strings.ToLower(model[strings.LastIndexByte(strings.TrimRight(model, "/"), '/')+1:])
}

// shapes are families of models with the same layers, heads and sizes, by what their names contain.
var shapes = []struct{ contains, shape string }{
	{"llama-3.3-70b", "llama-3.1-70b"}, {"llama-3.1-70b", "llama-3.1-70b"}, {"llama-3-70b", "llama-3.1-70b"}, {"distill-llama-70b", "llama-3.1-70b"},
	{"llama-3.1-8b", "llama-3.1-8b"}, {"llama-3-8b", "llama-3.1-8b"}, {"distill-llama-8b", "llama-3.1-8b"},
	{"qwen3-32b", "qwen3-32b"}, {"qwen3-8b", "qwen3-8b"},
}

func undressed(model string) string {
	return strings.ReplaceAll(dressing.ReplaceAllString(plain(model), ""), "llama3", "llama-3")
}

// shapeOf is the model whose steps take as long.
func shapeOf(model string) string {
	name := undressed(model)
	for _, s := range shapes {
		if strings.Contains(name, s.contains) {
			return s.shape
		}
	}
	return name
}

// mentions says whether a text names a GPU, in whatever spelling: "NVIDIA-H100-80GB-HBM3", "rtx_4090".
func mentions(text, gpu string) bool {
	words := strings.Fields(gpu)
	for i, w := range words {
		words[i] = regexp.QuoteMeta(w)
	}
	return regexp.MustCompile(`(?i)(^|[^a-z0-9])` + strings.Join(words, "[ _-]*") + `($|[^0-9])`).MatchString(text)
}
