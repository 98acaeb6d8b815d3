package scheduler

import "slices"

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
	case s.waiting.len() == 0:
		return NotRefused
	case len(b.Preempted) > 0:
		return ByPreemption
	case len(s.running) >= s.cfg.MaxNumSeqs:
		return BySeqs
	case budget <= 0:
		return ByBudget
	}
	r := s.waiting.peek()
	hit := s.lookup(r)
	tokens := r.known - hit
	if t := s.cfg.LongPrefillTokenThreshold; t > 0 {
		tokens = min(tokens, t)
	}
	switch {
	case tokens > budget && !s.cfg.EnableChunkedPrefill:
		return ByChunkingOff
	case s.cfg.SchedulerReserveFullISL && !s.fits(min(r.known, s.cfg.MaxModelLen)):
		return ByReserve
	}
	return ByBlocks
}

// Queue lists the first waiting requests in the order in which they would be admitted, at most `limit`.
func (s *Scheduler) Queue(limit int) []Waiting {
	var list []Waiting
	for _, r := range s.inOrder() {
		if len(list) == limit {
			break
		}
		hit := s.lookup(r)
		needs := s.blocksFor(min(r.known, s.cfg.MaxModelLen)) - len(s.hits) + s.pool.Unheld(s.hits)
		list = append(list, Waiting{ID: r.ID, Tokens: r.known, Hit: hit, Blocks: needs, Preempted: r.preempted})
	}
	return list
}

// Cached counts the free blocks that carry a label: they can still be found by a prefix lookup.
func (s *Scheduler) Cached() int { return s.pool.Cached() }

// lookup finds the prefix hits of a waiting request, in s.hits, and returns their tokens.
func (s *Scheduler) lookup(r *request) int {
	s.hits = s.pool.Lookup(s.hits[:0], r.Stream, (r.known-1)/s.cfg.BlockSize)
	return len(s.hits) * s.cfg.BlockSize
}

func (s *Scheduler) inOrder() []*request {
	switch q := s.waiting.(type) {
	case *fcfsQueue:
		return q.items[q.head:]
	case *priorityQueue:
		items := slices.Clone(q.items)
		slices.SortFunc(items, func(a, b *request) int {
			if (requestHeap{a, b}).Less(0, 1) {
				return -1
			}
			return 1
		})
		return items
	}
	return nil
}
