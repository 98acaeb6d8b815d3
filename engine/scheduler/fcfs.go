package scheduler

import "slices"

// fcfs serves in order of arrival, preempted requests first. A request that has only arrived has no state yet: it
// gets one when it comes to the head, so that a long queue stays small.
type fcfs struct {
	preempted []*request // the last one is served first
	head      *request   // the state of the first arrival, once it was looked at
	arrivals  []Request  // the others, from served on
	served    int
	scheduler *Scheduler
}

func (q *fcfs) peek() *request {
	if n := len(q.preempted); n > 0 {
		return q.preempted[n-1]
	}
	if q.head == nil {
		q.head = q.scheduler.newRequest(&q.arrivals[q.served])
		q.served++
	}
	return q.head
}

func (q *fcfs) pop() {
	if n := len(q.preempted); n > 0 {
		q.preempted = q.preempted[:n-1]
		return
	}
	q.head = nil
}

func (q *fcfs) push(r *Request) {
	if q.head == nil && q.served == len(q.arrivals) {
		q.head = q.scheduler.newRequest(r)
		return
	}
	if len(q.arrivals) == cap(q.arrivals) && q.served > len(q.arrivals)/2 {
		q.arrivals = slices.Delete(q.arrivals, 0, q.served)
		q.served = 0
	}
	n := len(q.arrivals)
	q.arrivals = slices.Grow(q.arrivals, 1)[:n+1]
	q.arrivals[n].set(r)
}

func (q *fcfs) pushFront(r *request) { q.preempted = append(q.preempted, r) }

func (q *fcfs) remove(r *request) {
	i := slices.Index(q.preempted, r)
	q.preempted = slices.Delete(q.preempted, i, i+1)
}

func newFCFS(s *Scheduler) policy { return &fcfs{scheduler: s} }

func (q *fcfs) withdraw(id int) (*request, bool) {
	for _, r := range q.preempted {
		if r.ID == id {
			q.remove(r)
			return r, true
		}
	}
	if q.head != nil && q.head.ID == id {
		r := q.head
		q.head = nil
		return r, true
	}
	for i := q.served; i < len(q.arrivals); i++ {
		if q.arrivals[i].ID == id {
			q.arrivals = slices.Delete(q.arrivals, i, i+1)
			return nil, true
		}
	}
	return nil, false
}

func (q *fcfs) each(visit func(q *Request, r *request) bool) {
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
}

func (q *fcfs) eachPreempted(visit func(id int)) {
	for _, r := range q.preempted {
		visit(r.ID)
	}
}

func (q *fcfs) victim(running *roster) *request { return running.last() }
