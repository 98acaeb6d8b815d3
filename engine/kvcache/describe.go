package kvcache

// Cached counts the blocks that nobody holds and that still carry their label. It walks the free queue.
func (p *Pool) Cached() int {
	n := 0
	for b := p.next[0]; b != 0; b = p.next[b] {
		if p.owner[b] != nil {
			n++
		}
	}
	return n
}
