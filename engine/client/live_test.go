package client

import (
	"slices"
	"testing"

	"github.com/llmemu/playground/engine/workload"
)

// TestInterjectedRequestsShareTheFrontend sends one at 3 between two of the list: each takes the serial part, 10, from when
// the one before has left it, and the parallel part, 5, beside the others.
func TestInterjectedRequestsShareTheFrontend(t *testing.T) {
	c := New(arrivals(0, 4, 100), 1, Frontend{Serial: 10, Parallel: 5})
	c.Take() // serial until 10
	if got, want := c.Interject(&workload.Request{}, 3), (Send{ID: -1, Sent: 3, Queued: 25}); got != want {
		t.Errorf("interjected %+v, by hand %+v: no seat is needed", got, want)
	}
	if next, ok := c.Next(); ok {
		t.Errorf("%+v is sent, and the one seat is taken", next)
	}
	c.Finished(12)
	if got, want := c.Take(), (Send{ID: 1, Sent: 12, Queued: 35}); got != want { // serial from 20 to 30
		t.Errorf("sent %+v, by hand %+v", got, want)
	}
	if got, want := c.Interject(&workload.Request{}, 60), (Send{ID: -1, Sent: 60, Queued: 75}); got != want { // the frontend is idle
		t.Errorf("interjected %+v, by hand %+v", got, want)
	}
	c.Finished(70)
	if got, want := c.Take(), (Send{ID: 2, Sent: 100, Queued: 115}); got != want {
		t.Errorf("sent %+v, by hand %+v", got, want)
	}
}

// TestWithdrawTakesBackWhatHasNotArrived leaves what arrived by then, at that moment included.
func TestWithdrawTakesBackWhatHasNotArrived(t *testing.T) {
	c := New(arrivals(1, 2, 3, 4), 0, Frontend{})
	c.Take()
	if taken := c.Withdraw(3); !slices.Equal(taken, arrivals(4)) {
		t.Errorf("withdrawn %+v, by hand the one at 4", taken)
	}
	if unsent := c.Unsent(); !slices.Equal(unsent, arrivals(2, 3)) {
		t.Errorf("unsent %+v, by hand those at 2 and 3", unsent)
	}
}

// TestAClientForgetsWhatItSent keeps ids counting while the list is cut.
func TestAClientForgetsWhatItSent(t *testing.T) {
	c := New(nil, 0, Frontend{})
	for id := range 1000 {
		c.Add(workload.Request{Arrival: int64(id)})
		if s := c.Take(); s.ID != id || s.Sent != int64(id) {
			t.Fatalf("sent %+v, by hand request %d", s, id)
		}
	}
	if len(c.requests) > 100 {
		t.Errorf("%d requests are kept", len(c.requests))
	}
}
