package scheduler

// Standing is where an unfinished request stands.
type Standing struct {
	ID        int
	PromptLen int
	OutputLen int  // tokens it will have got at its end
	Computed  int  // tokens whose KV entries exist once all scheduled steps have run
	Served    int  // processed steps that gave it a token without an entry of its own since it last had one
	Preempted bool // it waits again
}

// EachRunning visits the running requests in order of admission.
func (l *Loop) EachRunning(visit func(Standing)) {
	for _, r := range l.running.list {
		if r != nil {
			visit(l.standing(r))
		}
	}
}

// EachWaiting visits the waiting requests in the order in which they will be admitted, as long as visit returns true.
func (l *Loop) EachWaiting(visit func(Standing) bool) {
	l.waiting.each(func(q *Request, r *request) bool {
		if r == nil {
			return visit(l.arrived(q))
		}
		return visit(l.standing(r))
	})
}

// EachPreempted visits the requests that wait again, in no order.
func (s *Scheduler) EachPreempted(visit func(id int)) { s.waiting.eachPreempted(visit) }

func (s *Scheduler) arrived(r *Request) Standing {
	return Standing{ID: r.ID, PromptLen: r.PromptLen, OutputLen: min(r.OutputLen, s.cfg.MaxModelLen-r.PromptLen)}
}

func (l *Loop) standing(r *request) Standing {
	at := Standing{ID: r.ID, PromptLen: r.PromptLen, OutputLen: r.end - r.PromptLen, Computed: r.computed, Preempted: r.preempted}
	if r.state == steadily || r.state == leaving {
		clock := min(l.steady.clock, r.end-1-r.base) // of the last step that serves it
		at.Computed, at.Served = r.base+clock, clock-r.joined
		for _, b := range l.queue[:l.queued] {
			if b.servesSteadily(r) {
				at.Served--
			}
		}
	}
	return at
}
