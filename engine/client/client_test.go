package client

import (
	"slices"
	"testing"

	"github.com/llmemu/playground/engine/workload"
)

func arrivals(at ...int64) []workload.Request {
	requests := make([]workload.Request, len(at))
	for i := range at {
		requests[i].Arrival = at[i]
	}
	return requests
}

func TestOpenLoopSendsAtArrival(t *testing.T) {
	c := New(arrivals(5, 5, 9), 0, Frontend{})
	for id, at := range []int64{5, 5, 9} {
		want := Send{ID: id, Sent: at, Queued: at}
		if next, ok := c.Next(); !ok || next != want {
			t.Errorf("next is %+v, want %+v", next, want)
		}
		if got := c.Take(); got != want {
			t.Errorf("sent %+v, want %+v", got, want)
		}
	}
	if next, ok := c.Next(); ok {
		t.Errorf("after the last request comes %+v", next)
	}
}

func TestMaxConcurrencyHoldsRequestsBack(t *testing.T) {
	c := New(arrivals(0, 1, 2, 3, 100), 2, Frontend{})
	c.Take()
	c.Take()
	if next, ok := c.Next(); ok {
		t.Fatalf("%+v is sent with every seat taken", next)
	}
	c.Finished(10)
	if got := c.Take(); got.ID != 2 || got.Sent != 10 {
		t.Errorf("sent %+v, want request 2 when the seat was freed", got)
	}
	c.Finished(20)
	c.Finished(21)
	if got := c.Take(); got.ID != 3 || got.Sent != 20 {
		t.Errorf("sent %+v, want request 3 at 20, when its seat was freed", got)
	}
	if got := c.Take(); got.Sent != 100 {
		t.Errorf("sent %+v, want request 4 at its arrival: a seat is free", got)
	}
}

// TestSeatsAreTakenInTheOrderInWhichTheyWereLeft has the frontend's 10 between send and door: the second seat is left while
// the request that takes the first is on its way, and is not free any earlier for that.
func TestSeatsAreTakenInTheOrderInWhichTheyWereLeft(t *testing.T) {
	c := New(arrivals(0, 0, 0, 0, 0, 50), 2, Frontend{Serial: 10})
	c.Take()
	c.Take()
	c.Finished(30)
	c.Finished(34)
	for _, want := range []Send{{ID: 2, Sent: 30, Queued: 40}, {ID: 3, Sent: 34, Queued: 50}} {
		if got := c.Take(); got != want {
			t.Errorf("sent %+v, by hand %+v", got, want)
		}
	}
	c.Finished(45)
	c.Finished(46)
	if got, want := c.Take(), (Send{ID: 4, Sent: 45, Queued: 60}); got != want {
		t.Errorf("sent %+v, by hand %+v", got, want)
	}
	if got, want := c.Take(), (Send{ID: 5, Sent: 50, Queued: 70}); got != want {
		t.Errorf("sent %+v, by hand %+v: its seat waits for it", got, want)
	}
	if next, ok := c.Next(); ok {
		t.Errorf("after the last request comes %+v", next)
	}
}

func TestFrontend(t *testing.T) {
	c := New(arrivals(0, 1, 50), 0, Frontend{Serial: 10, Parallel: 5})
	var queued []int64
	for range 3 {
		queued = append(queued, c.Take().Queued)
	}
	// The second waits for the serial part of the first; the parallel part overlaps.
	if want := []int64{15, 25, 65}; !slices.Equal(queued, want) {
		t.Errorf("queued at %v, want %v", queued, want)
	}
}

// The second prompt has 3,000 tokens, which the frontend takes one after another as well.
func TestFrontendByPromptTokens(t *testing.T) {
	requests := arrivals(0, 0, 0)
	requests[1].PromptLen = 3000
	c := New(requests, 0, Frontend{Serial: 10, SerialPer1K: 4, Parallel: 5})
	for i, want := range []int64{15, 37, 47} {
		if got := c.Take().Queued; got != want {
			t.Errorf("request %d is queued at %d, want %d", i, got, want)
		}
	}
}
