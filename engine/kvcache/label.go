package kvcache

// labels is what the pool knows of labelled blocks. Its table is made with the first label: most runs have none.
type labels struct {
	of    []label // by block
	count int     // labelled blocks
}

// label says that a block holds block `index` of stream `owner`. Blocks of one label form a list in labelling order.
type label struct {
	owner *Stream // nil: no label
	index int32
	next  int32 // the block that got the same label after it; 0 for none
	uses  int32 // requests that hold the block
	place int32 // in the free queue, where nobody holds it
}

// drop takes one user from a labelled block and says whether it was the last.
func (l *labels) drop(b int32) bool {
	l.of[b].uses--
	return l.of[b].uses == 0
}

// moved notes a block's new place in the free queue.
func (l *labels) moved(b int32, place int) {
	if l.count > 0 {
		l.of[b].place = int32(place)
	}
}

// Lookup appends to dst the labelled blocks that lie in the stream's first tokens, up to the first that is missing. It has
// no side effect: a waiting request may look up at every step without refreshing what it finds. A nil stream has none.
func (p *Pool) Lookup(dst []int32, s *Stream, tokens int) []int32 {
	if p.labels.count == 0 || s == nil {
		return dst
	}
	return p.lookup(dst, s, tokens/p.blockSize)
}

func (p *Pool) lookup(dst []int32, s *Stream, blocks int) []int32 {
	for i := range blocks {
		block := s.owner(i, p.blockSize).at(i)
		if block == 0 {
			break
		}
		dst = append(dst, block)
	}
	return dst
}

// Unheld counts the blocks among hits that nobody holds: taking them shortens the free queue.
func (p *Pool) Unheld(hits []int32) int {
	n := 0
	for _, b := range hits {
		if p.labels.of[b].uses == 0 {
			n++
		}
	}
	return n
}

// Hold adds a user to each hit, taking it out of the free queue where it was in it.
func (p *Pool) Hold(hits []int32) {
	for _, b := range hits {
		l := &p.labels.of[b]
		if l.uses == 0 {
			p.queue[l.place] = 0
			p.free--
		}
		l.uses++
	}
}

// Label marks block b, which one request holds, as holding block i of the stream. Several blocks may carry one label;
// lookups find the oldest. Without caching it does nothing and says so: false.
func (p *Pool) Label(s *Stream, i int, b int32) bool {
	if !p.caching {
		return false
	}
	if p.labels.of == nil {
		p.labels.of = make([]label, p.numBlocks)
	}
	s = s.owner(i, p.blockSize)
	p.labels.of[b] = label{owner: s, index: int32(i), uses: 1}
	p.labels.count++
	s.labelled++
	last := s.at(i)
	if last == 0 {
		s.set(i, b)
		return true
	}
	for p.labels.of[last].next != 0 {
		last = p.labels.of[last].next
	}
	p.labels.of[last].next = b
	return true
}

// unlabel takes the label from a block that is handed out, where it has one.
func (p *Pool) unlabel(b int32) {
	l := &p.labels.of[b]
	s := l.owner
	if s == nil {
		return
	}
	if i := int(l.index); s.first[i] == b {
		s.first[i] = l.next
	} else {
		before := s.first[i]
		for p.labels.of[before].next != b {
			before = p.labels.of[before].next
		}
		p.labels.of[before].next = l.next
	}
	l.owner = nil
	p.labels.count--
	if s.labelled--; s.labelled == 0 {
		s.first = nil
	}
}
