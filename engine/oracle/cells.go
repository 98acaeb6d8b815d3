package oracle

import "github.com/llmemu/playground/engine/profile"

// cells looks up a profile.Cells. Cells that differ in their KV bucket alone are one cell here, so that KV can refine a
// cell that tokens and requests have chosen, and never outvote them.
type cells struct {
	all                      []cell // in order of tokens, then requests
	tokenRange, requestRange float64
}

// cell is all that was sampled at one token and one request bucket.
type cell struct {
	tokens, requests int64
	samples          int64 // by the capture's own count
	leaves           []leaf
}

// leaf is what was sampled at one KV bucket of a cell.
type leaf struct {
	kv           int64
	values       []int64 // ns, increasing
	mean, median float64 // ns
}

// enoughSamples is when pooling stops to add cells.
const enoughSamples = 30

// newCells indexes a table; with newReqs, only the part that admits so many requests.
func newCells(s *profile.Sampled, table *profile.Cells, newReqs *int64) *cells {
	c := &cells{}
	per := int(s.Values)
	for i := range table.Tokens {
		if newReqs != nil && table.NewReqs[i] != *newReqs {
			continue
		}
		last := len(c.all) - 1
		if last < 0 || c.all[last].tokens != table.Tokens[i] || c.all[last].requests != table.Requests[i] {
			c.all = append(c.all, cell{tokens: table.Tokens[i], requests: table.Requests[i]})
			last++
		}
		l := leaf{values: table.NS[i*per : (i+1)*per]}
		if table.KV != nil {
			l.kv = table.KV[i]
		}
		var sum int64
		for _, ns := range l.values {
			sum += ns
		}
		l.mean = float64(sum) / float64(per)
		l.median = float64(l.values[per/2]+l.values[(per-1)/2]) / 2
		c.all[last].leaves = append(c.all[last].leaves, l)
		c.all[last].samples += table.Samples[i]
	}
	c.measure()
	return c
}

// measure finds the ranges that normalise distances; an axis with one bucket counts in buckets.
func (c *cells) measure() {
	low, high := c.all[0], c.all[0]
	for i := range c.all {
		low.requests = min(low.requests, c.all[i].requests)
		high.requests = max(high.requests, c.all[i].requests)
	}
	high.tokens = c.all[len(c.all)-1].tokens
	c.tokenRange = float64(max(1, high.tokens-low.tokens))
	c.requestRange = float64(max(1, high.requests-low.requests))
}

// nearest is the cell with the nearest tokens, and of those the nearest requests; of two as near, the smaller.
func (c *cells) nearest(tokens, requests int64) *cell {
	i := c.atOrAbove(tokens)
	if i == len(c.all) || i > 0 && tokens-c.all[i-1].tokens <= c.all[i].tokens-tokens {
		i = c.atOrAbove(c.all[i-1].tokens)
	}
	best := &c.all[i]
	for ; i < len(c.all) && c.all[i].tokens == best.tokens; i++ {
		if distance(c.all[i].requests, requests) < distance(best.requests, requests) {
			best = &c.all[i]
		}
	}
	return best
}

// atOrAbove is the index of the first cell with at least so many tokens.
func (c *cells) atOrAbove(tokens int64) int {
	low, high := 0, len(c.all)
	for low < high {
		if middle := (low + high) / 2; c.all[middle].tokens < tokens {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

func distance(a, b int64) int64 { return max(a-b, b-a) }

// neighbour is a cell and the square of its distance.
type neighbour struct {
	cell    *cell
	squared float64
}

// weight is 1/d². A cell at distance 0 is always alone, where any weight will do.
func (n *neighbour) weight() float64 {
	if n.squared == 0 {
		return 1
	}
	return 1 / n.squared
}

// around appends to near the count nearest cells; for count 0, as many as hold enoughSamples together, at most
// cap(near). A cell at distance 0 answers alone. It walks outwards from the step's tokens, until tokens alone make a
// cell too distant.
func (c *cells) around(near []neighbour, tokens, requests int64, count int) []neighbour {
	below := c.atOrAbove(tokens) - 1
	above := below + 1
	for below >= 0 || above < len(c.all) {
		i := above
		if above == len(c.all) || below >= 0 && tokens-c.all[below].tokens < c.all[above].tokens-tokens {
			i, below = below, below-1
		} else {
			above++
		}
		dt := float64(distance(c.all[i].tokens, tokens)) / c.tokenRange
		if enough(near, count) && float64(dt*dt) > near[len(near)-1].squared {
			break
		}
		dr := float64(distance(c.all[i].requests, requests)) / c.requestRange
		near = insert(near, neighbour{&c.all[i], float64(dt*dt) + float64(dr*dr)})
		for len(near) > 1 && enough(near[:len(near)-1], count) {
			near = near[:len(near)-1]
		}
	}
	if near[0].squared == 0 {
		return near[:1]
	}
	return near
}

// enough tells whether these cells suffice.
func enough(near []neighbour, count int) bool {
	if count > 0 {
		return len(near) >= count
	}
	var samples int64
	for i := range near {
		samples += near[i].cell.samples
	}
	return samples >= enoughSamples
}

// insert puts n in its place by distance, after its equals; where there is no room the most distant is lost.
func insert(near []neighbour, n neighbour) []neighbour {
	if len(near) < cap(near) {
		near = append(near, n)
	} else if n.squared >= near[len(near)-1].squared {
		return near
	}
	i := len(near) - 1
	for ; i > 0 && near[i-1].squared > n.squared; i-- {
		near[i] = near[i-1]
	}
	near[i] = n
	return near
}

// refined is the part of the cell whose KV bucket is nearest to so many tokens; of two as near, the smaller.
func (c *cell) refined(kv int64) *leaf {
	best := &c.leaves[0]
	for i := range c.leaves {
		if distance(c.leaves[i].kv, kv) < distance(best.kv, kv) {
			best = &c.leaves[i]
		}
	}
	return best
}
