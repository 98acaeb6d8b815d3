package vllmflags

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/servercfg"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

// reader makes a scenario of commands.
type reader struct {
	scenario *scenario.Scenario
	taken    map[string]bool // paths of fields that were set
	notes    []Note
	want     wanted
	later    []func() error // what waits for all flags
}

// Read finds vLLM's commands in a text and makes the scenario that they mean. present is the profile of whoever asks, which decides where the
// text leaves it open; offers are all there are. The error is an *Error, or a *scenario.Error at a field.
func Read(text string, offers []Offer, present string) (*Reading, error) {
	if len(text) > MaxBytes {
		return nil, &Error{Message: message.Sprintf("the text has %s bytes; allowed: at most %s", format.Count(len(text)), format.Count(MaxBytes))}
	}
	base, commands, err := restOf(text)
	if err != nil {
		return nil, err
	}
	pasted, err := split(commands)
	if err != nil {
		return nil, err
	}
	r := &reader{scenario: base, taken: map[string]bool{}, want: wanted{tp: 1, text: commands}}
	if base == nil {
		r.scenario = scenario.DefaultOf(scenario.Version, cmp.Or(present, "none"))
	}
	calls := r.calls(pasted)
	if len(calls) == 0 {
		return nil, &Error{Message: "no command of vLLM is in this text: vllm serve …, vllm bench serve …, a container of vLLM, or flags of theirs"}
	}
	for _, c := range calls {
		if err := r.arguments(c); err != nil {
			return nil, err
		}
	}
	for _, do := range r.later {
		if err := do(); err != nil {
			return nil, err
		}
	}
	if base == nil {
		r.choose(offers, present)
	}
	if r.scenario.Workload.Dataset == scenario.DatasetPrefixRepetition {
		// num_prompts may be below the default number of prefixes, which vLLM then does not reach.
		w := &r.scenario.Workload
		w.PrefixRepetitionNumPrefixes = min(w.PrefixRepetitionNumPrefixes, w.Prompts())
	}
	if err := r.scenario.Validate(); err != nil {
		return nil, err
	}
	return r.reading(), nil
}

func (r *reader) reading() *Reading {
	reading := &Reading{Scenario: r.scenario, Notes: r.notes}
	for _, f := range scenario.Fields() {
		if r.taken[f.Path()] {
			reading.Taken = append(reading.Taken, f.Path())
		}
	}
	order := []Kind{NotModelled, Unknown, Changed, NoEffect}
	slices.SortStableFunc(reading.Notes, func(a, b Note) int { return slices.Index(order, a.Kind) - slices.Index(order, b.Kind) })
	return reading
}

// note says something once.
func (r *reader) note(kind Kind, flag, text string) {
	if n := (Note{kind, flag, text}); !slices.Contains(r.notes, n) {
		r.notes = append(r.notes, n)
	}
}

// put sets a field.
func (r *reader) put(path, value string) error {
	f := scenario.FieldAt(path)
	if !f.Known(r.scenario) {
		r.scenario.Upgrade(f.Since)
	}
	if err := f.SetText(r.scenario, value); err != nil {
		at := err.(*scenario.Error) // all errors of SetText are
		return &Error{Message: at.Message}
	}
	r.taken[path] = true
	return nil
}

// arguments reads those of one command, as vLLM's parser would.
func (r *reader) arguments(c call) error {
	set := serveFlags
	if c.bench {
		set = benchFlags
	}
	for args := c.args; len(args) > 0; {
		word := args[0]
		args = args[1:]
		if !strings.HasPrefix(word, "-") || word == "-" {
			if first := len(args) == len(c.args)-1; first && !c.bench {
				if err := r.flag(serveFlags.named("model"), false, []string{word}); err != nil {
					return err
				}
				continue
			}
			r.note(Unknown, message.Name(word), "no flag stands before it")
			continue
		}
		name, value, given := strings.Cut(word, "=")
		f, off := set.find(name)
		if f == nil {
			args = r.unknown(name, args, given)
			continue
		}
		values, rest := f.values(value, given, args)
		args = rest
		if err := r.flag(f, off, values); err != nil {
			at, ok := errors.AsType[*Error](err)
			if !ok {
				return err
			}
			return &Error{Flag: "--" + f.name, Message: at.Message}
		}
	}
	return nil
}

