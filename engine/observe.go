package engine

import (
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/scheduler"
)

// Launch is a batch at the moment it was scheduled, before anything else happens.
type Launch struct {
	Scheduler *scheduler.Scheduler // as the batch left it
	Batch     *scheduler.Batch     // may be empty
	Work      *oracle.Batch        // what the oracle was asked; nothing to be read for an empty batch
	Cost      oracle.Cost          // what it answered
	At        int64                // when the batch was scheduled
	Step      int                  // row in the log; -1 for an empty batch
}

// Observe has f called with every batch that the run schedules from now on. It may look at everything and change nothing,
// and what it is given is valid until it returns.
func (r *Run) Observe(f func(*Launch)) { r.engine.observe = f }

// Log is the record of the run so far.
func (r *Run) Log() *metrics.Log { return r.engine.Log() }

// Config is the scheduler's configuration, resolved against the profile.
func (r *Run) Config() scheduler.Config { return r.cfg }

// Oracle is the run's own source of latencies. Only what draws nothing may be asked of it.
func (r *Run) Oracle() oracle.Oracle { return r.oracle }

func (e *Engine) tell(b *scheduler.Batch, work *oracle.Batch, cost oracle.Cost, step int) {
	if e.observe == nil {
		return
	}
	e.observe(&Launch{Scheduler: e.loop.Scheduler, Batch: b, Work: work, Cost: cost, At: e.now, Step: step})
}
