package serve

import (
	"slices"

	"github.com/llmemu/playground/engine/kvcache"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/engine/workload"
)

// Engine serves the requests that are submitted to it: vLLM's engine core, whose forward pass is replaced by a duration
// from an oracle.
//
// A step is scheduled when the outputs of the step before the last have been processed, starts at the later of that
// moment and the end of the last step, and its tokens carry the time of its end. A request is seen by the first
// Schedule call at or after its arrival.
type Engine struct {
	cfg    scheduler.Config
	loop   *scheduler.Loop
	oracle oracle.Oracle
	log    *metrics.Log
	place  int // in the list of the service's engines

	now      int64
	gpuFree  int64 // when the last scheduled step ends
	awaiting bool  // the next thing to happen is the end of the oldest step in flight
	capacity int   // tokens that the pool holds

	arrivals []scheduler.Request // submitted, in order of arrival
	seen     int                 // how many of these the scheduler has seen
	flight   [2]flight           // scheduled and not processed, oldest first
	inFlight int                 // how many those are
	groups   map[int]*kvcache.Stream

	// The batch being launched, and its row in the log. They are filled member by member: in WebAssembly, to copy a struct
	// or to clear it is a call out of the module.
	work      oracle.Batch
	row       metrics.Step
	preempted []int // by it, and by the empty batches since the last row

	observe func(*Launch) // nil for most runs
}

// flight is a batch on its way through the GPU.
type flight struct {
	step int // row in the log; -1 for an empty batch
	end  int64
}

// newEngine makes an idle engine at time 0, which writes of its requests into their common table.
func newEngine(cfg scheduler.Config, o oracle.Oracle, place int, requests *metrics.Requests) *Engine {
	e := &Engine{cfg: cfg, loop: scheduler.NewLoop(cfg), oracle: o, log: metrics.NewLog(requests), place: place, groups: map[int]*kvcache.Stream{}}
	e.capacity = e.loop.Pool().Usable() * cfg.BlockSize
	return e
}

// Now is the virtual time of the last thing that happened.
func (e *Engine) Now() int64 { return e.now }

// Log is the record of what the engine did so far, beside the table of all requests.
func (e *Engine) Log() *metrics.Log { return e.log }

// submit hands the engine a request that the client sent and that the engine sees when it is queued: not before Now, nor
// before an earlier request. It returns the request's id. The request has to fit, see Fits.
func (e *Engine) submit(r *workload.Request, sent, queued int64) int {
	var stream *kvcache.Stream
	if r.SharedPrefixLen > 0 {
		stream = e.stream(r)
	}
	id := e.log.Arrive(e.place, r.Arrival, sent, queued, r.PromptLen)
	n := len(e.arrivals)
	e.arrivals = slices.Grow(e.arrivals, 1)[:n+1]
	q := &e.arrivals[n]
	q.ID, q.PromptLen, q.OutputLen = id, r.PromptLen, r.OutputLen
	q.Priority, q.Arrival, q.Stream = r.Priority, queued, stream
	return id
}

// stream is the token sequence of a request that shares a prefix with its group.
func (e *Engine) stream(r *workload.Request) *kvcache.Stream {
	prefix := e.groups[r.PrefixGroup]
	if prefix == nil {
		prefix = kvcache.NewStream(nil, 0)
		e.groups[r.PrefixGroup] = prefix
	}
	return kvcache.NewStream(prefix, r.SharedPrefixLen)
}

// next is when the next thing happens if nothing more is submitted; false when the engine is idle for good.
func (e *Engine) next() (int64, bool) {
	switch {
	case e.awaiting:
		return max(e.now, e.flight[0].end), true
	case !e.loop.Idle():
		return e.now, true
	case e.seen < len(e.arrivals):
		return max(e.now, e.arrivals[e.seen].Arrival), true
	}
	return 0, false
}

