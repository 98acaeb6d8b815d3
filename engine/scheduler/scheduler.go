// Package scheduler decides, step by step, which requests get how many tokens: vLLM's V1 scheduler, decision for
// decision, in the versions of version.go.
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
//
// A request that has caught up gets one token a step until it ends. Such requests are the steady ones: they are kept in
// a set that counts steps for all of them together, and one is touched only when it needs a block, ends or is preempted
// (see steady). What a step costs therefore follows what happens in it, not how many requests run.
package scheduler

import "github.com/llmemu/playground/engine/kvcache"

// Config holds vLLM's scheduler arguments under vLLM's names. NumGPUBlocks includes the null block. The last two are of
// vLLM 0.28 and off where they are 0.
type Config struct {
	Version                   Version
	MaxNumSeqs                int
	MaxNumBatchedTokens       int
	MaxModelLen               int
	BlockSize                 int
	NumGPUBlocks              int
	EnablePrefixCaching       bool
	EnableChunkedPrefill      bool
	LongPrefillTokenThreshold int // 0: off
	Policy                    Policy
	AsyncScheduling           bool
	SchedulerReserveFullISL   bool

	Watermark             float64 // share of the blocks, below 1, that an admission leaves free while requests run
	MaxNumScheduledTokens int     // in a step; 0: MaxNumBatchedTokens
}

// Budget is how many tokens a step may have.
func (c *Config) Budget() int {
	if n := c.MaxNumScheduledTokens; n > 0 {
		return n
	}
	return c.MaxNumBatchedTokens
}

// watermark is how many blocks an admission leaves free.
func (c *Config) watermark() int { return int(c.Watermark * float64(c.NumGPUBlocks)) }

// Request is what the scheduler needs to know of a request. Requests have dense ids; vLLM breaks ties of the priority
// policy by comparing ids as strings, and ours compare as the names r0, r1, … would.
type Request struct {
	ID        int
	PromptLen int // tokens, 1 to MaxModelLen-1
	OutputLen int // tokens, at least 1; end-of-sequence is ignored
	Priority  int64
	Arrival   int64           // orders requests of equal priority
	Stream    *kvcache.Stream // its tokens, for the prefix cache; nil: it shares none with any other
}

// set copies q member by member: in WebAssembly, to copy a whole struct or to clear one is a call out of the module.
func (r *Request) set(q *Request) {
	r.ID, r.PromptLen, r.OutputLen = q.ID, q.PromptLen, q.OutputLen
	r.Priority, r.Arrival, r.Stream = q.Priority, q.Arrival, q.Stream
}

// Scheduler holds the requests that are waiting or running. It is not safe for concurrent use.
type Scheduler struct {
	cfg      Config
	pool     *kvcache.Pool
	waiting  policy
	queued   int // how many those are
	running  roster
	explicit []*request // the running requests that are served one by one, in running order
	steady   steady     // the others, but for those whose last token is in flight
	together bool       // whether there may be steady requests, see separable

	unprocessed        *Batch // the batch scheduled last, until its outputs are processed
	finishedUnreported bool   // a request finished and no Schedule call has passed that on yet

	deferring     bool // the step being decided defers prefill
	throttled     bool // the next step is one of those that may
	capacityBound bool // requests were left waiting when one was last free not to

	admissions int        // so far
	hits       []int32    // scratch for lookups
	spare      []*request // states without a request, for reuse
	rooms      [][]int32  // empty block tables, for reuse
}

// New makes a scheduler with an empty pool.
func New(cfg Config) *Scheduler {
	policy := &policies[cfg.Policy]
	s := &Scheduler{cfg: cfg, together: policy.newest, pool: kvcache.New(cfg.NumGPUBlocks, cfg.BlockSize, cfg.EnablePrefixCaching)}
	s.pool.FreeUnlabelledFirst = cfg.Version >= V028
	s.steady = newSteady(cfg.BlockSize)
	s.waiting = policy.make(s)
	return s
}

// Add puts a request at the end of the queue (or where its priority puts it).
func (s *Scheduler) Add(r *Request) {
	s.waiting.push(r)
	s.queued++
}

// Running is the number of running requests.
func (s *Scheduler) Running() int { return s.running.len() }

// Waiting is the number of waiting requests, the preempted ones included.
func (s *Scheduler) Waiting() int { return s.queued }

// Pool is the scheduler's block pool, for inspection.
func (s *Scheduler) Pool() *kvcache.Pool { return s.pool }

// HasWork says whether a Schedule call is due: a request is unfinished, or one finished that no call has reported.
func (s *Scheduler) HasWork() bool {
	return s.running.len() > 0 || s.queued > 0 || s.finishedUnreported
}
