package scheduler

// serveInOrder gives running requests their tokens one after the other, as vLLM's code does, and returns the budget
// left. All of them are explicit or wait for their last token.
func (s *Scheduler) serveInOrder(b *Batch, budget int) int {
	for i := 0; i < len(s.running.list) && budget > 0; i++ {
		r := s.running.list[i]
		if r == nil || r.state != explicit {
			continue
		}
		tokens := s.clip(r.outstanding(), budget)
		if tokens == 0 || s.deferring && r.partial {
			continue
		}
		skip := 0
		for !s.allocate(r, tokens) {
			victim := s.waiting.victim(&s.running)
			if victim.entry >= 0 {
				// Its tokens go back to the budget, but `tokens` is not computed again (as in vLLM).
				budget += b.drop(victim)
			} else if victim.place < i && s.cfg.Version == V019 {
				skip++
			}
			s.preempt(b, victim, r)
			if victim == r {
				return budget // nobody behind it is served, even if it needs no block
			}
		}
		b.add(r, tokens)
		budget -= tokens
		// In vLLM the list closes up behind a victim. Version 0.19 corrects the position only for one that was served in
		// this step: another that stood before it makes the loop leave out the request after the current one.
		for ; skip > 0; skip-- {
			for i++; i < len(s.running.list) && s.running.list[i] == nil; i++ {
			}
		}
	}
	return budget
}
