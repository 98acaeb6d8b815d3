package scheduler

// request is a request's state between its arrival and its end. While it is steady, what changes from step to step
// (known, computed, placeholders, earned) follows from the steady set's clock; settle writes it down.
type request struct {
	Request
	end          int // tokens it will have at its end: its prompt and outputs, at most MaxModelLen
	known        int // tokens: prompt and processed outputs
	computed     int // tokens whose KV entries exist once all scheduled steps have run
	placeholders int // output tokens scheduled but not processed (asynchronous scheduling)

	blocks    []int32
	earned    int // tokens whose full blocks have earned their label
	shareable int // leading blocks whose labels other requests may look up
	labelled  int // leading blocks that carry their label: the shareable ones that earned it, and prefix hits

	state     state
	preempted bool // waiting for re-admission
	partial   bool // its newest step left tokens to compute that were known: it is in the middle of its prefill
	admission int  // running order: requests admitted later have larger ones
	place     int  // in the list of running requests
	entry     int  // in the batch being scheduled, -1 where it has none

	base   int      // while steady: computed tokens, less the set's clock
	joined int      // while steady: the clock when it became so
	bucket int      // while steady: when it needs its blocks
	next   *request // while steady: another that ends at the same clock
}

// state says who serves a request.
type state uint8

const (
	waiting  state = iota
	explicit       // it is served one by one
	ending         // the same, but its last token is scheduled: nothing is left to do but to wait for it
	steadily       // the steady set serves it
	leaving        // the same, but its last token is scheduled
	aborted        // nobody does, though it may have tokens in flight
)

// outstanding is the number of tokens the request lacks.
func (r *request) outstanding() int { return r.known + r.placeholders - r.computed }

func (r *request) running() bool { return r.state != waiting && r.state != aborted }

// newRequest makes the state of a request that waits. States of ended requests are used again: they hold no blocks, and
// what is not set here is set before it is read.
func (s *Scheduler) newRequest(q *Request) *request {
	if len(s.spare) == 0 {
		fresh := make([]request, spareChunk)
		for i := range fresh {
			s.spare = append(s.spare, &fresh[i])
		}
	}
	r := s.spare[len(s.spare)-1]
	s.spare = s.spare[:len(s.spare)-1]
	r.set(q)
	r.end = min(q.PromptLen+q.OutputLen, s.cfg.MaxModelLen)
	r.known, r.computed, r.placeholders = q.PromptLen, 0, 0
	r.state, r.preempted, r.entry = waiting, false, -1
	r.shareable = 0
	if s.cfg.EnablePrefixCaching && q.Stream != nil {
		r.shareable = q.Stream.Shareable() / s.cfg.BlockSize
	}
	return r
}

// spareChunk is how many states are made at a time.
const spareChunk = 64

// room is an empty block table for r, which will not outgrow it.
func (s *Scheduler) room(r *request) []int32 {
	need := s.blocksFor(r.end)
	if n := len(s.rooms); n > 0 {
		room := s.rooms[n-1]
		s.rooms = s.rooms[:n-1]
		if cap(room) >= need {
			return room
		}
	}
	return make([]int32, 0, max(need, minRoom))
}

// minRoom is the least number of blocks that a block table has room for.
const minRoom = 64
