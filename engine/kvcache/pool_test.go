package kvcache

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestFreeQueueOrder(t *testing.T) {
	p := New(6, 4, true)
	a := p.Take(nil, 2)
	b := p.Take(nil, 2)
	if !slices.Equal(a, []int32{1, 2}) || !slices.Equal(b, []int32{3, 4}) {
		t.Fatalf("took %v and %v, want blocks in ascending order", a, b)
	}
	p.Release(a, 0, 0)
	p.Release(b, 0, 0)
	// Block 5 was never used; then a's blocks, tail first, then b's.
	if got := p.Take(nil, 5); !slices.Equal(got, []int32{5, 2, 1, 4, 3}) {
		t.Errorf("free queue was %v, want [5 2 1 4 3]", got)
	}
	if p.Free() != 0 || p.Usable() != 5 {
		t.Errorf("free %d of %d, want 0 of 5", p.Free(), p.Usable())
	}
}

func TestChecksum(t *testing.T) {
	p := New(4, 4, true)
	if got := p.Checksum(); got != 0x11894deb { // CRC-32 of "1,2,3"
		t.Errorf("checksum of 1,2,3 is %08x", got)
	}
	p.Take(nil, 3)
	if got := p.Checksum(); got != 0 {
		t.Errorf("checksum of an empty queue is %08x, want 0", got)
	}
}

func TestLookupFollowsSharedPrefix(t *testing.T) {
	p := New(20, 4, true)
	group := NewStream(nil, 0)
	a, b := NewStream(group, 10), NewStream(group, 10) // two full blocks shared, the third differs
	blocks := p.Take(nil, 3)
	for i, block := range blocks {
		p.Label(a, i, block)
	}
	if got := p.Lookup(nil, b, 5*4); !slices.Equal(got, blocks[:2]) {
		t.Errorf("b finds %v, want %v", got, blocks[:2])
	}
	if got := p.Lookup(nil, a, 5*4); !slices.Equal(got, blocks) {
		t.Errorf("a finds %v, want %v", got, blocks)
	}
	if got := p.Lookup(nil, a, 1*4); len(got) != 1 {
		t.Errorf("a finds %v within a limit of 1 block", got)
	}
}

func TestOldestOfEqualLabelsIsFound(t *testing.T) {
	p := New(4, 4, true)
	s := NewStream(nil, 0)
	blocks := p.Take(nil, 3)
	for _, b := range blocks {
		p.Label(s, 0, b)
	}
	p.Release(blocks[1:2], 1, 1) // the middle one of the three
	p.Take(nil, 1)               // is handed out anew and loses its label
	if got := p.Lookup(nil, s, 1*4); !slices.Equal(got, blocks[:1]) {
		t.Errorf("found %v, want the oldest, %v", got, blocks[:1])
	}
	p.Release(blocks[:1], 1, 1)
	p.Take(nil, 1)
	if got := p.Lookup(nil, s, 1*4); !slices.Equal(got, blocks[2:]) {
		t.Errorf("found %v, want the one left, %v", got, blocks[2:])
	}
}

func TestHoldTakesHitsOutOfTheFreeQueue(t *testing.T) {
	p := New(5, 4, true)
	s := NewStream(nil, 0)
	blocks := p.Take(nil, 2)
	p.Label(s, 0, blocks[0])
	p.Label(s, 1, blocks[1])
	p.Release(blocks, 2, 2)
	hits := p.Lookup(nil, s, 2*4)
	if got := p.Unheld(hits); got != 2 {
		t.Errorf("%d hits lie in the free queue, want 2", got)
	}
	p.Hold(hits)
	p.Hold(hits[:1]) // a second user
	if p.Free() != 2 || p.Unheld(hits) != 0 {
		t.Errorf("free %d, want 2", p.Free())
	}
	p.Release(hits, 2, 2)
	if p.Free() != 3 {
		t.Errorf("free %d after one of two users left block %d, want 3", p.Free(), hits[0])
	}
}

