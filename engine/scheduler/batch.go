package scheduler

// Batch is what one Schedule call decided. It stays valid until Update has processed it.
type Batch struct {
	Entries   []Entry     // running requests in running order, then admitted ones in admission order
	New       []Admission // admitted for the first time
	Resumed   []Admission // admitted again after a preemption
	Preempted []int       // request ids, in order of preemption
	Finished  []Finish    // filled by Update, in batch order
}

// Entry is one request's share of a batch.
type Entry struct {
	ID      int
	Tokens  int  // scheduled in this step
	Context int  // computed before this step
	Yields  bool // the step ends with an output token of this request

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
func (b *Batch) Empty() bool { return len(b.Entries) == 0 }

func (b *Batch) reset() {
	b.Entries = b.Entries[:0]
	b.New = b.New[:0]
	b.Resumed = b.Resumed[:0]
	b.Preempted = b.Preempted[:0]
	b.Finished = b.Finished[:0]
}

func (b *Batch) add(r *request, tokens int) {
	r.entry = len(b.Entries)
	b.Entries = append(b.Entries, Entry{ID: r.ID, Tokens: tokens, Context: r.computed, request: r})
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
