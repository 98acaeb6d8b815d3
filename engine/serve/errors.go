package serve

import (
	"github.com/llmemu/playground/engine/workload"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

// NeverFitsError says that a request needs more KV blocks than the pool has. vLLM's scheduler would wait for them for
// ever, with everything behind it.
type NeverFitsError struct {
	Request         int // id
	PromptLen       int
	OutputLen       int
	Needed, Present int // blocks, the null block not counted
}

func (e *NeverFitsError) Error() string {
	return message.Sprintf("request %d (%s prompt and %s output tokens) needs %s blocks, the pool has %s; raise num_gpu_blocks or shorten the request",
		e.Request, format.Count(e.PromptLen), format.Count(e.OutputLen), format.Count(e.Needed), format.Count(e.Present))
}

// StuckError says that a prompt exceeds the token budget of a step while chunked prefill is off: it would stay at the
// head of the queue for ever.
type StuckError struct {
	Waiting int // requests that wait
	Budget  int // max_num_batched_tokens, or less by max_num_scheduled_tokens
}

func (e *StuckError) Error() string {
	return message.Sprintf("%s waiting requests can never run: the first has more tokens to prefill than max_num_batched_tokens (%s), and enable_chunked_prefill is false",
		format.Count(e.Waiting), format.Count(e.Budget))
}

// computed is how many tokens of a request are ever computed: all but the last output token.
func (e *Engine) computed(r *workload.Request) int { return min(r.Tokens(), e.cfg.MaxModelLen) - 1 }

// Fits says whether the pool can hold a request when it is alone. Where it cannot, the error is a *NeverFitsError; id
// names the request in it.
func (e *Engine) Fits(id int, r *workload.Request) error {
	if e.computed(r) <= e.capacity {
		return nil
	}
	needed := (e.computed(r) + e.cfg.BlockSize - 1) / e.cfg.BlockSize
	return &NeverFitsError{Request: id, PromptLen: r.PromptLen, OutputLen: r.OutputLen, Needed: needed, Present: e.loop.Pool().Usable()}
}

// stuck recognises the one endless wait that fits cannot foresee: a batch was scheduled and nothing runs, no batch in
// flight does any work, and still the head of the queue was not admitted.
func (e *Engine) stuck() error {
	if e.loop.Waiting() == 0 {
		return nil
	}
	for _, f := range e.flight[:e.inFlight] {
		if f.step >= 0 {
			return nil
		}
	}
	return &StuckError{Waiting: e.loop.Waiting(), Budget: e.cfg.Budget()}
}
