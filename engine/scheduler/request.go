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
)

// outstanding is the number of tokens the request lacks.
func (r *request) outstanding() int { return r.known + r.placeholders - r.computed }

func (r *request) running() bool { return r.state != waiting }

// newRequest makes the state of a request that arrives. Structs of ended requests are used again, with their room for
// blocks.
func (s *Scheduler) newRequest(q Request) *request {
	var r *request
	if n := len(s.spare); n > 0 {
		r = s.spare[n-1]
		s.spare = s.spare[:n-1]
	} else {
		r = &request{}
	}
	*r = request{
		Request: q,
		end:     min(q.PromptLen+q.OutputLen, s.cfg.MaxModelLen),
		known:   q.PromptLen,
		blocks:  r.blocks[:0],
		entry:   -1,
	}
	if s.cfg.EnablePrefixCaching && q.Stream != nil {
		r.shareable = q.Stream.Shareable() / s.cfg.BlockSize
	}
	return r
}
