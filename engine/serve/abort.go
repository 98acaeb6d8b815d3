package serve

import (
	"slices"

	"github.com/llmemu/playground/engine/scheduler"
)

// Abort ends a request whose client went away, at a moment that Turn has reached and not passed, and says whether it was
// unfinished. Its blocks are free at once, the seat that it holds is the client's again, and it has no tokens but those
// that have come out.
func (s *Service) Abort(id int, at int64) bool {
	if id < 0 || id >= s.requests.Arrived() || !s.engines[s.requests.Engine[id]].abort(id) {
		return false
	}
	s.ended([]scheduler.Finish{{ID: id}}, at)
	return true
}

// abort ends a request of this engine.
func (e *Engine) abort(id int) bool {
	unseen := func(r scheduler.Request) bool { return r.ID == id }
	if i := slices.IndexFunc(e.arrivals[e.seen:], unseen); i >= 0 {
		e.arrivals = slices.Delete(e.arrivals, e.seen+i, e.seen+i+1)
		e.log.Abort(id, e.log.Newest(id))
		return true
	}
	p, unfinished := e.find(id)
	if !unfinished {
		return false
	}
	e.log.Abort(id, p.Newest)
	lost, _ := e.loop.Abort(id)
	for i, f := range e.flight[:e.inFlight] {
		if lost[i].Outputs > 0 {
			e.log.Lose(f.step, lost[i].Outputs, lost[i].Steady)
		}
	}
	return true
}

// find is where a request stands that the scheduler has seen, false where it has ended.
func (e *Engine) find(id int) (found Progress, unfinished bool) {
	e.EachRunning(func(p Progress) {
		if p.ID == id {
			found, unfinished = p, true
		}
	})
	if !unfinished {
		e.EachWaiting(func(p Progress) bool {
			if p.ID == id {
				found, unfinished = p, true
			}
			return !unfinished
		})
	}
	return found, unfinished
}
