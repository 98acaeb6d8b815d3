package scheduler

// Loop is vLLM's engine-core loop around a scheduler: a queue of scheduled batches, one deep with synchronous
// scheduling and two deep with asynchronous scheduling, where step k+1 is decided before the outputs of step k.
//
// One iteration is Schedule, then, if Due says so, Process. The caller adds arrivals before Schedule and decides how
// long a batch takes; the loop itself knows no time.
type Loop struct {
	*Scheduler
	depth  int
	queue  [2]*Batch // oldest first
	queued int
	spare  []*Batch // processed batches, for reuse
	pushed *Batch   // scheduled in this iteration
}

// NewLoop makes a loop around a new scheduler.
func NewLoop(cfg Config) *Loop {
	depth := 1
	if cfg.AsyncScheduling {
		depth = 2
	}
	return &Loop{Scheduler: New(cfg), depth: depth}
}

// Idle says that nothing is left to do until a request arrives.
func (l *Loop) Idle() bool { return !l.HasWork() && l.queued == 0 }

// Schedule starts an iteration: it decides a batch, which may be empty, and queues it. It returns nil when there is
// nothing to schedule. The batch is valid until the Schedule call after its Process.
func (l *Loop) Schedule() *Batch {
	l.pushed = nil
	if !l.HasWork() {
		return nil
	}
	b := l.batch()
	l.Scheduler.Schedule(b)
	l.queue[l.queued] = b
	l.queued++
	l.pushed = b
	return b
}

// Due says whether this iteration processes the oldest batch: it does, except where a batch was just scheduled, the queue
// has room for another and there is reason to decide one. A batch with work is always reason enough. Behind an empty one
// version 0.19 sees none, and 0.28 does while requests are unfinished.
func (l *Loop) Due() bool {
	if l.pushed == nil || l.queued == l.depth {
		return true
	}
	return l.pushed.Empty() && (l.cfg.Version == V019 || !l.HasWork())
}

// Process ends an iteration: it takes the oldest batch, which the caller has let run, and processes its outputs.
func (l *Loop) Process() *Batch {
	b := l.queue[0]
	l.queue[0] = l.queue[1]
	l.queued--
	l.Update(b)
	l.spare = append(l.spare, b)
	return b
}

func (l *Loop) batch() *Batch {
	if n := len(l.spare); n > 0 {
		b := l.spare[n-1]
		l.spare = l.spare[:n-1]
		return b
	}
	return &Batch{}
}
