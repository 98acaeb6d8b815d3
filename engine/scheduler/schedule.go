package scheduler

// Schedule decides the next step into b and advances every scheduled request as if the step had run: with asynchronous
// scheduling the next call comes before its outputs do. An empty batch is a valid decision.
func (s *Scheduler) Schedule(b *Batch) {
	b.reset()
	s.finishedUnreported = false
	budget := s.serveRunning(b, s.cfg.MaxNumBatchedTokens)
	if len(b.Preempted) == 0 {
		s.admit(b, budget)
	}
	for i := range b.Entries {
		e := &b.Entries[i]
		r := e.request
		r.entry = -1
		r.computed += e.Tokens
		e.Yields = r.outstanding() == 0
		if e.Yields && s.cfg.AsyncScheduling {
			r.placeholders++
		}
	}
}

// serveRunning gives running requests their tokens, preempting where the pool is exhausted, and returns the budget left.
func (s *Scheduler) serveRunning(b *Batch, budget int) int {
	for i := 0; i < len(s.running) && budget > 0; i++ {
		r := s.running[i]
		if r.lastTokenInFlight() {
			continue
		}
		tokens := s.clip(r.outstanding(), budget)
		tokens = min(tokens, s.cfg.MaxModelLen-1-r.computed)
		if tokens == 0 {
			continue
		}
		for !s.allocate(r, tokens) {
			victim := s.victim()
			if s.running[victim].entry >= 0 {
				// Its tokens go back to the budget, but `tokens` is not computed again (as in vLLM). The position
				// is corrected only in this case: a victim that stood before it without an entry shifts the list,
				// and the request after the current one is left out of this step.
				budget += b.drop(s.running[victim])
				i--
			}
			preempted := s.preempt(victim)
			b.Preempted = append(b.Preempted, preempted.ID)
			if preempted == r {
				return budget // nobody behind it is served, even if it needs no block
			}
		}
		b.add(r, tokens)
		budget -= tokens
	}
	return budget
}

// admit moves requests from the queue to the running list, in queue order: the head that cannot go stops the loop.
func (s *Scheduler) admit(b *Batch, budget int) {
	for s.waiting.len() > 0 && budget > 0 && len(s.running) < s.cfg.MaxNumSeqs {
		r := s.waiting.peek()
		// At least one token is computed anew, or there would be no output to sample.
		s.hits = s.pool.Lookup(s.hits[:0], r.Stream, (r.known-1)/s.cfg.BlockSize)
		hit := len(s.hits) * s.cfg.BlockSize
		tokens := r.known - hit
		if t := s.cfg.LongPrefillTokenThreshold; t > 0 {
			tokens = min(tokens, t)
		}
		if tokens > budget && !s.cfg.EnableChunkedPrefill {
			return
		}
		tokens = min(tokens, budget)
		if s.cfg.SchedulerReserveFullISL && !s.fits(min(r.known, s.cfg.MaxModelLen)) {
			return
		}
		if !s.fits(hit + tokens) {
			return
		}
		s.waiting.pop()
		s.start(r, hit)
		s.allocate(r, tokens)
		admission := Admission{ID: r.ID, HitTokens: hit}
		if r.preempted {
			b.Resumed = append(b.Resumed, admission)
			r.preempted = false
		} else {
			b.New = append(b.New, admission)
		}
		b.add(r, tokens)
		budget -= tokens
	}
}

// clip limits a running request's tokens by the long-prefill threshold, then by the budget.
func (s *Scheduler) clip(tokens, budget int) int {
	if t := s.cfg.LongPrefillTokenThreshold; t > 0 {
		tokens = min(tokens, t)
	}
	return min(tokens, budget)
}

// fits says whether the pool can hold `tokens` tokens of the queue's head, whose prefix hits are in s.hits: hits that
// nobody holds come out of the free queue as well.
func (s *Scheduler) fits(tokens int) bool {
	return s.blocksFor(tokens)-len(s.hits)+s.pool.Unheld(s.hits) <= s.pool.Free()
}

// start makes r a running request that holds the prefix hits in s.hits.
func (s *Scheduler) start(r *request, hit int) {
	s.pool.Hold(s.hits)
	r.blocks = append(r.blocks, s.hits...)
	r.labelled = len(s.hits)
	r.computed = hit
	r.running = true
	r.entry = -1
	s.running = append(s.running, r)
}

// allocate gives r the blocks for its next tokens and labels those it will have filled; a refusal changes nothing.
// Labels are set before the tokens are computed, so that two equal prompts in one step share their blocks. Only known
// tokens count: a block completed by a placeholder has no content yet.
func (s *Scheduler) allocate(r *request, tokens int) bool {
	end := r.computed + tokens
	if need := s.blocksFor(end) - len(r.blocks); need > 0 {
		if need > s.pool.Free() {
			return false
		}
		r.blocks = s.pool.Take(r.blocks, need)
	}
	s.label(r, min(end, r.known))
	return true
}

// label labels r's blocks up to the last that `tokens` tokens fill.
func (s *Scheduler) label(r *request, tokens int) {
	for full := tokens / s.cfg.BlockSize; r.labelled < full; r.labelled++ {
		s.pool.Label(r.Stream, r.labelled, r.blocks[r.labelled])
	}
}

func (s *Scheduler) blocksFor(tokens int) int {
	return (tokens + s.cfg.BlockSize - 1) / s.cfg.BlockSize
}
