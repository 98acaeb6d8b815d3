package serve

import (
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scheduler"
)

// Progress is where an unfinished request stands.
type Progress struct {
	scheduler.Standing
	Tokens int         // output tokens that have come out
	Newest metrics.Run // the consecutive steps that gave it the last of them
}

// EachRunning visits the running requests in order of admission.
func (e *Engine) EachRunning(visit func(Progress)) {
	e.loop.EachRunning(func(s scheduler.Standing) { visit(e.progress(s)) })
}

// EachWaiting visits the waiting requests in the order in which they will be admitted, as long as visit returns true.
// Those that have arrived while the newest step was decided are not among them yet.
func (e *Engine) EachWaiting(visit func(Progress) bool) {
	e.loop.EachWaiting(func(s scheduler.Standing) bool { return visit(e.progress(s)) })
}

// Waiting is the number of requests that wait, those included that the scheduler has not seen: a router would otherwise give
// all that come during a step to one engine.
func (e *Engine) Waiting() int { return e.loop.Waiting() + len(e.arrivals) - e.seen }

// Running is the number of running requests.
func (e *Engine) Running() int { return e.loop.Running() }

// Queue lists the first waiting requests with what they need, at most `limit`.
func (e *Engine) Queue(limit int) []scheduler.Waiting { return e.loop.Queue(limit) }

// EachPreempted visits the requests that were preempted and wait again, in no order.
func (e *Engine) EachPreempted(visit func(id int)) { e.loop.EachPreempted(visit) }

// progress completes a standing: the steps that served the request without an entry are not in the log yet.
func (e *Engine) progress(s scheduler.Standing) Progress {
	p := Progress{Standing: s, Tokens: int(e.log.Tokens[s.ID]) + s.Served, Newest: e.log.Newest(s.ID)}
	if p.Newest.Count > 0 {
		p.Newest.Count += int32(s.Served)
		// A preemption writes the tokens of a streak down, that of the step in flight included: it is yet to come.
		early := max(0, int(p.Newest.FirstStep+p.Newest.Count)-e.Processed())
		p.Newest.Count -= int32(early)
		p.Tokens -= early
	}
	return p
}

// flying is how many steps are on the GPU or wait for it.
func (e *Engine) flying() int {
	n := 0
	for _, f := range e.flight[:e.inFlight] {
		if f.step >= 0 {
			n++
		}
	}
	return n
}

// Processed is how many steps have ended: the log holds those in flight as well.
func (e *Engine) Processed() int { return len(e.log.Start) - e.flying() }

// Blocks is how many KV blocks are in use, and how many there are without the null block.
func (e *Engine) Blocks() (used, usable int) {
	pool := e.loop.Pool()
	return pool.Usable() - pool.Free(), pool.Usable()
}

// Config is the scheduler's configuration.
func (e *Engine) Config() scheduler.Config { return e.cfg }
