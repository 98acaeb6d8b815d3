package pack

import (
	"cmp"
	"math"
	"slices"

	"github.com/llmemu/playground/internal/detmath"
)

// mixture says how late a pass is that waited for a prefill: a sum of bells, one for every size of prefill, each as
// heavy as that size was frequent. A prefill whose launch ran before the wait gives a second bell, earlier by it.
type mixture struct {
	prefills []prefill
	late     []late
	some     []late // an even choice of them, for what is done in rounds
	line     line
	sizes    []size // in order of tokens
	sizeOf   []int  // of each prefill
}

// size is all prefills of about so many tokens and about the same launch.
type size struct {
	tokens float64
	count  float64
	extra  float64 // of its steps beyond a decode step and the line's offset, in µs
	first  float64 // share of passes whose launch was not hidden, and that launch
	launch float64
}

// line is what a prefill adds to a decode step: a share of it (a mixed step runs without CUDA graphs), and time by tokens.
type line struct {
	offset float64 // in decode steps
	slope  float64 // µs per token
}

// How bells look.
const (
	spread     = 0.10 // standard deviation of a pass by its own time
	background = 0.01 // density of passes that were late for another reason, by the density at a bell's middle
	farthest   = 6    // standard deviations: a bell has no weight beyond, e^−18 of its middle
	thinnest   = 0.2  // of a decode step: what a bell expects at least, also where its launch exceeds its surplus
)

// Which prefills are one size: those of about as many tokens and about the same launch, which moves a bell as tokens do.
const (
	similar      = 1.03 // tokens within this factor of the size's first
	launchFactor = 1.5  // a launch of at most this many times the shortest,
	launchMore   = 0.1  // and this share of a decode step
)

// How the line is found: rounds of a fit end at the optimum that is nearest, so they start from the best point of a lattice. Its
// slopes go from a prefill of a million tokens a second to one of 500.
const (
	mostOffset   = 1.5 // decode steps
	offsetStep   = 0.25
	leastSlope   = 1.0 // µs per token
	mostSlope    = 2000.0
	slopeFactor  = 1.15
	rounds       = 12   // of the fit, and of each size's own place
	latesSearch  = 400  // late passes that the lattice looks at; its time follows them
	latesImprove = 4000 // late passes that the rounds look at
)

// What keeps a size near the line where few passes tell.
const (
	pull    = 3    // passes that the line counts for in the time of a size
	lowest  = 0.75 // what a size hands on to that of more requests lies within these factors of the line, so that a wrong match
	highest = 1.33 // does not carry on
	fewest  = 3    // late passes from which on a size takes their times, and not its bell's middle
)

func newMixture(prefills []prefill, lates []late) *mixture {
	m := &mixture{prefills: prefills, late: lates, some: thinned(lates, latesImprove), sizeOf: make([]int, len(prefills))}
	order := make([]int, len(prefills))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(prefills[a].tokens, prefills[b].tokens), cmp.Compare(prefills[a].launch, prefills[b].launch))
	})
	shortest := 0.0 // launch of the size's first prefill
	for _, i := range order {
		f := &prefills[i]
		last := len(m.sizes) - 1
		if last < 0 || float64(f.tokens) > similar*m.sizes[last].tokens || f.launch > float64(launchFactor*shortest)+float64(launchMore*f.decode) {
			m.sizes = append(m.sizes, size{tokens: float64(f.tokens)})
			shortest = f.launch
			last++
		}
		m.sizeOf[i] = last
		s := &m.sizes[last]
		s.count += f.count
		s.first += float64(f.count * f.first)
		s.launch += float64(f.count * f.first * f.launch)
	}
	for i := range m.sizes {
		s := &m.sizes[i]
		s.launch /= max(1e-9, s.first)
		s.first /= s.count
	}
	return m
}

// weigh computes how well each bell explains a late pass: 2i for size i without launch, 2i+1 with it. It returns their
// sum with the background.
func (m *mixture) weigh(l *late, weights []float64) float64 {
	total := 0.0
	for i := range m.sizes {
		s := &m.sizes[i]
		surplus := float64(m.line.offset*l.decode) + s.extra
		weights[2*i] = float64(s.count * (1 - s.first) * bell(l, surplus))
		weights[2*i+1] = float64(s.count * s.first * bell(l, surplus-s.launch))
		total += weights[2*i] + weights[2*i+1]
	}
	return total
}

// bell is the density of a late pass around an expected surplus, up to a constant factor.
func bell(l *late, surplus float64) float64 {
	expected := max(thinnest*l.decode, l.decode+surplus)
	deviation := spread * expected
	z := (l.surplus - surplus) / deviation
	if math.Abs(z) > farthest {
		return 0
	}
	return float64(detmath.Exp(-float64(z*z)/2)/deviation) * l.decode
}

