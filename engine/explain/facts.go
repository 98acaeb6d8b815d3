package explain

import (
	"cmp"
	"slices"

	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/order"
)

// Facts say what sets the tail of a run apart from its middle. The excess of the facts and of the rest sum up to the difference.
type Facts struct {
	Tail         Group      // the slowest 5 % by E2E, at least one request
	Middle       Group      // the fifth in the middle, p40 to p60
	DifferenceMs float64    // of their E2E
	List         []Fact     // up to three parts that the tail has most more of than the middle
	Rest         []PartTime // the other parts of the difference, which may be negative
}

// Group is some requests of a run, by their means.
type Group struct {
	Requests int
	FromS    float64 // when the first was sent
	ToS      float64 // when the last was
	E2EMs    float64
	Tokens   float64 // output
	Prompt   float64
	Parts    []PartTime // together E2EMs

	ids   []int
	parts breakdown // means
}

// Fact is one thing that explains the tail.
type Fact struct {
	Part   string
	Ms     float64 // more of a tail request's E2E than of one in the middle, at the means
	Share  string  // of all that the tail has more
	Title  string
	Text   string
	Action Action
}

// none is the step of an action that opens none.
const none = -1

// Action is what the reader can do about a fact. Exactly one of its targets is set.
type Action struct {
	Label  string
	Engine int     // whose step that is
	Step   int     // open this step; -1 for none
	FromS  float64 // open this window
	ToS    float64
	Path   string // try this field of the scenario
	Value  string
}

// tailShare is the part of the requests that makes the tail: one in twenty.
const tailShare = 20

// Facts explains the run's tail.
func (s *Session) Facts() *Facts {
	order := s.byE2E()
	n := len(order)
	f := &Facts{
		Tail:   s.group(slowest(order)),
		Middle: s.group(order[n*2/5 : max(n*2/5+1, n*3/5)]),
		List:   []Fact{},
		Rest:   []PartTime{},
	}
	all, more := int64(0), int64(0)
	for _, part := range f.ranked() {
		excess := f.excess(part)
		all += excess
		more += max(0, excess)
		if fact, ok := s.fact(part, f); ok && len(f.List) < mostFacts {
			fact.Part, fact.Ms = Keys[part], ms(excess)
			f.List = append(f.List, fact)
		} else if excess != 0 {
			f.Rest = append(f.Rest, PartTime{Keys[part], ms(excess)})
		}
	}
	f.DifferenceMs = ms(all)
	for i := range f.List {
		f.List[i].Share = format.Share(f.List[i].Ms, ms(more))
	}
	return f
}

const mostFacts = 3

// excess is how much more of a part the tail has than the middle, in nanoseconds at the means.
func (f *Facts) excess(part Part) int64 { return f.Tail.parts[part] - f.Middle.parts[part] }

// slowest is the tail of requests in order of E2E.
func slowest(order []int) []int { return order[len(order)-max(1, len(order)/tailShare):] }

// byE2E lists the requests, the slowest last.
func (s *Session) byE2E() []int {
	order := make([]int, s.Requests())
	for id := range order {
		order[id] = id
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.e2e(a), s.e2e(b)) })
	return order
}

func (s *Session) e2e(id int) int64 { return s.log.Last[id] - s.log.Sent[id] }

func (s *Session) group(ids []int) Group {
	n := int64(len(ids))
	g := Group{Requests: len(ids), ids: ids}
	var tokens, prompt, e2e int64
	first, last := s.log.Sent[ids[0]], s.log.Sent[ids[0]]
	for _, id := range ids {
		for part, ns := range s.breakdown(id) {
			g.parts[part] += ns
		}
		tokens += int64(s.log.Tokens[id])
		prompt += int64(s.log.PromptLen[id])
		e2e += s.e2e(id)
		first, last = min(first, s.log.Sent[id]), max(last, s.log.Sent[id])
	}
	for part := range g.parts {
		g.parts[part] /= n
		g.Parts = append(g.Parts, PartTime{Keys[part], ms(g.parts[part])})
	}
	g.E2EMs = ms(e2e / n)
	g.Tokens, g.Prompt = float64(tokens)/float64(n), float64(prompt)/float64(n)
	g.FromS, g.ToS = float64(first)/1e9, float64(last)/1e9
	return g
}

// ranked lists all parts by their excess, most first.
func (f *Facts) ranked() []Part {
	list := []Part{Frontend, Queue, Prefill, DecodeIdle, DecodeShared, OthersStall, Preempted}
	order.Stable(list, func(a, b *Part) int { return cmp.Compare(f.excess(*b), f.excess(*a)) })
	return list
}

// fact words one part, false where it does not set the tail apart: less than a hundredth of the tail's E2E does not.
func (s *Session) fact(part Part, f *Facts) (Fact, bool) {
	if excess := f.excess(part); excess <= 0 || ms(excess) < f.Tail.E2EMs/100 {
		return Fact{}, false
	}
	switch part {
	case Frontend:
		return s.frontendFact(f), true
	case Queue:
		return s.queueFact(f), true
	case Prefill:
		return s.promptFact(f), true
	case DecodeIdle:
		return s.lengthFact(f)
	case DecodeShared:
		return s.batchFact(f), true
	case OthersStall:
		return s.stallFact(f), true
	case Preempted:
		return s.preemptionFact(f), true
	}
	return Fact{}, false
}

// against compares the tail's mean of a part with the middle's.
func (f *Facts) against(part Part) string {
	return duration(f.Tail.parts[part]) + " at the mean, against " + duration(f.Middle.parts[part]) + " in the middle"
}
