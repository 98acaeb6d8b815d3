// Package kvcache is vLLM's KV-cache block pool: fixed-size blocks, a free queue in eviction order, and labels that let
// a request find the blocks of a prefix computed before. Block identities equal vLLM's own, so that the eviction order
// can be checked against recorded traces.
package kvcache

import (
	"hash/crc32"
	"strconv"
)

// Pool hands out block ids 1 to NumBlocks-1. Block 0 is vLLM's reserved null block and never leaves the pool.
//
// A block that nobody can look up has exactly one user, or none; the pool then knows no more of it than its place in the
// free queue. Only labelled blocks have a count of users and a known place.
type Pool struct {
	// FreeUnlabelledFirst has freed blocks without a label handed out again before all others, as vLLM does since July
	// 2026 (0.28): cached blocks live longer. Before, all freed blocks go to the end of the queue. It is set before use.
	FreeUnlabelledFirst bool

	blockSize int
	numBlocks int
	caching   bool

	// The free queue is a ring: queue[head&mask] is handed out first. A labelled block that a prefix hit takes out of
	// the middle leaves a hole, the null block. The ring has room for twice the blocks, so that squeezing the holes out
	// when it is full costs little for each.
	queue      []int32
	mask       int
	head, tail int
	free       int // blocks in the queue, the holes not counted
	dealt      []int32

	labels labels
}

// New makes a pool of numBlocks blocks (the null block included, so at least 2) of blockSize tokens. Without caching no
// block is ever labelled and lookups find nothing.
func New(numBlocks, blockSize int, caching bool) *Pool {
	size := 1
	for size < 2*numBlocks {
		size *= 2
	}
	p := &Pool{
		blockSize: blockSize,
		numBlocks: numBlocks,
		caching:   caching,
		queue:     make([]int32, size),
		mask:      size - 1,
		tail:      numBlocks - 1,
		free:      numBlocks - 1,
	}
	for i := range p.tail {
		p.queue[i] = int32(i + 1)
	}
	return p
}

// BlockSize is the number of tokens a block holds.
func (p *Pool) BlockSize() int { return p.blockSize }

// Usable is the number of blocks that requests can hold together.
func (p *Pool) Usable() int { return p.numBlocks - 1 }

// Free is the number of blocks nobody holds. A free block keeps its label until it is handed out again.
func (p *Pool) Free() int { return p.free }

// Take appends n blocks from the front of the free queue to dst; they lose their labels. The caller has checked Free.
func (p *Pool) Take(dst []int32, n int) []int32 {
	p.free -= n
	if p.labels.count > 0 {
		return p.takeOneByOne(dst, n)
	}
	// Without labels there are no holes: the block that left one has been put behind it, with its label, and taken.
	from := p.head & p.mask
	p.head += n
	if end := from + n; end <= len(p.queue) {
		return append(dst, p.queue[from:end]...)
	}
	dst = append(dst, p.queue[from:]...)
	return append(dst, p.queue[:p.head&p.mask]...)
}

func (p *Pool) takeOneByOne(dst []int32, n int) []int32 {
	for n > 0 {
		b := p.queue[p.head&p.mask]
		p.head++
		if b == 0 {
			continue
		}
		p.unlabel(b)
		dst = append(dst, b)
		n--
	}
	return dst
}

// Deal is Take for blocks that go to several requests. What it returns is valid until the next call of the pool.
func (p *Pool) Deal(n int) []int32 {
	from := p.head & p.mask
	if p.labels.count > 0 || from+n > len(p.queue) {
		p.dealt = p.Take(p.dealt[:0], n)
		return p.dealt
	}
	p.head += n
	p.free -= n
	return p.queue[from : from+n]
}

// Release drops one user of each block, last block first, so that the tail of a sequence is evicted before its head.
// The first `labelled` of the blocks carry labels, and only those. The first `full` would in vLLM, which labels what nobody
// could look up as well.
func (p *Pool) Release(blocks []int32, labelled, full int) {
	if p.tail-p.head+len(blocks) > len(p.queue) {
		p.squeeze()
	}
	if p.FreeUnlabelledFirst {
		if !p.caching {
			full = 0
		}
		p.prepend(blocks[full:])
		blocks = blocks[:full]
	}
	p.append(blocks[labelled:])
	for i := labelled - 1; i >= 0; i-- {
		b := blocks[i]
		if p.labels.drop(b) {
			p.labels.of[b].place = int32(p.tail & p.mask)
			p.queue[p.tail&p.mask] = b
			p.tail++
			p.free++
		}
	}
}

// prepend puts blocks that nobody can look up at the front of the queue, so that the last of them is handed out first.
func (p *Pool) prepend(blocks []int32) {
	for _, b := range blocks {
		p.head--
		p.queue[p.head&p.mask] = b
	}
	p.free += len(blocks)
}

// append puts blocks that nobody can look up at the end of the queue, last one first.
func (p *Pool) append(blocks []int32) {
	to := p.queue[p.tail&p.mask:]
	wrapped := max(0, len(blocks)-len(to))
	reverse(to, blocks[wrapped:])
	reverse(p.queue, blocks[:wrapped])
	p.tail += len(blocks)
	p.free += len(blocks)
}

// reverse copies from to the start of to, last block first. Eight at a time take a third of the time.
func reverse(to, from []int32) {
	for len(from) >= 8 {
		rest := len(from) - 8
		f, t := (*[8]int32)(from[rest:]), (*[8]int32)(to)
		t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7] = f[7], f[6], f[5], f[4], f[3], f[2], f[1], f[0]
		to, from = to[8:], from[:rest]
	}
	for i := range from {
		to[i] = from[len(from)-1-i]
	}
}

// squeeze closes the holes of the queue.
func (p *Pool) squeeze() {
	to := p.head
	for i := p.head; i < p.tail; i++ {
		b := p.queue[i&p.mask]
		if b == 0 {
			continue
		}
		p.queue[to&p.mask] = b
		p.labels.moved(b, to&p.mask)
		to++
	}
	p.tail = to
}

// Checksum is the CRC-32 (IEEE) of the free queue, front to back: block ids in decimal joined by commas; 0 when it is
// empty. Recorded traces carry it because it shows a wrong eviction order at once.
func (p *Pool) Checksum() uint32 {
	var text []byte
	for i := p.head; i < p.tail; i++ {
		b := p.queue[i&p.mask]
		if b == 0 {
			continue
		}
		if len(text) > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendInt(text, int64(b), 10)
	}
	return crc32.ChecksumIEEE(text)
}
