package scenario

import (
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

// Validate checks the conditions between fields, which no single field's range can express. The error is an *Error
// at the field to change.
func (s *Scenario) Validate() error {
	if s.Profile == "" {
		return &Error{Path: "profile", Message: "missing; give the id of a profile, for example rtxpro6000-llama-3.1-8b-bf16-tp1"}
	}
	w := &s.Workload
	if (w.Dataset == DatasetRequests) != (len(w.Requests) > 0) {
		return &Error{Path: "workload.requests", Message: message.Sprintf("%d requests with dataset %q; a list goes with dataset \"requests\" and with no other", len(w.Requests), w.Dataset)}
	}
	if err := w.validateRamp(); err != nil {
		return err
	}
	if n := w.PrefixRepetitionNumPrefixes; w.Dataset == DatasetPrefixRepetition && n > w.Prompts() {
		return &Error{Path: "workload.prefix_repetition_num_prefixes",
			Message: message.Sprintf("%s; allowed: 1 to %s (num_prompts)", format.Count(n), format.Count(w.Prompts()))}
	}
	return nil
}

func (w *Workload) validateRamp() error {
	ramp := w.RampUpStrategy != ""
	for _, end := range []struct {
		name  string
		value float64
	}{{"workload.ramp_up_start_rps", w.RampUpStartRPS}, {"workload.ramp_up_end_rps", w.RampUpEndRPS}} {
		if ramp && end.value == 0 {
			return &Error{Path: end.name, Message: "missing; a ramp needs ramp_up_start_rps and ramp_up_end_rps"}
		}
		if !ramp && end.value != 0 {
			return &Error{Path: end.name, Message: "given without ramp_up_strategy; allowed: none"}
		}
	}
	if ramp && w.RequestRate != 0 && w.RequestRate != Unlimited {
		return &Error{Path: "workload.request_rate", Message: "given with ramp_up_strategy; a ramp sets the rate itself, leave it empty"}
	}
	if ramp && w.Recorded() {
		return &Error{Path: "workload.ramp_up_strategy", Message: message.Sprintf("a ramp needs generated arrivals, and dataset %q keeps its own", w.Dataset)}
	}
	return nil
}

// DefaultNumPrompts is vLLM's num_prompts for generated workloads.
const DefaultNumPrompts = 1000

// Prompts is the number of requests asked for: num_prompts or, where it is absent, its default. A recorded stream may
// hold fewer, and without num_prompts is taken whole.
func (w *Workload) Prompts() int64 {
	if w.NumPrompts > 0 {
		return w.NumPrompts
	}
	if w.Dataset == DatasetRequests {
		return int64(len(w.Requests))
	}
	return DefaultNumPrompts
}

// Recorded says that the workload is a recorded stream, with arrivals of its own.
func (w *Workload) Recorded() bool {
	return w.Stream() != "" || w.Dataset == DatasetRequests
}

// Stream names the recorded stream that the workload takes its requests from, "" where they are generated or listed.
func (w *Workload) Stream() string {
	switch w.Dataset {
	case DatasetShareGPT:
		return StreamShareGPT
	case DatasetTrace:
		return w.Trace
	}
	return ""
}
