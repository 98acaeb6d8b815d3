// Package serve is the one loop between a client and the engines that serve its requests. It runs in virtual time, counted
// in integer nanoseconds from the start of the run. It never reads a clock, draws a random number or does I/O: the same
// requests give the same timestamps on every platform.
//
// All engines share one clock and one table of requests, in which a request has its id and its engine. Steps belong to an
// engine, and a metrics.StepRef names one. Whoever drives the loop decides when to let the next thing happen: at once for
// an accelerated run, or when a clock reaches Next for one in real time.
package serve

import (
	"math"

	"github.com/llmemu/playground/engine/client"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/engine/workload"
)

// MaxEngines bounds the engines of a service: a request names its own in a byte.
const MaxEngines = math.MaxUint8 + 1

// Service is a client, the engines that serve it and what picks among them. It is not safe for concurrent use.
type Service struct {
	client   *client.Client
	engines  []*Engine
	router   Router
	requests *metrics.Requests
	guests   map[int]bool // unfinished requests that hold no seat of the client's

	send client.Send // what the client sends next, if nothing ends before
	more bool        // whether it does
}

// Unit is what an engine is made of. Oracles that draw must not be shared.
type Unit struct {
	Config scheduler.Config
	Oracle oracle.Oracle
}

// New makes a service of 1 to MaxEngines idle engines at time 0.
func New(c *client.Client, router Router, units ...Unit) *Service {
	s := &Service{client: c, router: router, requests: &metrics.Requests{}, guests: map[int]bool{}}
	for place, u := range units {
		s.engines = append(s.engines, newEngine(u.Config, u.Oracle, place, s.requests))
	}
	s.look()
	return s
}

// Expect makes room for the records of n requests.
func (s *Service) Expect(n int) {
	s.requests.Expect(n)
	for _, e := range s.engines {
		e.log.ExpectSteps(n / len(s.engines))
	}
}

// Engines lists the engines, for inspection.
func (s *Service) Engines() []*Engine { return s.engines }

// Requests is the table of all requests.
func (s *Service) Requests() *metrics.Requests { return s.requests }

// look asks the client what it sends next: whenever it was told something.
func (s *Service) look() { s.send, s.more = s.client.Next() }

// Next is when the next thing happens, false where nothing will. A request counts from its sending, though the engine sees
// it only when it is through the frontend.
func (s *Service) Next() (at int64, ok bool) {
	e, at := s.earliest()
	if s.sends(e, at) {
		return s.send.Sent, true
	}
	return at, e != nil
}

// Turn lets the next thing happen, at the time that Next gave: a request is sent, or the engine whose time has come takes
// its turn. When a batch ends, the next is scheduled in the same turn, unless a request comes first. Turn returns the
// requests that ended, valid until the next call, and whether anything happened at all. Errors are a *NeverFitsError or a
// *StuckError, after which the service is of no use.
func (s *Service) Turn() (finished []scheduler.Finish, ok bool, err error) {
	e, at := s.earliest()
	if s.sends(e, at) {
		return nil, true, s.submit()
	}
	if e == nil {
		return nil, false, nil
	}
	e.now = at
	if e.awaiting {
		if finished = e.process(); len(finished) > 0 {
			s.ended(finished, at)
		}
		if e.loop.Idle() || s.sends(e, at) {
			return finished, true, nil
		}
	}
	return finished, true, e.schedule()
}

// earliest is the engine whose next thing happens first, and when; nil where all are idle. Of equals it is the first in the
// list.
func (s *Service) earliest() (first *Engine, when int64) {
	for _, e := range s.engines {
		if at, busy := e.next(); busy && (first == nil || at < when) {
			first, when = e, at
		}
	}
	return first, when
}

// sends says whether the client sends a request that reaches the door before anything happens at an engine, e being the
// first at which anything does.
func (s *Service) sends(e *Engine, at int64) bool { return s.more && (e == nil || s.send.Queued <= at) }

// submit sends the request that is due.
func (s *Service) submit() error {
	r := &s.client.Unsent()[0]
	e := s.engines[s.router(r, s.engines)]
	err := e.Fits(s.requests.Arrived(), r)
	if err == nil {
		e.submit(r, s.send.Sent, s.send.Queued)
	}
	s.client.Take()
	s.look()
	return err
}

func (s *Service) ended(finished []scheduler.Finish, at int64) {
	for _, f := range finished {
		if len(s.guests) > 0 && s.guests[f.ID] {
			delete(s.guests, f.ID)
			continue
		}
		s.client.Finished(at)
	}
	s.look()
}

// Add gives the client a request, which arrives no earlier than those before.
func (s *Service) Add(r workload.Request) {
	s.client.Add(r)
	s.look()
}

// Unsent lists the requests that wait for their arrival or for a seat. The slice is valid until the next call.
func (s *Service) Unsent() []workload.Request { return s.client.Unsent() }

// Withdraw takes back the unsent requests that arrive after a moment.
func (s *Service) Withdraw(after int64) []workload.Request {
	taken := s.client.Withdraw(after)
	s.look()
	return taken
}

// Interject sends a request of someone else at a moment, which Turn must have reached and not passed: past those that wait
// for a seat, and behind those that were sent by then. It returns the request's id. One that its engine could never hold is
// a *NeverFitsError and leaves nothing behind.
func (s *Service) Interject(r *workload.Request, at int64) (id int, err error) {
	for s.more && s.send.Sent <= at {
		if err := s.submit(); err != nil {
			return 0, err
		}
	}
	e := s.engines[s.router(r, s.engines)]
	if err := e.Fits(s.requests.Arrived(), r); err != nil {
		return 0, err
	}
	send := s.client.Interject(r, at)
	s.look()
	id = e.submit(r, send.Sent, send.Queued)
	s.guests[id] = true
	return id, nil
}
