// Package live is an engine that serves while someone watches: the same engine and the same client as in a run, but
// requests go on for ever, their rate can change, and the watcher sends requests of their own and may abort them. It reads no
// clock: the host says up to which virtual time things happen, as fast or as slowly as it likes, and the same calls at the same
// virtual times give the same tokens.
package live

import (
	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/client"
	"github.com/llmemu/playground/engine/serve"
	"github.com/llmemu/playground/engine/workload"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

// How long a session may last. The log grows by about 60 bytes a step and 110 bytes a request: a full one takes less
// than 200 MB. At 50 steps and 10 requests a second that is eleven hours of virtual time.
const (
	MaxSteps    = 2_000_000
	MaxRequests = 500_000
)

// EndedError says that a session has lasted as long as it may.
type EndedError struct{ Steps, Requests int }

func (e *EndedError) Error() string {
	return message.Sprintf("the session has ended after %s steps and %s requests; allowed: %s and %s. Start it again",
		format.Count(float64(e.Steps)), format.Count(float64(e.Requests)), format.Count(MaxSteps), format.Count(MaxRequests))
}

// Live is one session. It is not safe for concurrent use.
type Live struct {
	flow    *workload.Flow
	service *serve.Service
	engine  *serve.Engine // the service's only one

	now         int64
	maxSteps    int
	maxRequests int
	history
}

// New starts a session of a scenario at virtual time 0; errors are those of engine.NewRun.
func New(in engine.Input) (*Live, error) {
	started, err := engine.Start(in)
	if err != nil {
		return nil, err
	}
	flow, err := workload.NewFlow(in.Scenario, started.Config.MaxModelLen, in.Stream)
	if err != nil {
		return nil, err
	}
	l := &Live{
		flow:        flow,
		service:     serve.New(client.New(nil, int(in.Scenario.Workload.MaxConcurrency), started.Frontend()), serve.First, started.Unit),
		maxSteps:    MaxSteps,
		maxRequests: MaxRequests,
		history:     newHistory(),
	}
	l.engine = l.service.Engines()[0]
	for _, r := range flow.Opening() {
		l.service.Add(r)
	}
	return l, nil
}

// Now is the virtual time up to which everything has happened, in nanoseconds.
func (l *Live) Now() int64 { return l.now }

// Advance lets everything happen that is due up to a virtual time, but at most n things, and says whether it got there.
// After an error the session is over.
func (l *Live) Advance(to int64, n int) (reached bool, err error) {
	for ; n > 0; n-- {
		at, ok := l.next()
		if !ok || at > to {
			l.now = max(l.now, to)
			l.forget(l.now)
			return true, nil
		}
		if err := l.happen(at); err != nil {
			return false, err
		}
	}
	return false, nil
}

// Step lets the engine end one more step, which may take it to the next arrival first, and all happen that is due by then: the
// next step is on its way. Where nothing is to come nothing happens.
func (l *Live) Step() error {
	for before := l.engine.Processed(); ; {
		at, ok := l.next()
		if !ok || l.engine.Processed() > before && at > l.now {
			return nil
		}
		if err := l.happen(at); err != nil {
			return err
		}
	}
}

// next is when the next thing happens, false where nothing will.
func (l *Live) next() (at int64, ok bool) {
	if len(l.service.Unsent()) == 0 && l.flow.Rate() > 0 {
		l.service.Add(l.flow.Next())
	}
	return l.service.Next()
}

func (l *Live) happen(at int64) error {
	if steps, requests := l.engine.Processed(), l.service.Requests().Arrived(); steps >= l.maxSteps || requests >= l.maxRequests {
		return &EndedError{Steps: steps, Requests: requests}
	}
	l.now = max(l.now, at)
	finished, _, err := l.service.Turn()
	log := l.engine.Log()
	for _, f := range finished {
		l.finish(f.ID, log.Last[f.ID], log.Last[f.ID]-log.Sent[f.ID])
	}
	if err != nil {
		return err
	}
	l.watch(l.engine)
	return nil
}
