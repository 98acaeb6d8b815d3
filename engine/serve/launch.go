package serve

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
	Preempted []int                // by the batch and by the empty ones since the last step: a step has them in its row
	Ref       metrics.StepRef      // its step is -1 for an empty batch
}

// Observe has f called with every batch that any engine schedules from now on. It may look at everything and change
// nothing, and what it is given is valid until it returns.
func (s *Service) Observe(f func(*Launch)) {
	for _, e := range s.engines {
		e.observe = f
	}
}

func (e *Engine) tell(b *scheduler.Batch, work *oracle.Batch, cost oracle.Cost, step int) {
	if e.observe == nil {
		return
	}
	e.observe(&Launch{Scheduler: e.loop.Scheduler, Batch: b, Work: work, Cost: cost, At: e.now, Preempted: e.preempted, Ref: metrics.StepRef{Engine: e.place, Step: step}})
}
