package kvcache

// Cached counts the blocks that nobody holds and that still carry a label: another request may find them. It walks the
// free queue.
func (p *Pool) Cached() int {
	if p.labels.count == 0 {
		return 0
	}
	n := 0
	for i := p.head; i < p.tail; i++ {
		if b := p.queue[i&p.mask]; b != 0 && p.labels.of[b].owner != nil {
			n++
		}
	}
	return n
}
