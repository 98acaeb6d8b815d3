package scheduler

import "slices"

// Batch is what one Schedule call decided. It stays valid until Update has processed it.
type Batch struct {
	Entries   []Entry     // requests served one by one: running ones in running order, then admitted ones in theirs
	Decodes   Decodes     // requests served together; Scheduler.Batch lists them
	New       []Admission // admitted for the first time
	Resumed   []Admission // admitted again after a preemption
	Preempted []int       // request ids, in order of preemption
	Takers    []int       // by those: who needed their blocks; it may be the same request, which then had none to take
	Refused   Reason      // why the head of the queue was left in it
	Settled   []int       // request ids: not served together any more, though they have more tokens to come
	Finished  []Finish    // filled by Update, in batch order

	clock   int        // of the steady set after the step; 0 where that served nobody
	last    []*request // of those served together, the ones that get their last token, in running order
	settled []*request // of those served together, the ones settled before Update
}

// Entry is one request's share of a batch.
type Entry struct {
	ID      int
	Tokens  int // scheduled in this step
	Context int // computed before this step
	Yields  int // output tokens of this request that the step ends with

	request *request
}

// Admission is a request that left the queue, with the computed tokens its prefix hit gave it.
type Admission struct {
	ID        int
	HitTokens int
}

// Finish is a request that ended, with all its output tokens.
type Finish struct {
	ID      int
	Outputs int
}

// Empty says that the step executes nothing.
func (b *Batch) Empty() bool { return len(b.Entries) == 0 && b.Decodes.Count == 0 }

func (b *Batch) reset() {
	b.Entries = b.Entries[:0]
	b.Decodes = Decodes{}
	b.clock = 0
	b.New = b.New[:0]
	b.Resumed = b.Resumed[:0]
	b.Preempted, b.Takers = b.Preempted[:0], b.Takers[:0]
	b.Settled = b.Settled[:0]
	b.Finished = b.Finished[:0]
	b.last = b.last[:0]
	b.settled = b.settled[:0]
}

func (b *Batch) add(r *request, tokens int) {
	n := len(b.Entries)
	b.Entries = slices.Grow(b.Entries, 1)[:n+1]
	e := &b.Entries[n] // filled member by member: see Request.set
	e.ID, e.Tokens, e.Context, e.Yields, e.request = r.ID, tokens, r.computed, 0, r
	r.entry = n
}

// servesSteadily says whether the batch gives r, which is running, a token without an entry of its own.
func (b *Batch) servesSteadily(r *request) bool {
	return (r.state == steadily || r.state == leaving) && r.joined < b.clock && r.base+b.clock <= r.end-1
}

// drop takes a preempted request's entry back and returns its tokens.
func (b *Batch) drop(r *request) int {
	tokens := b.Entries[r.entry].Tokens
	b.Entries = append(b.Entries[:r.entry], b.Entries[r.entry+1:]...)
	for i := r.entry; i < len(b.Entries); i++ {
		b.Entries[i].request.entry = i
	}
	r.entry = -1
	return tokens
}

// Batch appends to dst all requests of b, the batch just scheduled, in batch order: those with an entry and those served
// together. Its cost follows the running requests.
func (s *Scheduler) Batch(b *Batch, dst []Entry) []Entry {
	entries := b.Entries
	for _, r := range s.running.list {
		switch {
		case r == nil:
		case len(entries) > 0 && entries[0].request == r:
			dst = append(dst, entries[0])
			entries = entries[1:]
		case b.Decodes.Count > 0 && s.steady.served(r):
			dst = append(dst, Entry{ID: r.ID, Tokens: 1, Context: r.base + s.steady.clock - 1, Yields: 1, request: r})
		}
	}
	return dst
}
