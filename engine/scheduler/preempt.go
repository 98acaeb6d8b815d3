package scheduler

import "slices"

// victim is the running request to preempt: the newest, or under the priority policy the largest (priority, arrival),
// the first in the list on a full tie. It may be one already served in this step.
func (s *Scheduler) victim() *request {
	if !s.cfg.Priority {
		return s.running.last()
	}
	var worst *request
	for _, r := range s.running.list {
		if r == nil {
			continue
		}
		if worst == nil || r.Priority > worst.Priority || r.Priority == worst.Priority && r.Arrival > worst.Arrival {
			worst = r
		}
	}
	return worst
}

// preempt takes running request r back to the front of the queue, without blocks and without computed tokens. It keeps
// its outputs, and a token in flight still arrives.
func (s *Scheduler) preempt(b *Batch, r *request) {
	switch r.state {
	case steadily:
		s.settle(b, r)
	case explicit:
		i := len(s.explicit) - 1
		for s.explicit[i] != r {
			i--
		}
		s.explicit = slices.Delete(s.explicit, i, i+1)
	}
	s.running.remove(r)
	s.labelOwn(r)
	s.releaseBlocks(r)
	r.computed = 0
	r.state = waiting
	r.preempted = true
	s.waiting.pushFront(r)
	s.queued++
	b.Preempted = append(b.Preempted, r.ID)
}
