package scheduler

import (
	"slices"

	"github.com/llmemu/playground/internal/order"
)

// Standing is where an unfinished request stands.
type Standing struct {
	ID        int
	PromptLen int
	OutputLen int  // tokens it will have got at its end
	Computed  int  // tokens whose KV entries exist once all scheduled steps have run
	Served    int  // steps, those in flight included, that gave it a token without an entry of its own since it last had one
	Since     int  // steps scheduled since the one that gives it its last token, where that has no entry of it
	Preempted bool // it waits again
}

// EachRunning visits the running requests in order of admission.
func (s *Scheduler) EachRunning(visit func(Standing)) {
	for _, r := range s.running.list {
		if r != nil {
			visit(s.standing(r))
		}
	}
}

// EachWaiting visits the waiting requests in the order in which they will be admitted, as long as visit returns true.
func (s *Scheduler) EachWaiting(visit func(Standing) bool) {
	s.eachWaiting(func(q *Request, r *request) bool {
		if r == nil {
			return visit(s.arrived(q))
		}
		return visit(s.standing(r))
	})
}

// eachWaiting is EachWaiting with the requests themselves. One that has only arrived has no state yet: r is nil.
func (s *Scheduler) eachWaiting(visit func(q *Request, r *request) bool) {
	switch q := s.waiting.(type) {
	case *fcfsQueue:
		for _, r := range slices.Backward(q.preempted) {
			if !visit(&r.Request, r) {
				return
			}
		}
		if q.head != nil && !visit(&q.head.Request, q.head) {
			return
		}
		for i := range q.arrivals[q.served:] {
			if !visit(&q.arrivals[q.served+i], nil) {
				return
			}
		}
	case *priorityQueue:
		if len(q.items) == 0 || !visit(&q.items[0].Request, q.items[0]) {
			return // the first of a heap needs no sorting
		}
		rest := slices.Clone(q.items[1:])
		order.Stable(rest, func(a, b **request) int {
			if (requestHeap{*a, *b}).Less(0, 1) {
				return -1
			}
			return 1
		})
		for _, r := range rest {
			if !visit(&r.Request, r) {
				return
			}
		}
	}
}

// EachPreempted visits the requests that wait again, in no order.
func (s *Scheduler) EachPreempted(visit func(id int)) {
	var waiting []*request
	switch q := s.waiting.(type) {
	case *fcfsQueue:
		waiting = q.preempted
	case *priorityQueue:
		waiting = q.items
	}
	for _, r := range waiting {
		if r.preempted {
			visit(r.ID)
		}
	}
}

func (s *Scheduler) arrived(r *Request) Standing {
	return Standing{ID: r.ID, PromptLen: r.PromptLen, OutputLen: min(r.OutputLen, s.cfg.MaxModelLen-r.PromptLen)}
}

func (s *Scheduler) standing(r *request) Standing {
	at := Standing{ID: r.ID, PromptLen: r.PromptLen, OutputLen: r.end - r.PromptLen, Computed: r.computed, Preempted: r.preempted}
	if r.state == steadily || r.state == leaving {
		clock := min(s.steady.clock, r.end-1-r.base) // of the last step that serves it
		at.Computed, at.Served = r.base+clock, clock-r.joined
		if b := s.unprocessed; r.state == leaving && b != nil && !b.Empty() && !slices.Contains(b.last, r) {
			at.Since = 1 // its last token is in flight in the step before: the queue holds two
		}
	}
	return at
}
