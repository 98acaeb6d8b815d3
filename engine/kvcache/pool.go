// Package kvcache is vLLM's KV-cache block pool: fixed-size blocks with use counts, a free queue in eviction order, and
// labels that let a request find the blocks of a prefix computed before. Block identities equal vLLM's own, so that the
// eviction order can be checked against recorded traces.
package kvcache

import (
	"hash/crc32"
	"strconv"
)

// Pool hands out block ids 1 to NumBlocks-1. Block 0 is vLLM's reserved null block and never leaves the pool.
type Pool struct {
	blockSize int
	caching   bool

	// The free queue is a ring through block 0: next[0] is handed out first, prev[0] last.
	next, prev []int32
	free       int

	uses []int32 // requests that hold the block

	// The label of a block: block `index` of stream `owner`. Blocks of one label form a list in labelling order.
	owner    []*Stream
	index    []int32
	sameNext []int32
}

// New makes a pool of numBlocks blocks (the null block included, so at least 2) of blockSize tokens. Without caching no
// block is ever labelled and lookups find nothing.
func New(numBlocks, blockSize int, caching bool) *Pool {
	p := &Pool{
		blockSize: blockSize,
		caching:   caching,
		next:      make([]int32, numBlocks),
		prev:      make([]int32, numBlocks),
		free:      numBlocks - 1,
		uses:      make([]int32, numBlocks),
		owner:     make([]*Stream, numBlocks),
		index:     make([]int32, numBlocks),
		sameNext:  make([]int32, numBlocks),
	}
	for i := range p.next {
		p.next[i] = int32((i + 1) % numBlocks)
		p.prev[i] = int32((i + numBlocks - 1) % numBlocks)
	}
	return p
}

// BlockSize is the number of tokens a block holds.
func (p *Pool) BlockSize() int { return p.blockSize }

// Usable is the number of blocks that requests can hold together.
func (p *Pool) Usable() int { return len(p.next) - 1 }

// Free is the number of blocks nobody holds. A free block keeps its label until it is handed out again.
func (p *Pool) Free() int { return p.free }

// Lookup appends to dst the labelled blocks of the stream's first limit blocks, up to the first that is missing. It has
// no side effect: a waiting request may look up at every step without refreshing what it finds.
func (p *Pool) Lookup(dst []int32, s *Stream, limit int) []int32 {
	if !p.caching {
		return dst
	}
	for i := range limit {
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
		if p.uses[b] == 0 {
			n++
		}
	}
	return n
}

// Hold adds a user to each hit, taking it out of the free queue where it was in it.
func (p *Pool) Hold(hits []int32) {
	for _, b := range hits {
		if p.uses[b] == 0 {
			p.unlink(b)
		}
		p.uses[b]++
	}
}

// Take appends n blocks from the front of the free queue to dst; they lose their labels. The caller has checked Free.
func (p *Pool) Take(dst []int32, n int) []int32 {
	for range n {
		b := p.next[0]
		p.unlink(b)
		p.unlabel(b)
		p.uses[b] = 1
		dst = append(dst, b)
	}
	return dst
}

// Release drops one user of each block, last block first, so that the tail of a sequence is evicted before its head.
func (p *Pool) Release(blocks []int32) {
	for i := len(blocks) - 1; i >= 0; i-- {
		b := blocks[i]
		if p.uses[b]--; p.uses[b] == 0 {
			p.append(b)
		}
	}
}

// Label marks block b as holding block i of the stream. Several blocks may carry one label; lookups find the oldest.
func (p *Pool) Label(s *Stream, i int, b int32) {
	if !p.caching {
		return
	}
	s = s.owner(i, p.blockSize)
	p.owner[b], p.index[b], p.sameNext[b] = s, int32(i), 0
	s.labelled++
	if s.at(i) == 0 {
		s.set(i, b)
		return
	}
	last := s.at(i)
	for p.sameNext[last] != 0 {
		last = p.sameNext[last]
	}
	p.sameNext[last] = b
}

func (p *Pool) unlabel(b int32) {
	s := p.owner[b]
	if s == nil {
		return
	}
	i := int(p.index[b])
	if s.first[i] == b {
		s.first[i] = p.sameNext[b]
	} else {
		before := s.first[i]
		for p.sameNext[before] != b {
			before = p.sameNext[before]
		}
		p.sameNext[before] = p.sameNext[b]
	}
	p.owner[b] = nil
	if s.labelled--; s.labelled == 0 {
		s.first = nil
	}
}

func (p *Pool) unlink(b int32) {
	p.next[p.prev[b]] = p.next[b]
	p.prev[p.next[b]] = p.prev[b]
	p.free--
}

func (p *Pool) append(b int32) {
	last := p.prev[0]
	p.next[last], p.prev[b] = b, last
	p.next[b], p.prev[0] = 0, b
	p.free++
}

// Checksum is the CRC-32 (IEEE) of the free queue, front to back: block ids in decimal joined by commas; 0 when it is
// empty. Recorded traces carry it because it shows a wrong eviction order at once.
func (p *Pool) Checksum() uint32 {
	var text []byte
	for b := p.next[0]; b != 0; b = p.next[b] {
		if len(text) > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendInt(text, int64(b), 10)
	}
	return crc32.ChecksumIEEE(text)
}
