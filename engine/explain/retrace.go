package explain

import (
	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/engine/serve"
)

// retrace is what the second pass over a run takes down beside the log.
type retrace struct {
	chunks    []chunk    // in order of steps
	evictions []eviction // in order of time
	decided   []int64    // by step: when it was scheduled, which may be before it starts
	stall     []int64    // by step: nanoseconds that its prefills added, summed up over all steps before it

	chunksOf, evictionsOf, runsOf index
	evicted                       map[int]int // the open eviction of a request that waits again
}

// chunk is a part of a prompt, or of the tokens computed again after a preemption, in one step.
type chunk struct {
	request, step, tokens, context int32
}

// eviction is one preemption of a request.
type eviction struct {
	request, step int32 // the step, or the next one, that was being scheduled
	taker         int32 // who needed its blocks; the request itself where it was the last in line
	at            int64
	back          int64 // when it was admitted again; never where its last token was in flight
	backStep      int32 // by which step
}

const never = -1

// take notes a batch. Decodes leave no trace: there are as many as tokens.
func (r *retrace) take(l *serve.Launch, run *engine.Run) {
	if r.evicted == nil {
		r.evicted = map[int]int{}
	}
	step := l.Ref.Step
	if step < 0 {
		step = len(r.stall)
	}
	for i, id := range l.Batch.Preempted {
		r.evicted[id] = len(r.evictions)
		r.evictions = append(r.evictions, eviction{request: int32(id), step: int32(step), taker: int32(l.Batch.Takers[i]), at: l.At, back: never})
	}
	for _, a := range l.Batch.Resumed {
		e := &r.evictions[r.evicted[a.ID]]
		e.back, e.backStep = l.At, int32(step)
		delete(r.evicted, a.ID)
	}
	if l.Ref.Step < 0 {
		return
	}
	for _, e := range l.Batch.Entries { // whoever has none is decoding
		if isChunk(&e, run.Log().PromptLen[e.ID]) {
			r.chunks = append(r.chunks, chunk{int32(e.ID), int32(step), int32(e.Tokens), int32(e.Context)})
		}
	}
	r.decided = append(r.decided, l.At)
	r.stall = append(r.stall, prefillCost(run.Oracle(), l.Work, l.Cost.Total()))
}

// entries lists everybody in a batch.
func entries(l *serve.Launch) []scheduler.Entry { return l.Scheduler.Batch(l.Batch, nil) }

// isChunk tells prompt tokens, and tokens computed again, from a decode.
func isChunk(e *scheduler.Entry, promptLen int32) bool {
	return e.Tokens > 1 || e.Yields == 0 || e.Context < int(promptLen)
}

// prefillCost is what the prefills of a step of the given duration added to it: the oracle's mean for the step, minus its
// mean for the same batch without them.
func prefillCost(o oracle.Oracle, work *oracle.Batch, duration int64) int64 {
	if work.PrefillTokens == 0 || work.Decodes == 0 {
		return 0
	}
	without := *work
	without.PrefillTokens, without.PrefillContext, without.PrefillReqs, without.PrefillPairs, without.NewReqs = 0, 0, 0, 0, 0
	without.Outputs = work.Decodes
	return min(max(0, o.Mean(work).Total()-o.Mean(&without).Total()), duration)
}

// finish indexes what belongs to requests and sums the stalls up.
func (r *retrace) finish(log *metrics.Log) {
	n := len(log.Sent)
	r.chunksOf = indexBy(n, len(r.chunks), func(i int) int32 { return r.chunks[i].request })
	r.evictionsOf = indexBy(n, len(r.evictions), func(i int) int32 { return r.evictions[i].request })
	r.runsOf = indexBy(n, len(log.Runs), func(i int) int32 { return log.Runs[i].Request })
	var sum int64
	for k, stall := range r.stall {
		r.stall[k] = sum
		sum += stall
	}
	r.stall = append(r.stall, sum)
}

// stalled is what prefills added to the steps from..to-1.
func (r *retrace) stalled(from, to int) int64 { return r.stall[to] - r.stall[from] }

// index lists the rows that belong to each request, in their own order.
type index struct {
	first []int32 // by request, and one more: where its rows begin
	rows  []int32
}

func indexBy(requests, rows int, request func(int) int32) index {
	x := index{make([]int32, requests+1), make([]int32, rows)}
	for i := range rows {
		x.first[request(i)+1]++
	}
	for id := range requests {
		x.first[id+1] += x.first[id]
	}
	next := append([]int32(nil), x.first...)
	for i := range rows {
		id := request(i)
		x.rows[next[id]] = int32(i)
		next[id]++
	}
	return x
}

func (x *index) of(id int) []int32 { return x.rows[x.first[id]:x.first[id+1]] }
