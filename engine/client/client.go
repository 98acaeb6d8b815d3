// Package client is the virtual request client: it sends requests when they are due, holds them back while
// max_concurrency are in flight, and knows what the engine cannot see, the time from the client's send to the engine's
// door.
package client

import (
	"github.com/llmemu/playground/engine/workload"
)

// Frontend is the cost of the serving frontend (HTTP, tokenisation, IPC) between the client's send and the engine, in
// nanoseconds a request: one part that requests take one after another, and one that they take side by side.
type Frontend struct {
	Serial      int64
	SerialPer1K int64 // more of it for each 1,000 prompt tokens
	Parallel    int64
}

// queued is when a request that was sent at a moment is through, if the serial part is free from another moment on.
func (f *Frontend) queued(r *workload.Request, sent, free int64) int64 {
	return max(sent, free) + f.Serial + f.SerialPer1K*int64(r.PromptLen)/1000 + f.Parallel
}

// Client sends a list of requests. Requests are known by their place in the list.
type Client struct {
	requests       []workload.Request
	maxConcurrency int // 0: no limit
	frontend       Frontend

	next      int     // first request not sent, in the list
	gone      int     // requests that were dropped from the front of the list
	freed     []int64 // when the seats that are free again became so, oldest first
	frontFree int64   // when the frontend's serial part is free again
}

// New makes a client for requests in order of arrival. maxConcurrency 0 sends every request at its arrival.
func New(requests []workload.Request, maxConcurrency int, frontend Frontend) *Client {
	return &Client{requests: requests, maxConcurrency: maxConcurrency, frontend: frontend}
}

// Send is a request on its way.
type Send struct {
	ID     int
	Sent   int64 // when the client sent it: its TTFT and E2E count from here
	Queued int64 // when the engine sees it
}

// Next is the request that will be sent next if no running request finishes before, and false when there is none: all
// are sent, or every seat of max_concurrency is taken.
func (c *Client) Next() (Send, bool) {
	if c.next == len(c.requests) {
		return Send{}, false
	}
	sent := c.requests[c.next].Arrival
	if c.reseats() {
		if len(c.freed) == 0 {
			return Send{}, false
		}
		sent = max(sent, c.freed[0])
	}
	queued := c.frontend.queued(&c.requests[c.next], sent, c.frontFree)
	return Send{ID: c.gone + c.next, Sent: sent, Queued: queued}, true
}

// reseats says whether the next request needs a seat that another has left. The first requests find their seats empty.
func (c *Client) reseats() bool { return c.maxConcurrency > 0 && c.gone+c.next >= c.maxConcurrency }

// Take sends the request that Next announced.
func (c *Client) Take() Send {
	s, _ := c.Next()
	if c.reseats() {
		c.freed = c.freed[1:]
	}
	c.frontFree = s.Queued - c.frontend.Parallel
	c.next++
	return s
}

// Finished tells the client that a request ended, at a time not before those of earlier calls. Seats are taken in the order
// in which they were left: while a request is on its way through the frontend more of them may be, and each keeps its time.
func (c *Client) Finished(at int64) {
	if c.maxConcurrency > 0 {
		c.freed = append(c.freed, at)
	}
}
