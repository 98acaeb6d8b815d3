package serve

import "github.com/llmemu/playground/engine/workload"

// Router picks the engine that serves a request, by its place in the list, at the moment at which the request reaches the
// engines' door. It may look at the engines as they stand then and keeps what else it needs to itself; equal calls in
// equal order have to give equal picks, or a run could not be repeated.
type Router func(r *workload.Request, engines []*Engine) int

// First picks the first engine: the only choice where there is one.
func First(*workload.Request, []*Engine) int { return 0 }
