package oracle

import (
	"math"
	"math/rand/v2"

	"github.com/llmemu/playground/engine/profile"
)

// Sampled is the oracle of a profile of kind "sampled": it answers with times that the capture saw in steps of that
// size. The generator is PCG, so a seed gives the same times on every platform. The profile knows a step's total alone,
// which is reported as Cost.Dense.
type Sampled struct {
	source        *profile.Sampled
	decode, mixed *cells
	byNew         map[int64]*cells // mixed steps by the bucket of the requests they admit
	random        *rand.PCG
	covered       profile.Range
	host          host
	near          [profile.MaxNeighbours]neighbour // room for the cells of one step
}

// sampledUse keeps the generator of step times apart from those of the workload.
const sampledUse = 0x73746570

func newSampled(p *profile.Profile, seed int64) *Sampled {
	s := p.Sampled
	o := &Sampled{
		source: s, decode: newCells(s, &s.Decode, nil), mixed: newCells(s, &s.Mixed, nil), byNew: map[int64]*cells{},
		random: rand.NewPCG(uint64(seed), sampledUse), covered: p.Range, host: newHost(p),
	}
	if s.MixedByNew != nil {
		for _, n := range s.MixedByNew.NewReqs {
			if o.byNew[n] == nil {
				o.byNew[n] = newCells(s, s.MixedByNew, &n)
			}
		}
	}
	return o
}

// Step implements Oracle.
func (o *Sampled) Step(b *Batch) Cost {
	if b.Tokens() == 0 {
		return Cost{}
	}
	near := o.neighbours(b)
	if o.source.Mode != profile.ModeSample {
		return o.cost(b, o.pooled(near, b))
	}
	cell := o.pick(near).refined(b.DecodeContext)
	return o.cost(b, float64(cell.values[o.draw(len(cell.values))]))
}

// Mean implements Oracle.
func (o *Sampled) Mean(b *Batch) Cost {
	if b.Tokens() == 0 {
		return Cost{}
	}
	return o.cost(b, o.pooled(o.neighbours(b), b))
}

// Beyond implements Oracle.
func (o *Sampled) Beyond(b *Batch) Beyond { return beyond(&o.covered, b) }

func (o *Sampled) cost(b *Batch, ns float64) Cost {
	if b.PrefillTokens > 0 {
		ns += o.overhead(b.Requests())
	}
	return Cost{Dense: round(ns), Host: o.host.at(b)}
}

// neighbours finds the cells that answer for a step.
func (o *Sampled) neighbours(b *Batch) []neighbour {
	w := &o.source.Widths
	t := o.decode
	if b.PrefillTokens > 0 {
		t = o.mixed
		if byNew := o.byNew[bucket(b.NewReqs, w.NewReqs)]; byNew != nil {
			t = byNew
		}
	}
	tokens := bucket(b.Tokens(), w.Tokens)
	if o.source.AlphaKV > 0 {
		tokens = bucket(b.Tokens()+int64(math.Floor(float64(o.source.AlphaKV*float64(b.DecodeContext))+0.5)), w.Tokens)
	}
	requests := bucket(b.Requests(), w.Requests)
	if o.source.Neighbours == 1 {
		o.near[0] = neighbour{cell: t.nearest(tokens, requests)}
		return o.near[:1]
	}
	return t.around(o.near[:0], tokens, requests, int(o.source.Neighbours))
}

// pick draws one of the cells, with a probability that is proportional to 1/d².
func (o *Sampled) pick(near []neighbour) *cell {
	if len(near) == 1 {
		return near[0].cell
	}
	var sum float64
	for i := range near {
		sum += near[i].weight()
	}
	// 53 random bits make a number in [0, 1).
	left := float64(float64(o.random.Uint64()>>11) / (1 << 53) * sum)
	for i := range near {
		if left -= near[i].weight(); left < 0 {
			return near[i].cell
		}
	}
	return near[len(near)-1].cell
}

// draw is uniform in 0..n−1; the bias of the remainder is below n/2^64.
func (o *Sampled) draw(n int) int {
	if n == 1 {
		return 0
	}
	return int(o.random.Uint64() % uint64(n))
}

// pooled is the mean of the cells' middles, weighted by 1/d²: of their medians in mode median, else of their means.
func (o *Sampled) pooled(near []neighbour, b *Batch) float64 {
	var sum, weights float64
	for i := range near {
		cell, w := near[i].cell.refined(b.DecodeContext), near[i].weight()
		middle := cell.mean
		if o.source.Mode == profile.ModeMedian {
			middle = cell.median
		}
		sum += float64(w * middle)
		weights += w
	}
	return sum / weights
}

// overhead is the scheduling time of a mixed step in nanoseconds.
func (o *Sampled) overhead(requests int64) float64 {
	table := o.source.Overhead
	for i, at := range table {
		if requests > at.Requests {
			continue
		}
		if i == 0 || requests == at.Requests {
			return float64(at.NS)
		}
		before := table[i-1]
		along := float64(requests-before.Requests) / float64(at.Requests-before.Requests)
		return float64(before.NS) + float64(along*float64(at.NS-before.NS))
	}
	if len(table) > 0 {
		return float64(table[len(table)-1].NS)
	}
	return 0
}

// bucket names the bucket that holds x.
func bucket(x, width int64) int64 { return x/width*width + width/2 }
