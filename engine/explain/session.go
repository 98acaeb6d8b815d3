// Package explain says why a run went as it did: what a step held and refused, where a request's time went, what made the
// tail. A run logs what is cheap for every step; the rest is found by running the same scenario again, which gives the
// same steps: a retrace takes down what belongs to requests, and an engine parked at a step answers for it.
package explain

import (
	"math"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/engine/serve"
	"github.com/llmemu/playground/internal/message"
)

// Session explains one run. It is not safe for concurrent use.
type Session struct {
	in  engine.Input
	run *engine.Run // the retraced one
	cfg scheduler.Config
	log *metrics.Log
	retrace
	seeds []*metrics.Summary // see runs; nil until a fact compares them

	parked *engine.Run // stands right after it scheduled the step shown; nil before the first question
	shown  *Step
	wanted metrics.StepRef // the step at which parked is to stop
}

// Open prepares the explanation of a run. Errors are those of engine.NewRun. Advance has to finish the retrace before
// anything can be asked.
func Open(in engine.Input) (*Session, error) {
	run, err := engine.NewRun(in)
	if err != nil {
		return nil, err
	}
	s := &Session{in: in, run: run, cfg: run.Config(), log: run.Log()}
	run.Observe(func(l *serve.Launch) { s.take(l, run) })
	return s, nil
}

// Advance lets at most n things happen in the retrace and says whether it is over; see engine.Run.Advance.
func (s *Session) Advance(n int) (done bool, err error) {
	done, err = s.run.Advance(n)
	if done && err == nil {
		s.finish(s.log)
	}
	return done, err
}

// Progress is the share of requests that the retrace has finished, 0 to 1.
func (s *Session) Progress() float64 {
	return float64(s.run.Finished()) / float64(s.run.Requests())
}

// Retrace opens a session and finishes its retrace.
func Retrace(in engine.Input) (*Session, error) {
	s, err := Open(in)
	if err != nil {
		return nil, err
	}
	_, err = s.Advance(math.MaxInt)
	return s, err
}

// engines is how many engines a run has, and so how many references to steps begin with. The log is that of the only one.
const engines = 1

// Steps is the number of steps of the run, Requests that of its requests.
func (s *Session) Steps() int { return len(s.log.Start) }

// Requests is the number of requests of the run.
func (s *Session) Requests() int { return len(s.log.Sent) }

// RangeError is a question about something that the run does not have.
type RangeError struct {
	What    string
	N, Last int
}

func (e *RangeError) Error() string {
	return message.Sprintf("%s %d is not in this run; allowed: 0 to %d", e.What, e.N, e.Last)
}

func check(what string, n, count int) error {
	if n < 0 || n >= count {
		return &RangeError{what, n, count - 1}
	}
	return nil
}
