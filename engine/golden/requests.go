package golden

import (
	"slices"

	"github.com/llmemu/playground/engine/kvcache"
)

// arrivalOrder is the request ids by (arrival_step, list position).
func arrivalOrder(requests []request) []int {
	order := make([]int, len(requests))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return requests[a].ArrivalStep - requests[b].ArrivalStep })
	return order
}

// streams gives each request its token stream: a prefix is shared with a group, or with an earlier request's prompt
// and outputs.
func streams(requests []request) []*kvcache.Stream {
	groups := map[int]*kvcache.Stream{}
	byID := map[string]*kvcache.Stream{}
	all := make([]*kvcache.Stream, len(requests))
	for i, r := range requests {
		var parent *kvcache.Stream
		switch {
		case r.PrefixOf != "":
			parent = byID[r.PrefixOf]
		case r.PrefixGroup != nil:
			if groups[*r.PrefixGroup] == nil {
				groups[*r.PrefixGroup] = kvcache.NewStream(nil, 0)
			}
			parent = groups[*r.PrefixGroup]
		}
		all[i] = kvcache.NewStream(parent, r.SharedPrefixLen)
		byID[r.ID] = all[i]
	}
	return all
}
