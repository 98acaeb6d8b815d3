package scheduler

// Schedule decides the next step into b and advances every scheduled request as if the step had run: with asynchronous
// scheduling the next call comes before its outputs do. An empty batch is a valid decision.
func (s *Scheduler) Schedule(b *Batch) {
	b.reset()
	s.finishedUnreported = false
	budget := s.cfg.Budget()
	s.deferring = s.throttled && !s.capacityBound && s.decoding()
	if !s.deferring && s.separable(budget) {
		budget = s.serveApart(b, budget)
	} else {
		s.settleAll(b)
		budget = s.serveInOrder(b, budget)
	}
	running := len(b.Entries)
	b.Refused = s.admit(b, budget)
	if !s.deferring && len(b.Preempted) == 0 {
		s.capacityBound = s.queued > 0
	}
	s.advance(b, running)
	s.unprocessed = b
}

// separable says whether the running requests get the same tokens if the steady ones are served first, all of them, and
// the explicit ones after them: no order matters while the budget is enough for all, or where they are admitted in that
// order. A policy that preempts others than the newest serves all in order.
func (s *Scheduler) separable(budget int) bool {
	if !s.together {
		return false
	}
	need := s.steady.count
	if need > budget {
		return false
	}
	for _, r := range s.explicit {
		need += s.clip(r.outstanding(), budget)
	}
	if need <= budget || s.steady.count == 0 {
		return true
	}
	first := s.explicit[0]
	for i := len(s.running.list) - 1; i > first.place; i-- {
		if r := s.running.list[i]; r != nil && r.state == steadily {
			return false
		}
	}
	return true
}

// serveApart gives the steady requests their tokens, then the explicit ones, and returns the budget left. Blocks are
// handed out in running order all the same.
func (s *Scheduler) serveApart(b *Batch, budget int) int {
	budget -= s.steady.count
	taken := 0 // of the steady requests that need a block
	for i := 0; ; i++ {
		taken = s.supply(b, taken, i)
		if i >= len(s.explicit) {
			break
		}
		r := s.explicit[i]
		tokens := s.clip(r.outstanding(), budget)
		if tokens == 0 {
			continue
		}
		if !s.secure(b, r, tokens) {
			break
		}
		b.add(r, tokens)
		budget -= tokens
	}
	if b.Decodes = s.steady.serve(); b.Decodes.Count > 0 {
		b.clock = s.steady.clock
	}
	b.last = s.steady.ended(b.last)
	for _, r := range b.last {
		s.leave(r)
	}
	return budget
}

// supply gives a block to the steady requests that need one, from the given place among them on, as far as they run
// before explicit request i. It returns the place after them.
func (s *Scheduler) supply(b *Batch, taken, i int) int {
	takers := s.steady.takers()
	end := len(takers)
	if i < len(s.explicit) {
		before := s.explicit[i].admission
		for end > taken && takers[end-1].admission > before {
			end--
		}
	}
	if end-taken <= s.pool.Free() {
		s.deal(takers[taken:end])
		return end
	}
	for ; taken < end; taken++ {
		r := takers[taken]
		for s.pool.Free() == 0 {
			victim := s.running.last()
			s.preempt(b, victim, r)
			if victim == r {
				return taken
			}
			end = min(end, len(s.steady.takers()))
		}
		s.deal(takers[taken : taken+1])
	}
	return end
}

// deal gives each of the requests a block.
func (s *Scheduler) deal(takers []*request) {
	blocks := s.pool.Deal(len(takers))
	for i, r := range takers {
		n := len(r.blocks)
		r.blocks = r.blocks[:n+1] // its room is for all it will ever need
		r.blocks[n] = blocks[i]
	}
}

// secure allocates r's next tokens, preempting the newest requests where the pool is exhausted; false if that took r
// itself, behind which nobody runs.
func (s *Scheduler) secure(b *Batch, r *request, tokens int) bool {
	for !s.allocate(r, tokens) {
		victim := s.running.last()
		s.preempt(b, victim, r)
		if victim == r {
			return false
		}
	}
	return true
}

// admit moves requests from the queue to the running list, in queue order, until the head cannot go: it says why.
func (s *Scheduler) admit(b *Batch, budget int) Reason {
	for s.queued > 0 {
		switch {
		case len(b.Preempted) > 0:
			return ByPreemption
		case s.running.len() >= s.cfg.MaxNumSeqs:
			return BySeqs
		case budget <= 0:
			return ByBudget
		}
		r := s.waiting.peek()
		s.lookUp(&r.Request, r.known)
		hit := len(s.hits) * s.cfg.BlockSize
		if s.deferring && hit < r.known-1 {
			return ByBudget // of which prefill has no share in this step
		}
		tokens, refusal := s.admissible(r.known, budget)
		if refusal != NotRefused {
			return refusal
		}
		s.waiting.pop()
		s.queued--
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
	return NotRefused
}

// lookUp puts the prefix hits of a request with `known` tokens into s.hits. At least one token is computed anew, or there
// would be no output to sample.
func (s *Scheduler) lookUp(q *Request, known int) {
	s.hits = s.pool.Lookup(s.hits[:0], q.Stream, known-1)
}

// admissible is how many tokens the head of the queue gets from what is left of the budget, or why it has to stay. It has
// `known` tokens, and its prefix hits are in s.hits.
func (s *Scheduler) admissible(known, budget int) (tokens int, refusal Reason) {
	hit := len(s.hits) * s.cfg.BlockSize
	tokens = s.cfg.limit(known - hit)
	if tokens > budget && !s.cfg.EnableChunkedPrefill {
		return 0, ByChunkingOff
	}
	tokens = min(tokens, budget)
	whole, refusal := hit+tokens, ByBlocks
	if s.cfg.SchedulerReserveFullISL {
		whole, refusal = known, ByReserve
	}
	if !s.fits(whole) {
		return 0, refusal
	}
	return tokens, NotRefused
}

// advance moves the scheduled requests on, of which the first were running before. Those that have caught up are left to
// the steady set, but for those whose outputs another request may look up: each block of theirs gets its label in time.
func (s *Scheduler) advance(b *Batch, running int) {
	left := false // whether one of the explicit requests is explicit no longer
	for i := range b.Entries {
		e := &b.Entries[i]
		r := e.request
		r.entry = -1
		r.computed += e.Tokens
		r.partial = r.outstanding() > 0
		if !r.partial {
			e.Yields = 1
		}
		if s.cfg.AsyncScheduling {
			r.placeholders += e.Yields
		}
		lacking := r.end - 1 - r.computed
		switch {
		case e.Yields > 0 && lacking == 0:
			r.state = ending
			left = true
		case e.Yields > 0 && s.together && r.labelled >= r.shareable:
			s.steady.join(r, lacking)
			left = true
		case i >= running:
			s.explicit = append(s.explicit, r)
		}
	}
	if left && running > 0 {
		s.keepExplicit()
	}
}

// Throttle says whether the next steps are of those that defer prefill where something decodes: all but one in
// prefill_schedule_interval. Only vLLM's data-parallel engine core counts them, so the caller does.
func (s *Scheduler) Throttle(on bool) { s.throttled = on }

// decoding says whether a request runs that is not in the middle of its prefill.
func (s *Scheduler) decoding() bool {
	for _, r := range s.running.list {
		if r != nil && !r.partial {
			return true
		}
	}
	return false
}
