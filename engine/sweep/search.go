package sweep

import (
	"slices"

	"github.com/llmemu/playground/engine/keyfigures"
)

// Precision is how closely a search bounds a rate: the lowest rate at which something holds, and the highest below it at
// which it does not, differ by at most this share.
const Precision = 0.01

// KneeShare is the share of the time in which requests are left waiting that makes a knee: from there on one request in
// ten arrives to a queue, and the tail of TTFT is queue wait.
const KneeShare = 0.1

// misses says that a point does not meet the SLO.
func (s *Sweep) misses(p *point) bool { return p.mean[keyfigures.Attainment] < s.plan.Attainment }

// overLoad says that a point lies at or behind the knee.
func (s *Sweep) overLoad(p *point) bool { return p.mean[keyfigures.Waiting] >= KneeShare }

// bracket finds where a condition begins to hold along a line: at high, and not yet at low. Without high it holds
// nowhere, without low it holds from the first point on.
func (l *line) bracket(holds func(*point) bool) (low, high *point) {
	points := l.usable()
	i := slices.IndexFunc(points, holds)
	switch {
	case len(points) == 0:
		return nil, nil
	case i < 0:
		return points[len(points)-1], nil
	case i == 0:
		return nil, points[0]
	}
	return points[i-1], points[i]
}

// search narrows a bracket down to Precision by bisection, two halvings at once: it adds the three rates that quarter
// it, and is called again when they have their figures. So there is work for several cores, and the outcome does not
// depend on how many there are.
func (s *Sweep) search(l *line, holds func(*point) bool) {
	low, high := l.bracket(holds)
	if low == nil || high == nil || high.x-low.x <= Precision*high.x {
		return
	}
	for quarter := 1.0; quarter <= 3; quarter++ {
		s.add(l, roundTo(low.x+float64((high.x-low.x)*(quarter/4)), 4), false)
	}
}
