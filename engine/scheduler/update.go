package scheduler

// Update processes the outputs of an executed batch, in batch order, and fills b.Finished.
func (s *Scheduler) Update(b *Batch) {
	ended := false
	for _, e := range b.Entries {
		if !e.Yields {
			continue
		}
		r := e.request
		r.known++
		if s.cfg.AsyncScheduling {
			r.placeholders--
			if r.running {
				// A block completed by a placeholder was not labelled when it was scheduled.
				s.label(r, r.computed-r.placeholders)
			}
		}
		if r.outputs() < r.OutputLen && r.known < s.cfg.MaxModelLen {
			continue
		}
		b.Finished = append(b.Finished, Finish{ID: r.ID, Outputs: r.outputs()})
		s.finishedUnreported = true
		if r.running {
			r.running = false
			ended = true
		} else {
			s.waiting.remove(r) // preempted with its last token in flight
		}
		s.releaseBlocks(r)
	}
	if ended {
		s.dropEnded()
	}
}

func (s *Scheduler) dropEnded() {
	kept := s.running[:0]
	for _, r := range s.running {
		if r.running {
			kept = append(kept, r)
		}
	}
	clear(s.running[len(kept):])
	s.running = kept
}
