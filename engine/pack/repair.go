package pack

import (
	"cmp"
	"math"
	"slices"

	"github.com/llmemu/playground/internal/stats"
)

// Repaired counts what Repair did.
type Repaired struct {
	Prefills int // mixed cells that got the times of the steps after them
	Late     int // samples that were moved to them
	Dropped  int // decode cells that held late samples alone
}

// Repair undoes the shift. A pass k took as long as step k−1 ran, so the late passes, those that waited for a prefill,
// are the prefills' times; which belongs to which, the pack does not say. The repair asks how likely each match is, in a
// mixture in which every prefill counts as often as it was captured at similar concurrency (see mixture).
//
// A prefill whose own pass was bound by its launch (it took longer than the decode step it waited for) had run for that
// long before the pass that waited for it began. So that time is added; without the decode step in flight, where there
// was one.
func Repair(p *Pack) Repaired {
	r := &repair{pack: p, usual: usualTimes(p.Decode)}
	r.split()
	r.level()
	known := newMixture(r.prefills, r.late)
	known.fitLine()
	for _, g := range r.groups() {
		m := newMixture(g.prefills, g.late)
		m.refine(known)
		r.fill(m)
		known = m
	}
	r.done.Prefills = len(r.prefills)
	p.Decode, p.Mixed, p.MixedByNew = r.decode, merged(r.mixed), nil
	return r.done
}

type repair struct {
	pack     *Pack
	usual    []float64 // of each decode cell, see usualTimes
	decode   Table     // repaired
	mixed    Table     // repaired; until match it holds the prefills' own passes
	prefills []prefill
	late     []late
	done     Repaired
}

// prefill is a mixed cell that waits for its time.
type prefill struct {
	cell     int     // in repair.mixed
	requests int64   // of the cell
	count    float64 // of the cell
	tokens   int64   // beyond one for each request, rounded to buckets of requests
	decode   float64 // what a decode step of so many requests takes
	launch   float64 // time of its own pass that no late pass counts, see beyond
	first    float64 // share of its passes that did not wait for another prefill
}

// late is a pass that waited for a prefill.
type late struct {
	requests int64
	decode   float64 // what a decode step of so many requests takes
	surplus  float64 // beyond a decode step of so many requests
}

// fewKept is the share of a cell's passes below which the kept ones show the begin of the capture and nothing else.
const fewKept = 0.05

// split separates the passes that waited for a decode step from the late ones. A continued chunk is filed as a decode;
// its size gives it away.
func (r *repair) split() {
	for i, c := range r.pack.Decode {
		if c.Tokens > c.Requests+r.pack.Widths.Requests {
			r.mixed = append(r.mixed, c)
			continue
		}
		kept := c
		kept.Samples = nil
		for _, us := range c.Samples {
			if onTime(us, r.usual[i]) {
				kept.Samples = append(kept.Samples, us)
			}
		}
		r.collect(&c, r.usual[i], func(us float64) bool { return !onTime(us, r.usual[i]) })
		if kept.Samples == nil {
			r.done.Dropped++
			continue
		}
		kept.Count = max(int64(len(kept.Samples)), c.Count*int64(len(kept.Samples))/int64(len(c.Samples)))
		r.decode = append(r.decode, kept)
	}
	r.mixed = append(r.mixed, r.pack.Mixed...)
}

// collect adds the late passes of a cell.
func (r *repair) collect(c *Cell, decode float64, isLate func(us float64) bool) {
	if float64(len(c.Samples)) < fewKept*float64(c.Count) {
		return
	}
	for _, us := range c.Samples {
		if isLate(us) {
			r.late = append(r.late, late{c.Requests, decode, us - decode})
			r.done.Late++
		}
	}
}

// level finds for every mixed cell what its pass takes where it waits for no prefill: the decode step before it, or its
// own launch where that is longer. The launch of a step is taken to be the fastest pass of at least as many tokens.
func (r *repair) level() {
	order := slices.SortedStableFunc(slices.Values(indices(r.mixed)), func(a, b int) int { return cmp.Compare(r.mixed[a].Tokens, r.mixed[b].Tokens) })
	launch := make([]float64, len(r.mixed))
	floor := math.Inf(1)
	for at := len(order) - 1; at >= 0; at-- {
		floor = min(floor, slices.Min(r.mixed[order[at]].Samples))
		launch[order[at]] = floor
	}
	// The largest steps may be late without exception.
	middle := launch[order[len(order)/2]]
	for i := range r.mixed {
		c := &r.mixed[i]
		decode := r.decodeTime(c.Requests)
		usual := max(decode, min(launch[i], middle))
		var own []float64
		for _, us := range c.Samples {
			if us <= 1.2*usual {
				own = append(own, us)
			}
		}
		f := prefill{cell: i, requests: c.Requests, count: float64(c.Count), decode: decode, first: float64(len(own)) / float64(len(c.Samples))}
		width := r.pack.Widths.Requests
		f.tokens = max(1, (c.Tokens-c.Requests+width)/width*width)
		if len(own) > 0 {
			slices.Sort(own)
			f.launch = r.beyond(stats.Quantile(own, 0.5), decode, c.Requests)
		}
		r.prefills = append(r.prefills, f)
		r.collect(c, decode, func(us float64) bool { return us > 1.2*usual })
	}
}

