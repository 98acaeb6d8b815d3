package scheduler

import "github.com/llmemu/playground/engine/kvcache"

// clip limits a running request's tokens by the long-prefill threshold, then by the budget.
func (s *Scheduler) clip(tokens, budget int) int { return min(s.cfg.limit(tokens), budget) }

// limit applies the long-prefill threshold.
func (c *Config) limit(tokens int) int {
	if t := c.LongPrefillTokenThreshold; t > 0 {
		return min(tokens, t)
	}
	return tokens
}

// fits says whether the pool can hold `tokens` tokens of the queue's head, whose prefix hits are in s.hits: hits that
// nobody holds come out of the free queue as well. Beside running requests it leaves the watermark free.
func (s *Scheduler) fits(tokens int) bool {
	need := s.blocksFor(tokens) - len(s.hits) + s.pool.Unheld(s.hits)
	if s.running.len() > 0 {
		need += s.cfg.watermark()
	}
	return need <= s.pool.Free()
}

// start makes r a running request that holds the prefix hits in s.hits.
func (s *Scheduler) start(r *request, hit int) {
	s.pool.Hold(s.hits)
	r.blocks = append(s.room(r), s.hits...)
	r.labelled = len(s.hits)
	r.earned = hit
	r.computed = hit
	r.state = explicit
	r.admission = s.admissions
	s.admissions++
	s.running.add(r)
}

// allocate gives r the blocks for its next tokens, and their labels to those it will have filled; a refusal changes
// nothing. Labels are earned before the tokens are computed, so that two equal prompts in one step share their blocks.
// Only known tokens count: a block completed by a placeholder has no content yet.
func (s *Scheduler) allocate(r *request, tokens int) bool {
	end := r.computed + tokens
	if need := s.blocksFor(end) - len(r.blocks); need > 0 {
		if need > s.pool.Free() {
			return false
		}
		r.blocks = s.pool.Take(r.blocks, need)
	}
	s.earn(r, min(end, r.known))
	return true
}

// earn notes that the blocks filled by r's first `tokens` tokens have earned their labels. Those that another request
// may look up get them; the others would be seen by r alone, after a preemption, and get them then.
func (s *Scheduler) earn(r *request, tokens int) {
	r.earned = max(r.earned, tokens)
	if r.labelled < r.shareable {
		s.label(r, min(r.earned/s.cfg.BlockSize, r.shareable))
	}
}

// label labels r's first n blocks.
func (s *Scheduler) label(r *request, n int) {
	for ; r.labelled < n; r.labelled++ {
		s.pool.Label(r.Stream, r.labelled, r.blocks[r.labelled])
	}
}

// labelOwn labels what only r can look up, now that it will have to.
func (s *Scheduler) labelOwn(r *request) {
	if !s.cfg.EnablePrefixCaching {
		return
	}
	if r.Stream == nil {
		r.Stream = kvcache.NewStream(nil, 0)
	}
	s.label(r, r.earned/s.cfg.BlockSize)
}

// releaseBlocks gives r's blocks back, of which those of its first `full` tokens have earned their label.
func (s *Scheduler) releaseBlocks(r *request, full int) {
	if r.blocks == nil {
		return
	}
	s.pool.Release(r.blocks, r.labelled, full/s.cfg.BlockSize)
	s.rooms = append(s.rooms, r.blocks[:0])
	r.blocks = nil
	r.labelled, r.earned = 0, 0
}

// blocksFor divides without signs and in 32 bits, which costs a fraction: tokens are at most a few million.
func (s *Scheduler) blocksFor(tokens int) int {
	return int(uint32(tokens+s.cfg.BlockSize-1) / uint32(s.cfg.BlockSize))
}
