package scheduler

import (
	"container/heap"
	"slices"
	"strconv"
)

// queue holds the waiting requests of one scheduling policy.
type queue interface {
	peek() *request
	pop()
	push(*Request)      // a new arrival
	pushFront(*request) // a preempted request
	remove(*request)    // a preempted request
}

// fcfsQueue serves in order of arrival, preempted requests first. A request that has only arrived has no state yet: it
// gets one when it comes to the head, so that a long queue stays small.
type fcfsQueue struct {
	preempted []*request // the last one is served first
	head      *request   // the state of the first arrival, once it was looked at
	arrivals  []Request  // the others, from served on
	served    int
	scheduler *Scheduler
}

func (q *fcfsQueue) peek() *request {
	if n := len(q.preempted); n > 0 {
		return q.preempted[n-1]
	}
	if q.head == nil {
		q.head = q.scheduler.newRequest(&q.arrivals[q.served])
		q.served++
	}
	return q.head
}

func (q *fcfsQueue) pop() {
	if n := len(q.preempted); n > 0 {
		q.preempted = q.preempted[:n-1]
		return
	}
	q.head = nil
}

func (q *fcfsQueue) push(r *Request) {
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

func (q *fcfsQueue) pushFront(r *request) { q.preempted = append(q.preempted, r) }

func (q *fcfsQueue) remove(r *request) {
	i := slices.Index(q.preempted, r)
	q.preempted = slices.Delete(q.preempted, i, i+1)
}

// priorityQueue serves the smallest (priority, arrival, name). The front has no meaning in it.
type priorityQueue struct {
	items     requestHeap
	scheduler *Scheduler
}

func (q *priorityQueue) peek() *request       { return q.items[0] }
func (q *priorityQueue) pop()                 { heap.Pop(&q.items) }
func (q *priorityQueue) push(r *Request)      { heap.Push(&q.items, q.scheduler.newRequest(r)) }
func (q *priorityQueue) pushFront(r *request) { heap.Push(&q.items, r) }
func (q *priorityQueue) remove(r *request)    { heap.Remove(&q.items, slices.Index(q.items, r)) }

type requestHeap []*request

func (h requestHeap) Len() int      { return len(h) }
func (h requestHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *requestHeap) Push(r any)   { *h = append(*h, r.(*request)) }

func (h requestHeap) Less(i, j int) bool {
	a, b := h[i], h[j]
	if a.Priority != b.Priority {
		return a.Priority < b.Priority
	}
	if a.Arrival != b.Arrival {
		return a.Arrival < b.Arrival
	}
	return strconv.Itoa(a.ID) < strconv.Itoa(b.ID) // as strings: "10" before "2"
}

func (h *requestHeap) Pop() any {
	last := len(*h) - 1
	r := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return r
}
