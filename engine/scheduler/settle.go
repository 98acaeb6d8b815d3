package scheduler

// settle takes r out of the steady set and writes down where it stands: an explicit request from now on.
func (s *Scheduler) settle(b *Batch, r *request) {
	s.steady.remove(r)
	r.state = explicit
	r.computed = r.base + s.steady.clock
	s.earnSteadily(r)
	served := r.joined < s.steady.clock
	if s.cfg.AsyncScheduling {
		// The outputs of the step before are not processed yet: its token is a placeholder.
		r.known, r.placeholders = r.computed, 1
		if served {
			s.unprocessed.settled = append(s.unprocessed.settled, r)
		}
	} else {
		r.known = r.computed + 1
	}
	if served {
		b.Settled = append(b.Settled, r.ID)
	}
}

// earnSteadily notes the labels that r has earned in the steady set. What a placeholder completes has earned none.
func (s *Scheduler) earnSteadily(r *request) {
	known := r.computed
	if s.cfg.AsyncScheduling {
		known--
	}
	r.earned = max(r.earned, known)
}

// settleAll makes all running requests explicit that are not waiting for their last token.
func (s *Scheduler) settleAll(b *Batch) {
	if s.steady.count == 0 {
		return
	}
	s.explicit = s.explicit[:0]
	for _, r := range s.running.list {
		if r == nil {
			continue
		}
		if r.state == steadily {
			s.settle(b, r)
		}
		if r.state == explicit {
			s.explicit = append(s.explicit, r)
		}
	}
}

// leave notes that the last token of r, which the steady set has let go, is scheduled. When the next call looks at r,
// the outputs before that one are processed.
func (s *Scheduler) leave(r *request) {
	r.state = leaving
	r.computed, r.known = r.end-1, r.end-1
	if s.cfg.AsyncScheduling {
		r.placeholders = 1
		s.earnSteadily(r)
	}
}

// keepExplicit drops from the explicit requests those that are no longer.
func (s *Scheduler) keepExplicit() {
	kept := s.explicit[:0]
	for _, r := range s.explicit {
		if r.state == explicit {
			kept = append(kept, r)
		}
	}
	s.explicit = kept
}
