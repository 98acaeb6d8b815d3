package scheduler

// victim is the position of the running request to preempt: the newest, or under the priority policy the largest
// (priority, arrival), the first in the list on a full tie. It may be one already served in this step.
func (s *Scheduler) victim() int {
	last := len(s.running) - 1
	if !s.cfg.Priority {
		return last
	}
	worst := 0
	for i, r := range s.running {
		w := s.running[worst]
		if r.Priority > w.Priority || r.Priority == w.Priority && r.Arrival > w.Arrival {
			worst = i
		}
	}
	return worst
}

// preempt takes the running request at position i back to the front of the queue, without blocks and without computed
// tokens. It keeps its outputs, and a token in flight still arrives.
func (s *Scheduler) preempt(i int) *request {
	r := s.running[i]
	s.running = append(s.running[:i], s.running[i+1:]...)
	s.releaseBlocks(r)
	r.computed = 0
	r.running = false
	r.preempted = true
	s.waiting.pushFront(r)
	return r
}

func (s *Scheduler) releaseBlocks(r *request) {
	s.pool.Release(r.blocks)
	r.blocks = r.blocks[:0]
	r.labelled = 0
}
