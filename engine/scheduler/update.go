package scheduler

// Update processes the outputs of an executed batch, in batch order, and fills b.Finished.
func (s *Scheduler) Update(b *Batch) {
	if s.unprocessed == b {
		s.unprocessed = nil
	}
	for _, r := range b.settled {
		s.output(r, 1)
	}
	last := b.last
	for i := range b.Entries {
		e := &b.Entries[i]
		if e.Yields == 0 {
			continue
		}
		r := e.request
		for len(last) > 0 && last[0].admission < r.admission {
			s.finish(b, last[0])
			last = last[1:]
		}
		if r.state == steadily || r.state == leaving || r.state == aborted {
			continue // what it knows follows from the clock, or nobody asks
		}
		s.output(r, e.Yields)
		if r.known == r.end {
			s.finish(b, r)
		}
	}
	for _, r := range last {
		s.finish(b, r)
	}
}

// output gives r n output tokens.
func (s *Scheduler) output(r *request, n int) {
	if r.state == steadily || r.state == aborted {
		return // it caught up again since, or nobody wants it
	}
	r.known += n
	if s.cfg.AsyncScheduling {
		r.placeholders -= n
		if r.running() {
			// A block completed by a placeholder earned no label when it was scheduled.
			s.earn(r, r.computed-r.placeholders)
		}
	}
}

// finish ends r, which may have been preempted with its last token in flight.
func (s *Scheduler) finish(b *Batch, r *request) {
	if r.state == aborted {
		return
	}
	b.Finished = append(b.Finished, Finish{ID: r.ID, Outputs: r.end - r.PromptLen})
	s.finishedUnreported = true
	if r.running() {
		s.running.remove(r)
	} else {
		s.waiting.remove(r)
		s.queued--
	}
	s.releaseBlocks(r, r.end-1) // the last token is never computed
	r.Stream.End()
	s.spare = append(s.spare, r)
}
