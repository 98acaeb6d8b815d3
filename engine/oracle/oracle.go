// Package oracle answers one question: how long does this step take? It replaces the GPU forward pass by a latency
// taken from a measured profile, and knows nothing of requests, queues or clocks.
package oracle

import (
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/internal/message"
)

// Batch describes a scheduled step by what its duration depends on. All counts are tokens or requests of the step;
// contexts are computed tokens before the step. A request that gets exactly one token counts as a decode, whatever
// phase it is in: that is how the kernels see it, and how the sources measured them.
type Batch struct {
	PrefillTokens  int64 // tokens of all requests that got more than one
	PrefillContext int64 // sum of their contexts
	PrefillReqs    int64 // how many they are
	PrefillPairs   int64 // sum of their tokens·(context + tokens/2): the query-key pairs that attention computes
	Decodes        int64 // requests that got one token
	DecodeContext  int64 // sum of their contexts
	DecodeMin      int64 // shortest of their contexts; 0 without decodes
	DecodeMax      int64 // longest of their contexts; 0 without decodes
	Outputs        int64 // requests that get a token out of this step
	NewReqs        int64 // requests admitted for the first time in this step
}

// Tokens is the number of tokens scheduled in the step.
func (b *Batch) Tokens() int64 { return b.PrefillTokens + b.Decodes }

// OwnContext is the context that one prefill of PrefillTokens would have if it computed as many query-key pairs as the
// step's prefills do. For a single prefill that is its context. Several share the step but not each other's keys: they
// compute fewer pairs than one prefill of their summed tokens, so OwnContext may be negative, down to minus half of
// PrefillTokens.
func (b *Batch) OwnContext() float64 {
	if b.PrefillReqs < 2 {
		return float64(b.PrefillContext)
	}
	tokens := float64(b.PrefillTokens)
	return float64(b.PrefillPairs)/tokens - float64(tokens/2)
}

// Requests is the number of requests that the step serves.
func (b *Batch) Requests() int64 { return b.PrefillReqs + b.Decodes }

// Cost is a step's duration in integer nanoseconds, split by what it was spent on.
type Cost struct {
	Dense     int64 // weights: projections, MLP, norms, embedding; all-reduces between GPUs
	Attention int64 // attention, KV reads and writes
	Head      int64 // lm_head and sampler
	Host      int64 // for which the CPU keeps the GPU waiting, where the profile tells it apart
}

// Total is the step's duration in nanoseconds.
func (c Cost) Total() int64 { return c.Dense + c.Attention + c.Head + c.Host }

// Oracle gives a step's duration. An implementation is deterministic: the same sequence of calls gives the same
// answers on every platform (no fused multiply-add, no platform math functions). It may draw random numbers, so one
// run has one of its own.
type Oracle interface {
	Step(b *Batch) Cost
	// Mean is what Step gives on average. It draws nothing: asking leaves the run as it is.
	Mean(b *Batch) Cost
	// Beyond tells in which ways the step lies outside what the profile measured, where Step extrapolates.
	Beyond(b *Batch) Beyond
}

// New makes the oracle of a profile for one run. The seed, a scenario's, decides what a sampled profile draws.
func New(p *profile.Profile, seed int64) (Oracle, error) {
	switch {
	case p.Kind == profile.KindGrid && p.Grid != nil:
		return newGrid(p), nil
	case p.Kind == profile.KindSampled && p.Sampled != nil:
		return newSampled(p, seed), nil
	}
	return nil, message.Errorf("oracle: profile %s: kind is %q, supported are %q and %q with their tables", p.ID, p.Kind, profile.KindGrid, profile.KindSampled)
}
