package sweep

import (
	"slices"

	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
)

// Outcome is what a sweep has come to so far. Points are in the order of lines, by x: those with a run at least.
type Outcome struct {
	Field    string
	Log      bool // its values are spaced by equal factors
	Field2   string
	Seeds    int
	Requests int // that one run sends, the first point's
	Finished int // runs
	Known    int // runs known to be needed so far
	Done     bool
	Target   float64
	Short    int // points with a run that has no steady part: their rates are of whole runs
	Lead     int // the line to speak of: the first profile's, at the second field's best value
	Lines    []Line
	Points   []Point
	Failures []Failure
}

// Line is a curve over the first field. Rows are indices into Points, -1 where there is none.
type Line struct {
	Profile   Profile
	Price     float64 // of one of its GPUs for an hour; 0 where none was given
	Y         float64
	Choice    string // what Y stands for, where the second field is a choice
	First     int    // its points are Points[First:First+Count]
	Count     int
	Capacity  Capacity
	Knee      Knee
	Best      *Point // that at the capacity, or else with the highest goodput; nil without points
	Peak      *Point // the one with the highest goodput
	PeakRow   int
	Saturated *Point // the one with the highest output throughput
	Why       Why
}

// Point is one value of the first field on a line: means over the seeds, with their range.
type Point struct {
	Line   int
	X      float64
	Grid   bool // of the plan; else a search put it there
	Mean   keyfigures.Set
	Low    keyfigures.Set
	High   keyfigures.Set
	PerGPU float64 // output tokens/s of one GPU
	Cost   float64 // of a million output tokens; 0 without a price
	Meets  bool    // the SLO, at the wanted attainment
	InTime bool    // TTFT alone does
	Front  bool    // no point in time has both more tokens/s per GPU and more tokens/s per user
}

// Failure is a point that could not run.
type Failure struct {
	X      float64
	Y      float64
	Reason string
}

// Outcome evaluates what there is.
func (s *Sweep) Outcome() *Outcome {
	total := 0
	for _, l := range s.lines {
		total += len(l.points)
	}
	o := &Outcome{Points: make([]Point, 0, total), Field: s.plan.X.Field, Log: s.plan.X.Log, Seeds: s.plan.Seeds, Known: len(s.runs), Finished: s.finished, Done: s.Done(),
		Target: s.plan.Attainment, Failures: []Failure{}}
	if s.plan.Y != nil {
		o.Field2 = s.plan.Y.Field
	}
	for i, l := range s.lines {
		line := Line{Profile: l.profile, Price: s.prices.Of(l.profile.GPU), Y: l.y, First: len(o.Points)}
		if s.plan.Y != nil && len(s.plan.Y.Choices) > 0 {
			line.Choice = s.plan.Y.Text(l.y)
		}
		for _, p := range l.points {
			switch {
			case p.fail != "":
				o.Failures = append(o.Failures, Failure{p.x, l.y, p.fail})
			case p.open < len(p.sets):
				o.Points = append(o.Points, s.point(i, p))
			}
		}
		points := o.Points[line.First:]
		line.Count = len(points)
		if len(points) > 0 {
			o.Requests = int(points[0].Mean[keyfigures.Requests] + points[0].Mean[keyfigures.Failed])
			line.PeakRow = line.First + highest(points, keyfigures.SteadyGoodput)
			line.Peak = &o.Points[line.PeakRow]
			line.Saturated = &points[highest(points, keyfigures.SteadyOutput)]
			line.Best = line.Peak
		}
		o.Lines = append(o.Lines, line)
		if l.open == 0 && len(points) > 0 {
			s.explain(l, &o.Lines[i], o.Points)
		}
	}
	for i := range o.Points {
		if o.Points[i].Mean[keyfigures.Steady] < 1 {
			o.Short++
		}
	}
	o.Lead = o.lead()
	markFront(o.Points)
	return o
}

// lead is the line of the first profile with the highest capacity, or else the highest goodput; the first of equals.
func (o *Outcome) lead() int {
	rank := func(l *Line) (capacity, goodput float64) {
		if l.Capacity.Status == Found || l.Capacity.Status == Everywhere {
			capacity = l.Capacity.Rate
		}
		if l.Peak != nil {
			goodput = l.Peak.Mean[keyfigures.SteadyGoodput]
		}
		return capacity, goodput
	}
	best := 0
	for i := 1; i < len(o.Lines) && o.Lines[i].Profile.ID == o.Lines[0].Profile.ID; i++ {
		capacity, goodput := rank(&o.Lines[i])
		if c, g := rank(&o.Lines[best]); capacity > c || capacity == c && goodput > g {
			best = i
		}
	}
	return best
}

func (s *Sweep) point(line int, p *point) Point {
	out := Point{Line: line, X: p.x, Grid: p.grid, Mean: p.mean, Meets: !s.misses(p)}
	out.Low, out.High = keyfigures.Range(p.known())
	out.InTime = p.mean[keyfigures.AttainmentTTFT] >= s.plan.Attainment
	gpus := float64(p.line.profile.GPUs)
	out.PerGPU = p.mean[keyfigures.SteadyOutput] / gpus
	out.Cost = cost(s.prices.Of(p.line.profile.GPU), out.PerGPU)
	return out
}

// Priced says whether any of the lines has a price.
func (o *Outcome) Priced() bool {
	return slices.ContainsFunc(o.Lines, func(l Line) bool { return l.Price > 0 })
}

// Rows is how many points there are.
func (o *Outcome) Rows() int {
	n := 0
	for i := range o.Lines {
		n += o.Lines[i].Count
	}
	return n
}

// highest is the place of the point with most of a figure; the first of equals.
func highest(points []Point, f keyfigures.Figure) int {
	best := 0
	for i := range points {
		if points[i].Mean[f] > points[best].Mean[f] {
			best = i
		}
	}
	return best
}

// scenario is what a point runs, with the scenario's own seed. It has run before, so that it cannot fail.
func (s *Sweep) scenario(p *point) *scenario.Scenario {
	job := Job{Set: s.settings(p)}
	made, err := job.Apply(s.base)
	if err != nil {
		panic("sweep: a point that has run cannot be made: " + err.Error())
	}
	return made
}
