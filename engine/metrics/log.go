// Package metrics records what happened in a run and reports it by the definitions of `vllm bench serve`: TTFT is first
// token minus send, TPOT is (E2E − TTFT)/(output tokens − 1), ITL is each gap between tokens, E2E is last token minus
// send. All times are integer nanoseconds of virtual time until they are reported.
package metrics

import (
	"slices"

	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/scheduler"
)

// Log is the record of an engine: one row a step, as columns, beside the table of the run's requests, which all its
// engines share. Its cost follows steps and requests; the gaps between tokens are kept by the steps that made them.
type Log struct {
	*Requests
	Steps

	// Gaps[k] counts the tokens of step k whose request also got a token from step k-1: their gap is the time between
	// the ends of the two steps. All other gaps (a request was preempted or left out) are in OtherGaps.
	Gaps      []int32
	OtherGaps []int64

	// Runs lists, for each request in the order they ended, the stretches of consecutive steps that gave it a token.
	Runs []Run
}

// StepRef names a step of a run: a row of the log of one of its engines, both counted from 0.
type StepRef struct{ Engine, Step int }

// NewLog makes the empty log of an engine that writes of its requests into the given table.
func NewLog(requests *Requests) *Log { return &Log{Requests: requests} }

// Requests holds a row a request, by request id: ids count up from 0 in the order in which requests reach their engines.
type Requests struct {
	Engine      []uint8 // which engine serves it; steps that are named by a number alone are that engine's
	Arrival     []int64 // when the client meant to send it
	Sent        []int64 // when it did
	Queued      []int64 // when the engine saw it
	Admitted    []int64 // when it was scheduled first
	First       []int64 // when its first token came
	Last        []int64 // when its last token came
	PromptLen   []int32
	Tokens      []int32 // output tokens
	HitTokens   []int32 // prompt tokens found in the prefix cache when it was scheduled first
	HitsAgain   []int32 // tokens found when it was scheduled again, its own among them: they say nothing of shared prefixes
	Preemptions []int32
	Requeued    []int64 // time spent waiting again after preemptions

	Aborted []int // requests whose clients went away, in order of time: they have no last token

	arrived     int
	preemptedAt []int64
	firstStep   []int32 // the step of its first token
	lastStep    []int32 // the step of its newest token
	runStart    []int32 // the first step of its current run
}

// Steps holds a row for every step that executed something.
type Steps struct {
	Start, End    []int64
	PrefillTokens []int32            // of requests with more than one token in the step
	Decodes       []int32            // requests with one token
	Outputs       []int32            // tokens that came out
	Running       []int32            // right after scheduling
	Waiting       []int32            // the same
	UsedBlocks    []int32            // the same
	Preempted     []int32            // requests preempted since the step before was scheduled: a batch without tokens has no row
	Refused       []scheduler.Reason // why the head of the queue was left waiting
	Host          []int64            // for which the CPU kept the GPU waiting; empty where it never does

	Extrapolated int                    // steps outside the profile's measured range
	Beyond       [oracle.BeyondBits]int // the same by way, in the order of oracle's bits; a step may count in several
}

// Run is a stretch of consecutive steps, each of which gave the request one token.
type Run struct {
	Request, FirstStep, Count int32
}

// Step is one row of Steps.
type Step struct {
	Start, End, Host                             int64
	PrefillTokens, Decodes, Outputs              int64
	Gaps                                         int // outputs of requests that got one in the step before as well; Token counts others
	Running, Waiting, UsedBlocks, PreemptedCount int
	Refused                                      scheduler.Reason
	Beyond                                       oracle.Beyond
}

// Expect makes rows for n requests, which Arrive then fills in order.
func (r *Requests) Expect(n int) {
	r.Engine = make([]uint8, n)
	times, counts := r.columns()
	for _, column := range times {
		*column = make([]int64, n)
	}
	for _, column := range counts {
		*column = make([]int32, n)
	}
}

// ExpectSteps makes room for the steps of n requests: most long runs have about as many.
func (l *Log) ExpectSteps(n int) {
	l.Runs = make([]Run, 0, n)
	l.reserveSteps(n + n/16)
}

// reserveSteps makes room for n more steps.
func (l *Log) reserveSteps(n int) {
	l.Start, l.End = slices.Grow(l.Start, n), slices.Grow(l.End, n)
	for _, column := range []*[]int32{&l.PrefillTokens, &l.Decodes, &l.Outputs, &l.Running, &l.Waiting, &l.UsedBlocks, &l.Preempted, &l.Gaps} {
		*column = slices.Grow(*column, n)
	}
	l.Refused = slices.Grow(l.Refused, n)
}

// Arrived is how many requests have arrived.
func (r *Requests) Arrived() int { return r.arrived }

// Arrive adds a request of an engine, 0 to 255, and returns its id.
func (r *Requests) Arrive(engine int, arrival, sent, queued int64, promptLen int) int {
	id := r.arrived
	r.arrived++
	if id == len(r.Sent) {
		r.addRow()
	}
	r.Engine[id] = uint8(engine)
	r.Arrival[id], r.Sent[id], r.Queued[id], r.PromptLen[id] = arrival, sent, queued, int32(promptLen)
	return id
}