// fitLine finds the line that makes the late passes most likely: the best of many, then better in rounds.
func (m *mixture) fitLine() {
	if len(m.late) == 0 {
		return
	}
	some := m.some
	m.some = thinned(some, latesSearch)
	best, bestScore := m.line, math.Inf(-1)
	for offset := 0.0; offset <= mostOffset; offset += offsetStep {
		for slope := leastSlope; slope < mostSlope; slope *= slopeFactor {
			m.line = line{offset, slope}
			m.follow()
			if score := m.score(); score > bestScore {
				best, bestScore = m.line, score
			}
		}
	}
	m.line = best
	m.follow()
	m.some = some
	for range rounds {
		m.line = m.regress()
		m.follow()
	}
}

// thinned is an even choice of at most so many late passes.
func thinned(all []late, most int) []late {
	if len(all) <= most {
		return all
	}
	some := make([]late, most)
	for i := range some {
		some[i] = all[i*len(all)/most]
	}
	return some
}

// follow puts every size on the line.
func (m *mixture) follow() {
	for i := range m.sizes {
		m.sizes[i].extra = float64(m.line.slope * m.sizes[i].tokens)
	}
}

// score is the log-likelihood of some late passes.
func (m *mixture) score() float64 {
	weights := make([]float64, 2*len(m.sizes))
	passes, sum := 0.0, 0.0
	for i := range m.sizes {
		passes += m.sizes[i].count
	}
	for i := range m.some {
		sum += detmath.Log(m.weigh(&m.some[i], weights)/passes + background)
	}
	return sum
}

// each calls use with some late passes, its extra (launch added back where it is likely), and how likely a size caused it.
func (m *mixture) each(use func(size int, l *late, extra, likely float64)) {
	weights := make([]float64, 2*len(m.sizes))
	passes := 0.0
	for i := range m.sizes {
		passes += m.sizes[i].count
	}
	for k := range m.some {
		l := &m.some[k]
		total := m.weigh(l, weights) + float64(background*passes)
		extra := l.surplus - float64(m.line.offset*l.decode)
		for i := range m.sizes {
			use(i, l, extra, weights[2*i]/total)
			use(i, l, extra+m.sizes[i].launch, weights[2*i+1]/total)
		}
	}
}

// regress fits the line to the surpluses by least squares.
func (m *mixture) regress() line {
	var dd, dt, tt, ds, ts float64
	offset := m.line.offset
	m.each(func(i int, l *late, extra, likely float64) {
		d, t := l.decode, m.sizes[i].tokens
		surplus := extra + float64(offset*d)
		w := likely / float64(d*d)
		dd += float64(w * float64(d*d))
		dt += float64(w * float64(d*t))
		tt += float64(w * float64(t*t))
		ds += float64(w * float64(d*surplus))
		ts += float64(w * float64(t*surplus))
	})
	determinant := float64(dd*tt) - float64(dt*dt)
	if determinant <= 1e-9*float64(dd*tt) {
		return m.line
	}
	return line{
		offset: max(0, (float64(ds*tt)-float64(ts*dt))/determinant),
		slope:  max(0, (float64(dd*ts)-float64(dt*ds))/determinant),
	}
}

// refine starts from what fewer requests took and lets every size find its own extra; where few passes tell, the
// start does.
func (m *mixture) refine(fewer *mixture) {
	m.line = fewer.line
	start := make([]float64, len(m.sizes))
	for i := range m.sizes {
		start[i] = fewer.extraAt(m.sizes[i].tokens)
		m.sizes[i].extra = start[i]
	}
	sums, passes := make([]float64, len(m.sizes)), make([]float64, len(m.sizes))
	for range rounds {
		clear(sums)
		clear(passes)
		m.each(func(i int, _ *late, extra, likely float64) {
			sums[i] += float64(likely * extra)
			passes[i] += likely
		})
		for i := range m.sizes {
			m.sizes[i].extra = (sums[i] + float64(pull*start[i])) / (passes[i] + pull)
		}
	}
}

// extraAt is the line at so many tokens, off by as much as the nearest size was, within lowest and highest.
func (m *mixture) extraAt(tokens float64) float64 {
	nearest := &m.sizes[0]
	for i := range m.sizes {
		if math.Abs(m.sizes[i].tokens-tokens) < math.Abs(nearest.tokens-tokens) {
			nearest = &m.sizes[i]
		}
	}
	off := nearest.extra / max(1, float64(m.line.slope*nearest.tokens))
	return float64(m.line.slope*tokens) * min(max(off, lowest), highest)
}

// assign gives every late pass to the size that most likely caused it, and returns their sorted extras by size. A size
// with too few gets its expected extra alone.
func (m *mixture) assign() [][]float64 {
	given := make([][]float64, len(m.sizes))
	weights := make([]float64, 2*len(m.sizes))
	for k := range m.late {
		l := &m.late[k]
		if m.weigh(l, weights) == 0 {
			continue // late for another reason
		}
		best := 0
		for i := range weights {
			if weights[i] > weights[best] {
				best = i
			}
		}
		extra := l.surplus - float64(m.line.offset*l.decode)
		if best%2 == 1 {
			extra += m.sizes[best/2].launch
		}
		given[best/2] = append(given[best/2], extra)
	}
	for i := range given {
		if len(given[i]) < fewest {
			given[i] = []float64{m.sizes[i].extra}
		}
		slices.Sort(given[i])
	}
	return given
}