// beyond is the part of a prefill's own pass in which it ran and no late pass counts it.
func (r *repair) beyond(own, decode float64, requests int64) float64 {
	alone := requests <= r.pack.Widths.Requests // perhaps the only request
	switch {
	case own < 0.8*decode: // it waited for nothing
		return own
	case own <= 1.2*decode: // it waited for a decode step
		return 0
	case alone:
		return own
	}
	return own - decode
}

// decodeTime is the usual time of a decode step of about so many requests.
func (r *repair) decodeTime(requests int64) float64 {
	best := 0
	for i := range r.pack.Decode {
		c := &r.pack.Decode[i]
		if c.Tokens <= c.Requests+r.pack.Widths.Requests && distance(c.Tokens, requests) < distance(r.pack.Decode[best].Tokens, requests) {
			best = i
		}
	}
	return r.usual[best]
}

func distance(a, b int64) int64 { return max(a-b, b-a) }

func indices(t Table) []int {
	all := make([]int, len(t))
	for i := range all {
		all[i] = i
	}
	return all
}

// group is a range of requests within which prefills and late passes are matched.
type group struct {
	prefills []prefill
	late     []late
}

// enoughLate is how many late passes a group of neighbouring request buckets must hold.
const enoughLate = 30

// groups cuts the requests into ranges that hold enough late passes.
func (r *repair) groups() []group {
	slices.SortStableFunc(r.prefills, func(a, b prefill) int { return cmp.Compare(a.requests, b.requests) })
	slices.SortStableFunc(r.late, func(a, b late) int { return cmp.Compare(a.requests, b.requests) })
	var groups []group
	var g group
	next := 0
	for i := range r.prefills {
		g.prefills = append(g.prefills, r.prefills[i])
		requests := r.prefills[i].requests
		if i+1 < len(r.prefills) && r.prefills[i+1].requests == requests {
			continue
		}
		for next < len(r.late) && (r.late[next].requests <= requests || i+1 == len(r.prefills)) {
			g.late = append(g.late, r.late[next])
			next++
		}
		if len(g.late) >= enoughLate {
			groups = append(groups, g)
			g = group{}
		}
	}
	if len(groups) == 0 {
		return []group{g}
	}
	last := &groups[len(groups)-1]
	last.prefills = append(last.prefills, g.prefills...)
	last.late = append(last.late, g.late...)
	return groups
}

// fill gives every prefill of a mixture as many samples as it had, from the extras that its size was given.
func (r *repair) fill(m *mixture) {
	given := m.assign()
	for i, f := range m.prefills {
		c := &r.mixed[f.cell]
		extras := given[m.sizeOf[i]]
		least := f.decode + float64(m.line.offset*f.decode)
		samples := make([]float64, len(c.Samples))
		for k := range samples {
			samples[k] = max(0, least+stats.Quantile(extras, (float64(k)+0.5)/float64(len(samples))))
		}
		c.Samples = samples
	}
}

// similarCells is how far the tokens of cells may lie apart that merged makes one.
const similarCells = 1.05

// merged joins neighbouring cells of the same requests and KV whose tokens are much alike. The repair gave them times
// from the same passes, so apart they tell no more than together.
func merged(t Table) Table {
	t = slices.SortedStableFunc(slices.Values(t), func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Requests, b.Requests), cmp.Compare(a.KV, b.KV), cmp.Compare(a.Tokens, b.Tokens))
	})
	var out Table
	first := int64(0) // tokens of the first cell of the last one of out
	weighted := 0.0   // its tokens times its count
	for _, c := range t {
		last := len(out) - 1
		if last < 0 || out[last].Requests != c.Requests || out[last].KV != c.KV || float64(c.Tokens) > similarCells*float64(first) {
			out = append(out, c)
			first, weighted = c.Tokens, float64(c.Tokens*c.Count)
			continue
		}
		into := &out[last]
		into.Samples = append(slices.Clip(into.Samples), c.Samples...)
		into.Count += c.Count
		weighted += float64(c.Tokens * c.Count)
		into.Tokens = int64(math.Round(weighted / float64(into.Count)))
	}
	return out
}
