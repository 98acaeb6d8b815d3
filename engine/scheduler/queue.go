package scheduler

import (
	"container/heap"
	"slices"
	"strconv"
)

// queue holds the waiting requests of one scheduling policy.
type queue interface {
	len() int
	peek() *request
	pop() *request
	push(*request)      // a new arrival
	pushFront(*request) // a preempted request
	remove(*request)
}

// fcfsQueue serves in order of arrival, preempted requests first. It is a slice with a moving head: room in front
// comes from the requests popped before.
type fcfsQueue struct {
	items []*request
	head  int
}

func (q *fcfsQueue) len() int       { return len(q.items) - q.head }
func (q *fcfsQueue) peek() *request { return q.items[q.head] }

func (q *fcfsQueue) pop() *request {
	r := q.items[q.head]
	q.items[q.head] = nil
	q.head++
	return r
}

func (q *fcfsQueue) push(r *request) {
	if q.head > len(q.items)/2 {
		q.items = slices.Delete(q.items, 0, q.head)
		q.head = 0
	}
	q.items = append(q.items, r)
}

func (q *fcfsQueue) pushFront(r *request) {
	if q.head == 0 {
		q.items = slices.Insert(q.items, 0, r)
		return
	}
	q.head--
	q.items[q.head] = r
}

func (q *fcfsQueue) remove(r *request) {
	i := q.head + slices.Index(q.items[q.head:], r)
	q.items = slices.Delete(q.items, i, i+1)
}

// priorityQueue serves the smallest (priority, arrival, name). The front has no meaning in it.
type priorityQueue struct{ items requestHeap }

func (q *priorityQueue) len() int             { return len(q.items) }
func (q *priorityQueue) peek() *request       { return q.items[0] }
func (q *priorityQueue) pop() *request        { return heap.Pop(&q.items).(*request) }
func (q *priorityQueue) push(r *request)      { heap.Push(&q.items, r) }
func (q *priorityQueue) pushFront(r *request) { q.push(r) }
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
