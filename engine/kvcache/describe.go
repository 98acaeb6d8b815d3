package kvcache

// Cached counts the blocks that nobody holds and that still carry a label which somebody can look up. It walks the free
// queue.
func (p *Pool) Cached() int {
	if p.labels.count == 0 {
		return 0
	}
	n := 0
	for i := p.head; i < p.tail; i++ {
		b := p.queue[i&p.mask]
		if b == 0 {
			continue
		}
		if l := &p.labels.of[b]; l.owner != nil && l.owner.asked(int(l.index), p.blockSize) {
			n++
		}
	}
	return n
}
