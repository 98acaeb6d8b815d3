package client

import (
	"slices"
	"testing"

	"github.com/llmemu/playground/engine/workload"
)

// A client that goes on for ever knows its requests by their place among all that there ever were, and keeps those alone
// that are still to be sent.
func TestAnEndlessClientForgetsWhatItSent(t *testing.T) {
	c := New(nil, 0, Frontend{})
	for i := range 10_000 {
		c.Add(workload.Request{Arrival: int64(i)})
		if got := c.Take(); got.ID != i || got.Sent != int64(i) {
			t.Fatalf("request %d is sent as %+v", i, got)
		}
		c.Finished(int64(i))
		if len(c.requests) > 256 {
			t.Fatalf("after %d requests it holds %d", i, len(c.requests))
		}
	}
}

func TestWithdrawTakesWhatArrivesLater(t *testing.T) {
	c := New(arrivals(1, 5, 6, 9), 0, Frontend{})
	c.Take()
	taken := c.Withdraw(5)
	if want := arrivals(6, 9); !slices.Equal(taken, want) {
		t.Errorf("withdrew %v, want %v", taken, want)
	}
	if want := arrivals(5); !slices.Equal(c.Unsent(), want) {
		t.Errorf("unsent are %v, want %v, which arrives at the very moment", c.Unsent(), want)
	}
	if got := c.Take(); got.ID != 1 || got.Sent != 5 {
		t.Errorf("sent %+v, want request 1 at 5", got)
	}
	if next, ok := c.Next(); ok {
		t.Errorf("%+v is sent although it was withdrawn", next)
	}
}

// Someone else's request takes its turn at the frontend, and no seat.
func TestInterjectSharesTheFrontendAlone(t *testing.T) {
	c := New(arrivals(0, 2), 1, Frontend{Serial: 10, Parallel: 5})
	c.Take() // at the frontend from 0 to 10
	if got, want := c.Interject(3), (Send{ID: -1, Sent: 3, Queued: 10 + 10 + 5}); got != want {
		t.Errorf("interjected %+v, want %+v", got, want)
	}
	c.Finished(16)
	// Its seat is free at 16, the frontend at 20.
	if got, want := c.Take(), (Send{ID: 1, Sent: 16, Queued: 20 + 10 + 5}); got != want {
		t.Errorf("sent %+v, want %+v", got, want)
	}
}
