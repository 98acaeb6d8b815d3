package metrics

import (
	"github.com/llmemu/playground/engine/workload"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/plainjson"
)

// Rejection is why requests failed. The server answered before the engine saw them: nothing else of a report counts them.
type Rejection struct {
	Reason   string
	Requests int
}

// String reads "3 requests failed (400): …".
func (r Rejection) String() string {
	return format.Of(r.Requests, "request") + " failed (400): " + r.Reason
}

// rejections are those of a workload, and how many requests they are.
func rejections(of []workload.Rejection) (list []Rejection, requests int) {
	list = []Rejection{}
	for _, r := range of {
		list = append(list, Rejection(r))
		requests += r.Requests
	}
	return list, requests
}

// Members are those of the JSON.
func (r *Rejection) Members() plainjson.Members {
	return plainjson.Members{"reason", &r.Reason, "requests", &r.Requests}
}
