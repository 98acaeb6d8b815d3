package metrics

import (
	"github.com/llmemu/playground/engine/workload"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/plainjson"
)

// Rejection is why requests failed. The server answered before the engine saw them: nothing of a report counts them but the
// number of requests, and the shares of them that meet the SLO.
type Rejection struct {
	Reason   string
	Requests int
}

// String reads "3 requests failed (400): …".
func (r Rejection) String() string {
	return format.Of(r.Requests, "request") + " failed (400): " + r.Reason
}

// rejections are those of a workload.
func rejections(of []workload.Rejection) []Rejection {
	list := []Rejection{}
	for _, r := range of {
		list = append(list, Rejection(r))
	}
	return list
}

// Failed is how many requests the server rejects.
func (s *Setting) Failed() (requests int) {
	for _, r := range s.Rejected {
		requests += r.Requests
	}
	return requests
}

// OfSent follows a share that meets the SLO where it counts requests that are in no list: " of 10 sent"; "" where none failed.
func (s *Summary) OfSent() string {
	if s.Failed == 0 {
		return ""
	}
	return " of " + format.Count(s.Completed+s.Failed) + " sent"
}

// Members are those of the JSON.
func (r *Rejection) Members() plainjson.Members {
	return plainjson.Members{"reason", &r.Reason, "requests", &r.Requests}
}
