package sweep

import (
	"slices"

	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/order"
)

// Sweep is a plan on its way: it hands out jobs, takes figures, and adds jobs where a search needs them.
type Sweep struct {
	base     *scenario.Scenario
	plan     Plan
	lines    []*line
	runs     []run // by job id
	handed   int   // runs given out; they are so in order
	finished int
	prices   Prices
}

// line is a curve over X: one profile, one value of Y.
type line struct {
	profile Profile
	y       float64
	points  []*point // by x
	open    int      // runs of its points without an answer
}

type point struct {
	line *line
	x    float64
	grid bool             // of the plan, not of a search
	sets []keyfigures.Set // by seed
	has  []bool           // which of them are there
	mean keyfigures.Set   // over those that are there
	open int              // how many have no answer
	fail string           // why it cannot run; "" if it can
}

// known are the figures that are there, in the order of their seeds.
func (p *point) known() []keyfigures.Set {
	var list []keyfigures.Set
	for seed, set := range p.sets {
		if p.has[seed] {
			list = append(list, set)
		}
	}
	return list
}

type run struct {
	point *point
	seed  int // 0 for the scenario's own, 1 for the next, …
}

// New checks the plan and lays it out. base is a valid scenario; it is not kept.
func New(base *scenario.Scenario, plan Plan) (*Sweep, error) {
	if err := plan.Validate(base); err != nil {
		return nil, err
	}
	prices, _ := ParsePrices(plan.Prices) // Validate has read them
	s := &Sweep{base: base.Clone(), plan: plan, prices: prices}
	for _, profile := range plan.Profiles {
		for _, y := range plan.ys() {
			l := &line{profile: profile, y: y}
			s.lines = append(s.lines, l)
			for _, x := range plan.X.Values() {
				s.add(l, x, true)
			}
		}
	}
	order.Stable(s.runs, func(a, b *run) int { return a.seed - b.seed }) // all curves are there after the first seed
	return s, nil
}

// SetPrices changes what GPUs cost from the next Outcome on.
func (s *Sweep) SetPrices(prices Prices) { s.prices = prices }

// add puts a point on a line, unless there is one.
func (s *Sweep) add(l *line, x float64, grid bool) (added bool) {
	at, found := slices.BinarySearchFunc(l.points, x, func(p *point, x float64) int {
		switch {
		case p.x < x:
			return -1
		case p.x > x:
			return 1
		}
		return 0
	})
	if found {
		return false
	}
	n := s.plan.Seeds
	p := &point{line: l, x: x, grid: grid, sets: make([]keyfigures.Set, n), has: make([]bool, n), open: n}
	l.points = slices.Insert(l.points, at, p)
	l.open += n
	for seed := range n {
		s.runs = append(s.runs, run{p, seed})
	}
	return true
}

// Next hands out a job. There is none when all are given out; after an answer there may be more, unless Done.
func (s *Sweep) Next() (Job, bool) {
	if s.handed == len(s.runs) {
		return Job{}, false
	}
	r := s.runs[s.handed]
	job := Job{ID: s.handed, Set: s.settings(r.point)}
	if r.seed > 0 {
		job.Set = append(job.Set, Setting{"seed", number(float64(s.base.Seed + int64(r.seed)))})
	}
	s.handed++
	return job, true
}

// settings are the fields of a point, with the scenario's own seed.
func (s *Sweep) settings(p *point) []Setting {
	set := []Setting{{"profile", p.line.profile.ID}, {s.plan.X.Field, number(p.x)}}
	if s.plan.Y != nil {
		set = append(set, Setting{s.plan.Y.Field, s.plan.Y.Text(p.line.y)})
	}
	return set
}

// Feed takes the figures of a job.
func (s *Sweep) Feed(id int, set keyfigures.Set) {
	r := s.runs[id]
	r.point.sets[r.seed], r.point.has[r.seed] = set, true
	r.point.mean = keyfigures.Mean(r.point.known())
	s.answered(r.point)
}

// Fail takes the reason why a job could not run.
func (s *Sweep) Fail(id int, reason string) {
	r := s.runs[id]
	r.point.fail = reason
	s.answered(r.point)
}

func (s *Sweep) answered(p *point) {
	s.finished++
	p.open--
	p.line.open--
	if p.line.open == 0 && s.plan.X.Field == RateField {
		s.search(p.line, s.overLoad)
		s.search(p.line, s.misses)
	}
}

// Done says whether every job has its answer and no search wants more.
func (s *Sweep) Done() bool { return s.finished == len(s.runs) }

// usable are the points of a line that have their figures, by x.
func (l *line) usable() []*point {
	return slices.DeleteFunc(slices.Clone(l.points), func(p *point) bool { return p.open > 0 || p.fail != "" })
}
