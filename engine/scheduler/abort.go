package scheduler

import "slices"

// Abort ends a request whose client went away, and says whether it was unfinished: it leaves the queue or gives its blocks
// back at once, and what it has in flight is of no use to anyone. As after any end, one more Schedule call passes that on.
// lost is what the batches in flight, oldest first, would have given it.
func (l *Loop) Abort(id int) (lost [2]Lost, unfinished bool) {
	r, unfinished := l.abort(id)
	if r == nil {
		return lost, unfinished // it has nothing in flight where it has no state yet
	}
	for i, b := range l.queue[:l.queued] {
		lost[i] = b.withdraw(r)
	}
	r.Stream.End()
	r.state = aborted // its state is not used again: batches in flight may still name it
	return lost, true
}

// Lost is what a batch would have given a request that was aborted.
type Lost struct {
	Outputs int  // tokens
	Steady  bool // without an entry of its own
}

func (b *Batch) withdraw(r *request) Lost {
	for i := range b.Entries {
		if e := &b.Entries[i]; e.request == r {
			lost := Lost{Outputs: e.Yields}
			e.Yields = 0
			return lost
		}
	}
	if b.servesSteadily(r) || slices.Contains(b.settled, r) {
		return Lost{Outputs: 1, Steady: true}
	}
	return Lost{}
}

// abort takes a request out of the queue or stops it. Its state is nil where it has none, or where it has ended.
func (s *Scheduler) abort(id int) (r *request, unfinished bool) {
	if r, unfinished = s.waiting.withdraw(id); unfinished {
		s.queued--
	} else {
		i := slices.IndexFunc(s.running.list, func(r *request) bool { return r != nil && r.ID == id })
		if i < 0 {
			return nil, false
		}
		r = s.running.list[i]
		s.stop(r)
	}
	s.finishedUnreported = true
	return r, true
}

// stop takes a running request out and frees its blocks.
func (s *Scheduler) stop(r *request) {
	switch r.state {
	case steadily:
		s.steady.remove(r)
		r.computed = r.base + s.steady.clock
		s.earnSteadily(r)
	case explicit:
		s.forget(r)
	}
	s.running.remove(r)
	s.releaseBlocks(r, r.earned)
}