// schedule lets the scheduler see what has arrived and decide a batch. A request that can never be scheduled is a
// *StuckError.
func (e *Engine) schedule() error {
	for e.seen < len(e.arrivals) && e.arrivals[e.seen].Arrival <= e.now {
		e.loop.Add(&e.arrivals[e.seen])
		e.seen++
	}
	if e.seen == len(e.arrivals) {
		e.arrivals, e.seen = e.arrivals[:0], 0
	}
	if b := e.loop.Schedule(); b != nil {
		e.launch(b)
		if e.loop.Running() == 0 {
			if err := e.stuck(); err != nil {
				return err
			}
		}
	}
	e.awaiting = e.loop.Due()
	return nil
}

// launch starts a scheduled batch on the GPU.
func (e *Engine) launch(b *scheduler.Batch) {
	for _, id := range b.Settled {
		e.log.Streak(id, len(e.log.Start)-1)
	}
	for _, id := range b.Preempted {
		e.log.Preempt(id, e.now)
		e.preempted = append(e.preempted, id)
	}
	for _, a := range b.New {
		e.log.Admit(a.ID, e.now, a.HitTokens)
	}
	for _, a := range b.Resumed {
		e.log.Resume(a.ID, e.now, a.HitTokens)
	}
	if b.Empty() {
		e.fly(flight{step: -1, end: e.now})
		e.tell(b, &e.work, oracle.Cost{}, -1)
		return
	}
	work := &e.work
	describe(b, work)
	start := max(e.now, e.gpuFree)
	cost := e.oracle.Step(work)
	e.gpuFree = start + cost.Total()
	row := &e.row
	row.Start, row.End, row.Host = start, e.gpuFree, cost.Host
	row.PrefillTokens, row.Decodes, row.Outputs = work.PrefillTokens, work.Decodes, work.Outputs
	row.Gaps = b.Decodes.Count
	row.Running, row.Waiting = e.loop.Running(), e.loop.Waiting()
	row.UsedBlocks = e.loop.Pool().Usable() - e.loop.Pool().Free()
	row.PreemptedCount = len(e.preempted)
	row.Refused = b.Refused
	row.Beyond = e.oracle.Beyond(work)
	step := e.log.AddStep(row)
	e.fly(flight{step: step, end: e.gpuFree})
	e.tell(b, work, cost, step)
	e.preempted = e.preempted[:0]
}

func (e *Engine) fly(f flight) {
	e.flight[e.inFlight] = f
	e.inFlight++
}

// process takes the oldest batch off the GPU and stamps its tokens. It returns the requests that ended; the slice is valid
// until the next call.
func (e *Engine) process() []scheduler.Finish {
	e.awaiting = false
	done := e.flight[0]
	e.flight[0] = e.flight[1]
	e.inFlight--
	b := e.loop.Process()
	for i := range b.Entries {
		if n := b.Entries[i].Yields; n > 0 {
			e.log.Token(b.Entries[i].ID, n, done.step)
		}
	}
	for _, f := range b.Finished {
		e.log.Finish(f.ID, f.Outputs, done.step)
	}
	return b.Finished
}

// describe sums a batch up as the oracle wants it.
func describe(b *scheduler.Batch, work *oracle.Batch) {
	d := &b.Decodes
	work.PrefillTokens, work.PrefillContext, work.PrefillReqs, work.PrefillPairs = 0, 0, 0, 0
	work.NewReqs, work.Outputs = int64(len(b.New)), int64(d.Count)
	work.Decodes, work.DecodeContext = int64(d.Count), int64(d.Context)
	work.DecodeMin, work.DecodeMax = int64(d.Shortest), int64(d.Longest)
	for i := range b.Entries {
		entry := &b.Entries[i]
		tokens, context := int64(entry.Tokens), int64(entry.Context)
		work.Outputs += int64(entry.Yields)
		if tokens > 1 {
			work.PrefillTokens += tokens
			work.PrefillContext += context
			work.PrefillReqs++
			work.PrefillPairs += tokens*context + tokens*tokens/2
			continue
		}
		if work.Decodes == 0 {
			work.DecodeMin = context
		}
		work.Decodes++
		work.DecodeContext += context
		work.DecodeMin = min(work.DecodeMin, context)
		work.DecodeMax = max(work.DecodeMax, context)
	}
}
