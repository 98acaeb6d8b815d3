package scheduler

// Waiting is a request in the queue.
type Waiting struct {
	ID        int
	Tokens    int  // to compute before its next output: prompt, and after a preemption its outputs
	Hit       int  // of those, tokens found in the prefix cache
	Blocks    int  // free blocks that it takes to hold them all
	Preempted bool // it has run before
}

// Queue lists the first waiting requests in the order in which they would be admitted, at most `limit`.
func (s *Scheduler) Queue(limit int) []Waiting {
	var list []Waiting
	s.waiting.each(func(q *Request, r *request) bool {
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
