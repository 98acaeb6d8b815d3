package sweep

import (
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

// Status says how a search along a line ended.
type Status = string

// Values of Status.
const (
	Found      Status = "found"
	Nowhere    Status = "nowhere"    // at no rate of the range
	Everywhere Status = "everywhere" // at every rate of the range
	None       Status = ""           // not looked for, or not yet known
)

// Capacity is the highest request rate that meets the SLO, with every lower one that was tried.
type Capacity struct {
	Status Status
	Rate   float64 // requests/s; the highest of the range where Everywhere
	Above  float64 // the lowest rate tried that misses, at most Precision higher; the lowest of the range where Nowhere
	First  string  // the objective that misses there: "TTFT", "TPOT" or "E2E"; "" where the server rejects too many, at any rate
	Row    int     // its point; -1 where Nowhere

	Sustained float64 // requests/s that the engine finishes at most, where that is clearly less than Rate; else 0
}

// Knee is the lowest request rate from which on the scheduler leaves requests waiting for at least KneeShare of the time
// until the last arrival. Everywhere says that it lies at or below the range, Nowhere that it lies above.
type Knee struct {
	Status Status
	Rate   float64 // requests/s
	Share  float64 // of the time in which requests are left waiting there
	Cause  Cause   // what they mostly wait for
	Limit  int64   // of the cause: sequences, tokens, or KV blocks
	Label  string  // "all 128 slots taken"
	Row    int
}

// Cause is what requests wait for.
type Cause = string

// Values of Cause.
const (
	Slots  Cause = "max_num_seqs"
	Budget Cause = "max_num_batched_tokens"
	Blocks Cause = "num_gpu_blocks"
)

// Text says what the capacity is and what it rests on; "" where none was looked for.
func (c *Capacity) Text(o *Outcome) string {
	share := format.Plain(roundTo(100*o.Target, 6)) + "\u2009%"
	basis := message.Sprintf("%s of %s requests", share, format.Count(o.Requests))
	if o.Seeds > 1 {
		basis += message.Sprintf(" with %d seeds", o.Seeds)
	}
	switch c.Status {
	case Found:
		return message.Sprintf("SLO capacity: %s for %s, within %s; %s misses first, at %s.", rate(c.Rate), basis, percent(Precision), c.First, rate(c.Above)) + c.short()
	case Nowhere:
		if c.First == "" {
			return message.Sprintf("SLO capacity: none. The server rejects so many requests that fewer than %s meet the SLO at any rate.", basis)
		}
		return message.Sprintf("SLO capacity: below the range. At %s fewer than %s meet the SLO, %s first.", rate(c.Above), basis, c.First)
	case Everywhere:
		return message.Sprintf("SLO capacity: at or above %s, the end of the range: %s meet the SLO there.", rate(c.Rate), basis) + c.short()
	}
	return ""
}

// short says where runs end before a rate that cannot last has shown.
func (c *Capacity) short() string {
	if c.Sustained == 0 {
		return ""
	}
	return message.Sprintf(" The engine sustains about %s: these runs end before its queue has grown much, and in longer ones it would go on growing.", rate(c.Sustained))
}

// sustained notes what the engine finishes at most, of runs that have a steady part, where the capacity is clearly more.
func (c *Capacity) sustained(points []Point) {
	most := points[highest(points, keyfigures.SteadyThroughput)].Mean
	if most[keyfigures.Steady] == 1 && c.Rate > 1.02*most[keyfigures.SteadyThroughput] {
		c.Sustained = most[keyfigures.SteadyThroughput]
	}
}

// row is where a point of the line stands among the outcome's points.
func row(points []Point, line *Line, x float64) int {
	for i := line.First; i < line.First+line.Count; i++ {
		if points[i].X == x {
			return i
		}
	}
	return -1
}

func (s *Sweep) capacity(l *line, line *Line, points []Point) Capacity {
	if s.plan.X.Field != RateField || s.base.SLO == (scenario.SLO{}) {
		return Capacity{Row: -1}
	}
	low, high := l.bracket(s.misses)
	c := Capacity{Status: Found, Row: -1}
	if high != nil {
		c.Above, c.First = high.x, s.first(high)
	} else {
		c.Status = Everywhere
	}
	if low != nil {
		c.Rate, c.Row = low.x, row(points, line, low.x)
	} else {
		c.Status = Nowhere
	}
	return c
}

// first is the objective that the fewest requests meet; "" where the server's rejections miss the SLO by themselves.
func (s *Sweep) first(p *point) string {
	if completed := p.mean[keyfigures.Requests]; completed < s.plan.Attainment*(completed+p.mean[keyfigures.Failed]) {
		return ""
	}
	name, share := "TTFT", p.mean[keyfigures.AttainmentTTFT]
	if v := p.mean[keyfigures.AttainmentTPOT]; v < share {
		name, share = "TPOT", v
	}
	if p.mean[keyfigures.AttainmentE2EL] < share {
		name = "E2E"
	}
	return name
}

func (s *Sweep) knee(l *line, line *Line, points []Point) Knee {
	if s.plan.X.Field != RateField {
		return Knee{Row: -1}
	}
	low, high := l.bracket(s.overLoad)
	if high == nil {
		return Knee{Status: Nowhere, Share: low.mean[keyfigures.Waiting], Row: -1}
	}
	k := Knee{Status: Found, Rate: high.x, Share: high.mean[keyfigures.Waiting], Row: row(points, line, high.x)}
	if low == nil {
		k.Status = Everywhere
	}
	engine := s.scenario(high).Engine
	slots, budget, blocks := high.mean[keyfigures.SlotsFull], high.mean[keyfigures.BudgetOut], high.mean[keyfigures.BlocksOut]
	switch max(slots, budget, blocks) {
	case slots:
		k.Cause, k.Limit, k.Label = Slots, engine.MaxNumSeqs, all(engine.MaxNumSeqs, "slot")+" taken"
	case budget:
		k.Cause, k.Limit, k.Label = Budget, engine.Budget(), all(engine.Budget(), "token")+" of a step taken"
	default:
		k.Cause, k.Limit, k.Label = Blocks, int64(high.mean[keyfigures.Blocks]), "KV blocks short"
	}
	return k
}
