package scheduler

import "slices"

// preempt takes running request r back to the front of the queue, without blocks and without computed tokens, since taker needs a block.
// It keeps its outputs, and a token in flight still arrives.
func (s *Scheduler) preempt(b *Batch, r, taker *request) {
	switch r.state {
	case steadily:
		s.settle(b, r)
	case explicit:
		s.forget(r)
	}
	s.running.remove(r)
	s.labelOwn(r)
	s.releaseBlocks(r, r.earned)
	r.computed = 0
	r.state = waiting
	r.preempted = true
	s.waiting.pushFront(r)
	s.queued++
	b.Preempted, b.Takers = append(b.Preempted, r.ID), append(b.Takers, taker.ID)
}

// forget takes r out of the explicit requests.
func (s *Scheduler) forget(r *request) {
	i := len(s.explicit) - 1
	for s.explicit[i] != r {
		i--
	}
	s.explicit = slices.Delete(s.explicit, i, i+1)
}
