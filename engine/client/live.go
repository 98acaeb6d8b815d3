package client

import (
	"slices"

	"github.com/llmemu/playground/engine/workload"
)

// Add gives the client another request, which arrives no earlier than those before. What was sent is forgotten now and
// then, so that a client can go on for ever.
func (c *Client) Add(r workload.Request) {
	if c.next > 64 && c.next > len(c.requests)/2 {
		c.requests = slices.Delete(c.requests, 0, c.next)
		c.gone += c.next
		c.next = 0
	}
	c.requests = append(c.requests, r)
}

// Unsent lists the requests that wait for their arrival or for a seat. The slice is valid until the next call.
func (c *Client) Unsent() []workload.Request { return c.requests[c.next:] }

// Withdraw takes back the unsent requests that arrive after a moment.
func (c *Client) Withdraw(after int64) []workload.Request {
	i := c.next
	for i < len(c.requests) && c.requests[i].Arrival <= after {
		i++
	}
	taken := slices.Clone(c.requests[i:])
	c.requests = c.requests[:i]
	return taken
}

// Interject sends a request of someone else at a moment, past those that wait and without a seat: it shares the frontend
// alone. Finished must not be called for it.
func (c *Client) Interject(r *workload.Request, at int64) Send {
	queued := c.frontend.queued(r, at, c.frontFree)
	c.frontFree = queued - c.frontend.Parallel
	return Send{ID: -1, Sent: at, Queued: queued}
}