func (r *Requests) addRow() {
	r.Engine = append(r.Engine, 0)
	times, counts := r.columns()
	for _, column := range times {
		*column = append(*column, 0)
	}
	for _, column := range counts {
		*column = append(*column, 0)
	}
}

// columns are all columns of requests but Engine.
func (r *Requests) columns() (times []*[]int64, counts []*[]int32) {
	return []*[]int64{&r.Arrival, &r.Sent, &r.Queued, &r.Admitted, &r.First, &r.Last, &r.Requeued, &r.preemptedAt},
		[]*[]int32{&r.PromptLen, &r.Tokens, &r.HitTokens, &r.HitsAgain, &r.Preemptions, &r.firstStep, &r.lastStep, &r.runStart}
}

// Admit records that a request was scheduled for the first time, with the prompt tokens it found in the cache.
func (l *Log) Admit(id int, at int64, hitTokens int) {
	l.Admitted[id] = at
	l.HitTokens[id] = int32(hitTokens)
}

// Resume records that a preempted request was scheduled again, with the tokens it found in the cache.
func (l *Log) Resume(id int, at int64, hitTokens int) {
	l.HitsAgain[id] += int32(hitTokens)
	l.Requeued[id] += at - l.preemptedAt[id]
}

// Preempt records that a running request lost its blocks and waits again.
func (l *Log) Preempt(id int, at int64) {
	l.Preemptions[id]++
	l.preemptedAt[id] = at
}

// AddStep records a scheduled step and returns its number.
func (l *Log) AddStep(s *Step) int {
	if len(l.Start) == cap(l.Start) {
		l.reserveSteps(max(1024, len(l.Start)))
	}
	l.Start = append(l.Start, s.Start)
	l.End = append(l.End, s.End)
	l.PrefillTokens = append(l.PrefillTokens, int32(s.PrefillTokens))
	l.Decodes = append(l.Decodes, int32(s.Decodes))
	l.Outputs = append(l.Outputs, int32(s.Outputs))
	l.Running = append(l.Running, int32(s.Running))
	l.Waiting = append(l.Waiting, int32(s.Waiting))
	l.UsedBlocks = append(l.UsedBlocks, int32(s.UsedBlocks))
	l.Preempted = append(l.Preempted, int32(s.PreemptedCount))
	l.Refused = append(l.Refused, s.Refused)
	l.Gaps = append(l.Gaps, int32(s.Gaps))
	if s.Host > 0 { // in every step, or in none
		if len(l.Host) == cap(l.Host) {
			l.Host = slices.Grow(l.Host, cap(l.Start)-len(l.Host))
		}
		l.Host = append(l.Host, s.Host)
	}
	if s.Beyond != 0 {
		l.Extrapolated++
		for i := range l.Beyond {
			l.Beyond[i] += int(s.Beyond >> i & 1)
		}
	}
	return len(l.Start) - 1
}

// Token records that the given step, now at its end, gave the request n tokens. Tokens in a streak, which are one a step,
// need no call: see Streak.
func (l *Log) Token(id, n, step int) {
	at, k := l.End[step], int32(step)
	switch last := l.lastStep[id]; {
	case l.Tokens[id] == 0:
		l.First[id] = at
		l.firstStep[id], l.runStart[id] = k, k
	case last == k-1:
		l.Gaps[k]++
	default:
		l.OtherGaps = append(l.OtherGaps, at-l.End[last])
		l.closeRun(id)
		l.runStart[id] = k
	}
	l.Tokens[id] += int32(n)
	l.lastStep[id] = k
}

// Streak records that the request got a token in every step after that of its newest one, up to the given step.
func (l *Log) Streak(id, step int) {
	l.Tokens[id] += int32(step) - l.lastStep[id]
	l.lastStep[id] = int32(step)
}

// Finish records that the given step, now at its end, gave the request its last token, in a streak or by a call of
// Token. tokens are all its outputs.
func (l *Log) Finish(id, tokens, step int) {
	l.Tokens[id] = int32(tokens)
	l.Last[id] = l.End[step]
	l.lastStep[id] = int32(step)
	l.closeRun(id)
}

// Abort records that a request ended without its last token. newest is the stretch of steps that gave it its newest ones.
func (l *Log) Abort(id int, newest Run) {
	if newest.Count > 0 {
		l.Tokens[id] += newest.FirstStep + newest.Count - 1 - l.lastStep[id]
		l.lastStep[id] = newest.FirstStep + newest.Count - 1
		l.closeRun(id)
	}
	l.Aborted = append(l.Aborted, id)
}

// Lose takes back output tokens of a step in flight that nobody will get. steady says that they were to be in a streak.
func (l *Log) Lose(step, tokens int, steady bool) {
	l.Outputs[step] -= int32(tokens)
	if steady {
		l.Gaps[step] -= int32(tokens)
	}
}

func (l *Log) closeRun(id int) {
	l.Runs = append(l.Runs, Run{Request: int32(id), FirstStep: l.runStart[id], Count: l.lastStep[id] - l.runStart[id] + 1})
}