func TestWithoutCachingNothingIsFound(t *testing.T) {
	p := New(5, 4, false)
	s := NewStream(nil, 0)
	p.Label(s, 0, p.Take(nil, 1)[0])
	if got := p.Lookup(nil, s, 1*4); got != nil {
		t.Errorf("found %v", got)
	}
}

// TestAgainstAList holds the free queue to a plain list through thousands of random operations: the ring wraps around,
// hits leave holes in it, and the holes are squeezed out.
func TestAgainstAList(t *testing.T) {
	const blocks = 12
	rng := rand.New(rand.NewPCG(5, 6))
	p := New(blocks, 4, true)
	shared := NewStream(nil, 0)
	var free []int32
	for b := int32(1); b < blocks; b++ {
		free = append(free, b)
	}
	type holding struct {
		blocks   []int32
		labelled int
	}
	var held []holding
	uses := map[int32]int{}
	for range 100_000 {
		if rng.IntN(2) == 0 && len(held) > 0 { // someone leaves
			i := rng.IntN(len(held))
			h := held[i]
			held = slices.Delete(held, i, i+1)
			p.Release(h.blocks, h.labelled, h.labelled)
			for j := len(h.blocks) - 1; j >= 0; j-- {
				b := h.blocks[j]
				if uses[b]--; uses[b] == 0 {
					free = append(free, b)
				}
			}
			continue
		}
		hits := p.Lookup(nil, shared, 4*rng.IntN(4)) // someone comes: hits, then new blocks, the first of which are labelled
		fresh := 0                                   // mostly hits alone, so that holes gather
		if rng.IntN(10) == 0 {
			fresh = rng.IntN(4)
		}
		if fresh+p.Unheld(hits) > p.Free() {
			continue
		}
		p.Hold(hits)
		for _, b := range hits {
			free = slices.DeleteFunc(free, func(f int32) bool { return f == b })
		}
		taken := p.Take(slices.Clone(hits), fresh)
		if !slices.Equal(taken[len(hits):], free[:fresh]) {
			t.Fatalf("took %v, the list has %v", taken[len(hits):], free)
		}
		free = free[fresh:]
		labelled := len(hits)
		for labelled < len(taken) && rng.IntN(2) == 0 {
			p.Label(shared, labelled, taken[labelled])
			labelled++
		}
		for _, b := range taken {
			uses[b]++
		}
		held = append(held, holding{taken, labelled})
		if p.Free() != len(free) {
			t.Fatalf("%d blocks are free, the list has %v", p.Free(), free)
		}
	}
}

// A prefix ends where its first block is gone, whatever of it is left behind.
func TestLookupEndsAtTheFirstBlockMissing(t *testing.T) {
	p := New(4, 4, true)
	s := NewStream(nil, 0)
	blocks := p.Take(nil, 3)
	for i, b := range blocks {
		p.Label(s, i, b)
	}
	p.Release(blocks[1:2], 1, 1) // the middle one alone
	p.Take(nil, 1)               // is handed out anew
	if got := p.Lookup(nil, s, 3*4); !slices.Equal(got, blocks[:1]) {
		t.Errorf("found %v, want %v: block 1 of the stream is gone", got, blocks[:1])
	}
}

func TestCachedCountsFreeBlocksWithALabel(t *testing.T) {
	p := New(8, 4, true)
	s := NewStream(nil, 0)
	blocks := p.Take(nil, 5)
	if got := p.Cached(); got != 0 {
		t.Errorf("%d blocks are cached before any has a label", got)
	}
	for i, b := range blocks[:3] {
		p.Label(s, i, b)
	}
	p.Release(blocks[1:3], 2, 2) // two with a label; the first is still held
	p.Release(blocks[3:], 0, 0)  // two without
	if got := p.Cached(); got != 2 {
		t.Errorf("%d blocks are cached, want the 2 that are free and have a label", got)
	}
	p.Take(nil, 5) // two never used, and the first three that were released
	if got := p.Cached(); got != 0 {
		t.Errorf("%d blocks are cached after all that had a label were handed out anew", got)
	}
}
