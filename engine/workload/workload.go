// Package workload turns a scenario's workload into requests: when each arrives, how long its prompt and output are,
// and what prefix it shares. Generated workloads follow `vllm bench serve`; recorded streams keep their own pace.
package workload

import (
	"cmp"
	"math"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/message"
	"github.com/llmemu/playground/internal/order"
)

// Request is one request as the client means to send it.
type Request struct {
	Arrival         int64 // nanoseconds from the start of the run
	PromptLen       int   // tokens
	OutputLen       int   // tokens
	Priority        int64 // lower is more urgent
	PrefixGroup     int   // requests of one group share their first SharedPrefixLen tokens
	SharedPrefixLen int   // tokens; 0: shares nothing
}

// Tokens is the length of the prompt and the outputs.
func (r *Request) Tokens() int { return r.PromptLen + r.OutputLen }

// Generate makes the scenario's requests in order of arrival, whatever their length: see Admit for what the server makes of
// them. The scenario is valid (Parse or Validate has passed); maxModelLen is the engine's; stream is the recorded stream that
// the workload names (see scenario.Workload.Stream) and may be nil where it names none. The error is a *scenario.Error.
//
// Arrivals and lengths are drawn from separate generators, so that a change of rate leaves every length as it was, and
// a change of lengths every arrival: two runs then differ in what was changed alone.
func Generate(s *scenario.Scenario, maxModelLen int, stream *Stream) ([]Request, error) {
	w := &s.Workload
	var requests []Request
	switch w.Dataset {
	case scenario.DatasetRandom:
		requests = take(w, random(w, newSource(s.Seed, lengths)))
	case scenario.DatasetLognormal:
		requests = take(w, lognormal(w, newSource(s.Seed, lengths), maxModelLen))
	case scenario.DatasetPrefixRepetition:
		requests = prefixRepetition(w, newSource(s.Seed, lengths))
	case scenario.DatasetShareGPT, scenario.DatasetTrace:
		if stream == nil {
			return nil, &scenario.Error{Path: "workload.dataset", Message: message.Sprintf("the recorded stream %q is not at hand", w.Stream())}
		}
		requests = stream.requests()
	case scenario.DatasetRequests:
		requests = explicit(w.Requests)
	}
	if w.Recorded() {
		order.Stable(requests, func(a, b *Request) int { return cmp.Compare(a.Arrival, b.Arrival) })
		if w.NumPrompts > 0 {
			requests = requests[:min(len(requests), int(w.NumPrompts))]
		}
		rescale(requests, float64(w.RequestRate))
	} else {
		setArrivals(requests, w, newSource(s.Seed, arrivals))
	}
	return requests, nil
}

func explicit(list []scenario.Request) []Request {
	requests := make([]Request, len(list))
	for i, r := range list {
		requests[i] = Request{
			Arrival:         nanoseconds(r.ArrivalS),
			PromptLen:       int(r.PromptLen),
			OutputLen:       int(r.OutputLen),
			Priority:        r.Priority,
			PrefixGroup:     int(r.PrefixGroup),
			SharedPrefixLen: int(r.SharedPrefixLen),
		}
	}
	return requests
}

// nanoseconds rounds seconds to the nearest nanosecond.
func nanoseconds(seconds float64) int64 { return int64(math.Round(seconds * 1e9)) }