// values takes what belongs to a flag from the words behind it.
func (f *flag) values(value string, given bool, args []string) (values, rest []string) {
	switch {
	case given:
		return []string{value}, args
	case f.takes == toggle:
		// Older versions take a word for it.
		if len(args) > 0 && slices.Contains([]string{"true", "false"}, strings.ToLower(args[0])) {
			return args[:1], args[1:]
		}
		return nil, args
	case f.takes == one:
		return args[:min(1, len(args))], args[min(1, len(args)):]
	}
	n := 0
	for n < len(args) && !strings.HasPrefix(args[n], "-") {
		n++
	}
	return args[:n], args[n:]
}

// flag does what a flag with its values does.
func (r *reader) flag(f *flag, off bool, values []string) error {
	switch {
	case f.says != "":
		if f.takes != toggle || !off {
			r.note(NotModelled, "--"+f.name, f.says)
		}
		return nil
	case f.quiet != "":
		r.note(NoEffect, "--"+f.name, f.quiet)
		return nil
	case f.takes == toggle:
		on := !off
		if len(values) > 0 && strings.EqualFold(values[0], "false") {
			on = !on
		}
		return r.put(f.field, map[bool]string{true: "true", false: "false"}[on])
	case len(values) == 0:
		return &Error{Message: "a value is needed"}
	}
	for _, value := range values {
		if strings.HasPrefix(value, "$") {
			r.note(NotModelled, "--"+f.name, message.Name(value)+" is a variable whose value is not in the text: the default stands")
			continue
		}
		if f.set == nil {
			if err := r.put(f.field, value); err != nil {
				return err
			}
		} else if err := f.set(r, value); err != nil {
			return err
		}
	}
	return nil
}

// unknown lists a flag that is not known, with the one that it may be meant to be, and takes its value.
func (r *reader) unknown(name string, args []string, given bool) []string {
	r.note(Unknown, message.Name(name), "no flag of vLLM 0.19 or 0.28 that is known here")
	if !given && len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		return args[1:]
	}
	return args
}

// silent are variables of vLLM that change no latency.
var silent = []string{"VLLM_LOGGING_LEVEL", "VLLM_CONFIGURE_LOGGING", "VLLM_NO_USAGE_STATS", "VLLM_DO_NOT_TRACK", "VLLM_CACHE_ROOT", "VLLM_HOST_IP",
	"VLLM_PORT", "VLLM_API_KEY", "VLLM_USE_MODELSCOPE", "VLLM_LOG_STATS_INTERVAL", "VLLM_WORKER_MULTIPROC_METHOD"}

// environment notes what stands in front of commands.
func (r *reader) environment(env []string) {
	for _, entry := range env {
		name, value, _ := strings.Cut(entry, "=")
		switch {
		case name == "VLLM_USE_V1" && value == "0":
			r.note(NotModelled, name, "the V0 engine schedules in another way: what is emulated is V1")
		case name == "VLLM_USE_V1":
			r.note(NoEffect, name, "what is emulated is V1")
		case slices.Contains(silent, name):
			r.note(NoEffect, name, "logs and files")
		case name == "VLLM_ALLOW_LONG_MAX_MODEL_LEN":
			r.note(NoEffect, name, "max_model_len is held to the model’s own all the same, with a caveat")
		case strings.HasPrefix(name, "VLLM_"):
			r.note(NotModelled, name, "environment variables of vLLM are not read; steps are those of the profile’s capture")
		}
	}
}

// version is of the vLLM that is started: the newest known one up to it decides.
func (r *reader) version(text string) {
	v, exact := servercfg.VersionUpTo(text)
	if !exact {
		r.note(Changed, "vLLM "+message.Name(text), "emulated as "+v.String()+", the nearest version whose decisions are known")
	}
	_ = r.put("engine.vllm_version", v.String()) // a version is a value of the field
}
