package scheduler

// Reason says why a waiting request was not admitted in a step.
type Reason uint8

// Reasons, in the order of their codes in packed columns.
const (
	NotRefused    Reason = iota // nobody waits
	ByPreemption                // a step that preempts admits nobody
	BySeqs                      // max_num_seqs requests are running
	ByBudget                    // max_num_batched_tokens are spent
	ByChunkingOff               // the prompt exceeds what is left of the budget, and chunked prefill is off
	ByReserve                   // the pool cannot hold the whole prompt (scheduler_reserve_full_isl)
	ByBlocks                    // the pool cannot hold the first chunk
	ByHead                      // the head of the queue cannot go, and is never skipped
)

// Waiting is a request in the queue.
type Waiting struct {
	ID        int
	Tokens    int  // to compute before its next output: prompt, and after a preemption its outputs
	Hit       int  // of those, tokens found in the prefix cache
	Blocks    int  // free blocks that it takes to hold them all
	Preempted bool // it has run before
}

// Refused says why the head of the queue was left in it by the Schedule call that has just decided b, with `scheduled`
// tokens in it.
func (s *Scheduler) Refused(b *Batch, scheduled int) Reason {
	budget := s.cfg.MaxNumBatchedTokens - scheduled
	switch {
	case s.queued == 0:
		return NotRefused
	case len(b.Preempted) > 0:
		return ByPreemption
	case s.running.len() >= s.cfg.MaxNumSeqs:
		return BySeqs
	case budget <= 0:
		return ByBudget
	}
	head := s.Queue(1)[0] // its hits are in s.hits
	_, refusal := s.admissible(head.Tokens, budget)
	return refusal
}

// Queue lists the first waiting requests in the order in which they would be admitted, at most `limit`.
func (s *Scheduler) Queue(limit int) []Waiting {
	var list []Waiting
	s.eachWaiting(func(q *Request, r *request) bool {
		w := Waiting{ID: q.ID, Tokens: q.PromptLen}
		if r != nil {
			w.Tokens, w.Preempted = r.known, r.preempted
		}
		s.lookUp(q, w.Tokens)
		w.Hit = len(s.hits) * s.cfg.BlockSize
		w.Blocks = s.blocksFor(min(w.Tokens, s.cfg.MaxModelLen)) - len(s.hits) + s.pool.Unheld(s.hits)
		list = append(list, w)
		return len(list) < limit
	})
	return list
}
