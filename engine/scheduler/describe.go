package scheduler

import (
	"slices"

	"github.com/llmemu/playground/engine/kvcache"
)

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

	stream *kvcache.Stream
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
	head := s.Queue(1)[0]
	tokens := head.Tokens - head.Hit
	if t := s.cfg.LongPrefillTokenThreshold; t > 0 {
		tokens = min(tokens, t)
	}
	switch {
	case tokens > budget && !s.cfg.EnableChunkedPrefill:
		return ByChunkingOff
	case s.cfg.SchedulerReserveFullISL && head.Blocks > s.pool.Free():
		return ByReserve
	}
	return ByBlocks
}

// Queue lists the first waiting requests in the order in which they would be admitted, at most `limit`.
func (s *Scheduler) Queue(limit int) []Waiting {
	list := s.waiting.list(limit)
	for i := range list {
		w := &list[i]
		s.hits = s.pool.Lookup(s.hits[:0], w.stream, (w.Tokens-1)/s.cfg.BlockSize)
		w.Hit = len(s.hits) * s.cfg.BlockSize
		w.Blocks = s.blocksFor(min(w.Tokens, s.cfg.MaxModelLen)) - len(s.hits) + s.pool.Unheld(s.hits)
	}
	return list
}

func (r *request) waiting() Waiting {
	return Waiting{ID: r.ID, Tokens: r.known, Preempted: r.preempted, stream: r.Stream}
}

func (q *fcfsQueue) list(limit int) []Waiting {
	var list []Waiting
	for i := len(q.preempted) - 1; i >= 0 && len(list) < limit; i-- {
		list = append(list, q.preempted[i].waiting())
	}
	if q.head != nil && len(list) < limit {
		list = append(list, q.head.waiting())
	}
	for i := q.served; i < len(q.arrivals) && len(list) < limit; i++ {
		r := &q.arrivals[i]
		list = append(list, Waiting{ID: r.ID, Tokens: r.PromptLen, stream: r.Stream})
	}
	return list
}

func (q *priorityQueue) list(limit int) []Waiting {
	if limit == 1 && len(q.items) > 0 {
		return []Waiting{q.items[0].waiting()}
	}
	items := slices.Clone(q.items)
	slices.SortFunc(items, func(a, b *request) int {
		if (requestHeap{a, b}).Less(0, 1) {
			return -1
		}
		return 1
	})
	var list []Waiting
	for _, r := range items[:min(limit, len(items))] {
		list = append(list, r.waiting())
	}
	return list
}
