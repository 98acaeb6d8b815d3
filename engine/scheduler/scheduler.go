// Package scheduler decides, step by step, which requests get how many tokens: vLLM's V1 scheduler, decision for
// decision, as recorded at commit 56de443 (April 2026, v0.19).
//
// There is no prefill phase and no decode phase. Each request has known tokens (its prompt and the outputs processed
// so far) and computed tokens, and a step gives it some of the tokens it lacks, so that computed chases known.
// Chunked prefill, prefix hits, recompute after preemption and decode are all that one rule. With asynchronous
// scheduling, output tokens that are scheduled but not yet processed stand in as placeholders: step k+1 is decided
// before the tokens of step k are known.
//
// Running requests are served first, in order of admission, from one token budget. Waiting ones are admitted with
// what is left, head first, and never in a step that preempted someone. When the pool has no block for a running
// request, the newest (or, under the priority policy, the least urgent) is preempted: it loses its blocks, goes back
// to the front of the queue and is later treated like a prompt that includes its outputs.
package scheduler

import "github.com/llmemu/playground/engine/kvcache"

// Config holds vLLM's scheduler arguments under vLLM's names. NumGPUBlocks includes the null block.
type Config struct {
	MaxNumSeqs                int
	MaxNumBatchedTokens       int
	MaxModelLen               int
	BlockSize                 int
	NumGPUBlocks              int
	EnablePrefixCaching       bool
	EnableChunkedPrefill      bool
	LongPrefillTokenThreshold int // 0: off
	Priority                  bool
	AsyncScheduling           bool
	SchedulerReserveFullISL   bool
}

// Request is what the scheduler needs to know of a request. Requests have dense ids; vLLM breaks ties of the priority
// policy by comparing ids as strings, and ours compare as the names r0, r1, … would.
type Request struct {
	ID        int
	PromptLen int // tokens, 1 to MaxModelLen-1
	OutputLen int // tokens, at least 1; end-of-sequence is ignored
	Priority  int64
	Arrival   int64           // orders requests of equal priority
	Stream    *kvcache.Stream // its tokens, for the prefix cache
}

// Scheduler holds the requests that are waiting or running. It is not safe for concurrent use.
type Scheduler struct {
	cfg     Config
	pool    *kvcache.Pool
	waiting queue
	running []*request

	finishedUnreported bool // a request finished and no Schedule call has passed that on yet

	hits []int32 // scratch for lookups
}

// New makes a scheduler with an empty pool.
func New(cfg Config) *Scheduler {
	s := &Scheduler{cfg: cfg, pool: kvcache.New(cfg.NumGPUBlocks, cfg.BlockSize, cfg.EnablePrefixCaching)}
	if cfg.Priority {
		s.waiting = &priorityQueue{}
	} else {
		s.waiting = &fcfsQueue{}
	}
	return s
}

// Add puts a request at the end of the queue (or where its priority puts it).
func (s *Scheduler) Add(r Request) {
	s.waiting.push(&request{Request: r, known: r.PromptLen})
}

// Running is the number of running requests.
func (s *Scheduler) Running() int { return len(s.running) }

// Waiting is the number of waiting requests, the preempted ones included.
func (s *Scheduler) Waiting() int { return s.waiting.len() }

// Pool is the scheduler's block pool, for inspection.
func (s *Scheduler) Pool() *kvcache.Pool { return s.pool }

// HasWork says whether a Schedule call is due: a request is unfinished, or one finished that no call has reported.
func (s *Scheduler) HasWork() bool {
	return len(s.running) > 0 || s.waiting.len() > 0 || s.finishedUnreported
}

// request is a request's state between its arrival and its end.
type request struct {
	Request
	known        int // tokens: prompt and processed outputs
	computed     int // tokens whose KV entries exist once all scheduled steps have run
	placeholders int // output tokens scheduled but not processed (asynchronous scheduling)

	blocks   []int32
	labelled int // leading blocks that carry their label

	running   bool
	preempted bool // waiting for re-admission
	entry     int  // its place in the batch being scheduled, -1 where it has none
}

// outstanding is the number of tokens the request lacks.
func (r *request) outstanding() int { return r.known + r.placeholders - r.computed }

// outputs is the number of processed output tokens.
func (r *request) outputs() int { return r.known - r.PromptLen }

// lastTokenInFlight says that every output is scheduled already: nothing is left to do but to wait for it.
func (r *request) lastTokenInFlight() bool {
	return r.placeholders > 0 && r.computed+2-r.placeholders >= r.PromptLen+r.OutputLen
}
