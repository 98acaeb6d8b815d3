// Package byhand holds runs that were worked out on paper, from vLLM's rules and a made-up profile whose step costs are
// round: the schedule of each as a table that a person can follow (rush.go, urgent.go, drawn.go), and what the tables come
// to (sheet.go), by definitions that are spelled out and slow. It is there for tests alone, of any package: nothing that is
// shipped imports it, and nothing in it calls what it is to judge.
//
// Times in the tables are tenths of a millisecond. See profile.go for what a step costs.
package byhand

import "github.com/llmemu/playground/engine"

// Tenth is the unit of the tables in nanoseconds.
const Tenth = 100_000

// Run is one run on paper. Its input is made by Input, new each time.
type Run struct {
	Name     string
	Input    func() engine.Input
	Steps    []Step
	Requests []Request

	Blocks  int // that requests can hold
	Slots   int // max_num_seqs
	Budget  int // max_num_batched_tokens
	Seed    int64
	TTFT    int64 // the objectives, 0 for none
	TPOT    int64
	E2E     int64
	Profile string

	Bin     int64 // the interval of series, in milliseconds: 1, 2 or 5 of a decade, so that 400 are enough
	Busiest int   // tokens in the busiest second

	Density               Density
	Facts                 List   // that the view of token gaps says
	Digest                string // XXH64 of the requests' times, by a program apart
	InFlight              any    // max_concurrency, nil for no limit
	Extrapolated, Caveats List

	Tail int // the slowest request, of which there are too few to make a twentieth
}

// Step is a row of a run's table of steps.
type Step struct {
	Decided, Start, End int64
	Batch               []Share // in running order
	Running, Waiting    int     // right after it was decided
	Blocks              int     // in use, the same
	Cached              int     // free blocks that hold a prefix which somebody can ask for, the same
	Preempted           []int
	Refused             Reason // why the head of the queue stays
	Queue               []Left // those who wait, in order
	Beyond              Beyond
}

// Share is a request's part of a step.
type Share struct {
	Request, Tokens, Context int
	Kind                     Kind
}

// Kind says what the tokens are.
type Kind int

// Kinds of shares.
const (
	Decode Kind = iota // one token, and one comes out
	Chunk              // of a prompt, with more to come: nothing comes out
	Prompt             // the end of a prompt: the first token comes out
	Again              // all that a preemption lost: the next token comes out
)

// Left is a request that stays in the queue.
type Left struct {
	Request int
	Needs   string // as the page says it
}

// Reason is why the head of the queue stays in it.
type Reason int

// Reasons, by their codes in packed columns.
const (
	Nobody     Reason = iota
	Preempting        // a step that preempts admits nobody
	Slots             // max_num_seqs run
	Budget            // the step's tokens are spent
	Chunking          // the prompt exceeds what is left of them, and may not be split
	Reserve           // the pool has no room for the whole prompt
	Blocks            // the pool has no room for its first chunk
)

// Beyond says in which ways a step leaves what the profile measured.
type Beyond struct{ Prefill, Context, Decodes, Mixed bool }

// Any says whether it does.
func (b Beyond) Any() bool { return b != Beyond{} }

// Request is a row of a run's table of requests.
type Request struct {
	Arrival, Sent, Queued, Admitted int64
	Prompt, Output                  int
	Hit, HitAgain                   int      // tokens found in the prefix cache, at first and after the preemption
	Preempted, Back                 int64    // when it lost its blocks and when it was admitted again; 0 for never
	Idle                            [2]int64 // what its prefill and its decode would take alone
	TTFTCause, Cause                Cause
	Parts                           [7]int64  // where its time went, by Parts
	Life                            []Stretch // nil for one that waits, prefills and decodes without a break
}

// Parts names the kinds of time in a request's life: before the engine; in the queue; its own prompt, and what it computes
// again; what its tokens would take alone; longer because of other decodes; longer because of others' prefills; waiting again.
var Parts = [7]string{"frontend", "queue", "prefill", "decode_idle", "decode_shared", "others_prefill", "preempted"}

// Stretch is a part of a request's life in the engine.
type Stretch struct {
	Kind     Phase
	From, To int64
}

// Phase is what a request does for a while.
type Phase byte

// Phases, by their codes in packed columns.
const (
	InQueue Phase = iota
	InPrefill
	InDecode
	InQueueAgain
)

// Cause is the largest part of a delay.
type Cause byte

// Causes, by their codes in packed columns.
const (
	ByQueue Cause = iota
	ByPrefill
	ByDecode
	ByPreemption
)
