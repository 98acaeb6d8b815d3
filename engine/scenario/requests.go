package scenario

import (
	"errors"
	"math"

	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
	"github.com/llmemu/playground/internal/plainjson"
)

// requestJSON is a Request in JSON, its members absent where they are zero.
type requestJSON struct {
	ArrivalS        float64
	PromptLen       int64
	OutputLen       int64
	Priority        int64
	PrefixGroup     int64
	SharedPrefixLen int64
}

const (
	maxArrivalS = 1e7 // about four months
	maxTokens   = 1 << 24
	maxPriority = 1 << 31
)

// parseRequests reads workload.requests one by one, so that the list is bounded before it is built.
func parseRequests(list plainjson.Raw) ([]Request, error) {
	var requests []Request
	err := plainjson.Each(list, func(element plainjson.Raw) error {
		i := len(requests)
		if i == MaxRequests {
			return &Error{Path: "workload.requests", Message: "more than " + format.Count(MaxRequests) + " requests"}
		}
		var r requestJSON
		if err := plainjson.Unmarshal(element, &r); err != nil {
			return &Error{Path: message.Sprintf("workload.requests[%d]", i), Message: err.Error()}
		}
		requests = append(requests, Request(r))
		return requests[i].check(i)
	})
	_, named := errors.AsType[*Error](err)
	switch {
	case named:
		return nil, err
	case err != nil:
		return nil, &Error{Path: "workload.requests", Message: err.Error()}
	case len(requests) == 0:
		return nil, &Error{Path: "workload.requests", Message: "empty; at least one request is needed"}
	}
	return requests, nil
}

func (r Request) check(i int) error {
	for _, c := range []struct {
		name           string
		value          float64
		low, high      float64
		constraintName string
	}{
		{"arrival_s", r.ArrivalS, 0, maxArrivalS, ""},
		{"prompt_len", float64(r.PromptLen), 1, maxTokens, ""},
		{"output_len", float64(r.OutputLen), 1, maxTokens, ""},
		{"priority", float64(r.Priority), -maxPriority, maxPriority, ""},
		{"prefix_group", float64(r.PrefixGroup), 0, MaxRequests, ""},
		{"shared_prefix_len", float64(r.SharedPrefixLen), 0, float64(r.PromptLen), " (prompt_len)"},
	} {
		if math.IsNaN(c.value) || c.value < c.low || c.value > c.high {
			return &Error{
				Path: message.Sprintf("workload.requests[%d].%s", i, c.name),
				Message: message.Sprintf("%s; allowed: %s to %s%s",
					format.Plain(c.value), format.Plain(c.low), format.Plain(c.high), c.constraintName),
			}
		}
	}
	return nil
}

// Members are those of the JSON.
func (r *requestJSON) Members() plainjson.Members {
	return plainjson.Members{
		"arrival_s", &r.ArrivalS, "prompt_len", &r.PromptLen, "output_len", &r.OutputLen,
		"priority", plainjson.OmitZero(&r.Priority), "prefix_group", plainjson.OmitZero(&r.PrefixGroup), "shared_prefix_len", plainjson.OmitZero(&r.SharedPrefixLen),
	}
}
