package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
)

// requestJSON is a Request in JSON, its members absent where they are zero.
type requestJSON struct {
	ArrivalS        float64 `json:"arrival_s"`
	PromptLen       int64   `json:"prompt_len"`
	OutputLen       int64   `json:"output_len"`
	Priority        int64   `json:"priority,omitempty"`
	PrefixGroup     int64   `json:"prefix_group,omitempty"`
	SharedPrefixLen int64   `json:"shared_prefix_len,omitempty"`
}

const (
	maxArrivalS = 1e7 // about four months
	maxTokens   = 1 << 24
	maxPriority = 1 << 31
)

// parseRequests reads workload.requests one by one, so that the list is bounded before it is built.
func parseRequests(raw json.RawMessage) ([]Request, error) {
	fail := func(i int, err error) error {
		return &Error{Path: fmt.Sprintf("workload.requests[%d]", i), Message: jsonMessage(err)}
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if token, err := decoder.Token(); err != nil || token != json.Delim('[') {
		return nil, &Error{Path: "workload.requests", Message: "not an array of requests"}
	}
	var requests []Request
	for decoder.More() {
		i := len(requests)
		if i == MaxRequests {
			return nil, &Error{Path: "workload.requests", Message: "more than " + FormatNumber(MaxRequests) + " requests"}
		}
		var r requestJSON
		if err := decoder.Decode(&r); err != nil {
			return nil, fail(i, err)
		}
		if err := Request(r).check(i); err != nil {
			return nil, err
		}
		requests = append(requests, Request(r))
	}
	if _, err := decoder.Token(); err != nil && err != io.EOF {
		return nil, fail(len(requests), err)
	}
	if len(requests) == 0 {
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
				Path: fmt.Sprintf("workload.requests[%d].%s", i, c.name),
				Message: fmt.Sprintf("%s; allowed: %s to %s%s",
					FormatNumber(c.value), FormatNumber(c.low), FormatNumber(c.high), c.constraintName),
			}
		}
	}
	return nil
}
