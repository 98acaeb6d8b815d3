package scheduler

import (
	"container/heap"
	"slices"
	"strconv"

	"github.com/llmemu/playground/internal/order"
)

// priority serves the smallest (priority, arrival, name). The front has no meaning in it.
type priority struct {
	items     requestHeap
	scheduler *Scheduler
}

func (q *priority) peek() *request       { return q.items[0] }
func (q *priority) pop()                 { heap.Pop(&q.items) }
func (q *priority) push(r *Request)      { heap.Push(&q.items, q.scheduler.newRequest(r)) }
func (q *priority) pushFront(r *request) { heap.Push(&q.items, r) }
func (q *priority) remove(r *request)    { heap.Remove(&q.items, slices.Index(q.items, r)) }

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

func newPriority(s *Scheduler) policy { return &priority{scheduler: s} }

func (q *priority) withdraw(id int) (*request, bool) {
	i := slices.IndexFunc(q.items, func(r *request) bool { return r.ID == id })
	if i < 0 {
		return nil, false
	}
	return heap.Remove(&q.items, i).(*request), true
}

func (q *priority) each(visit func(q *Request, r *request) bool) {
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

func (q *priority) eachPreempted(visit func(id int)) {
	for _, r := range q.items {
		if r.preempted {
			visit(r.ID)
		}
	}
}

// victim is the largest (priority, arrival), the first in the list on a full tie.
func (q *priority) victim(running *roster) *request {
	var worst *request
	for _, r := range running.list {
		if r == nil {
			continue
		}
		if worst == nil || r.Priority > worst.Priority || r.Priority == worst.Priority && r.Arrival > worst.Arrival {
			worst = r
		}
	}
	return worst
}
