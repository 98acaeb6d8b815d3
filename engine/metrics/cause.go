package metrics

// Cause names the largest part of a request's delay over an idle engine.
type Cause uint8

// Causes, in the order of their codes in the result's columns.
const (
	CauseQueue     Cause = iota // waiting before the first admission
	CausePrefill                // its own prompt took longer than alone: shared steps, chunks
	CauseDecode                 // its tokens came slower than alone: larger batches, others' prefill
	CausePreempted              // evicted and waiting again
)

// CauseNames are how causes are called, by their codes.
var CauseNames = [...]string{CauseQueue: "queue", CausePrefill: "prefill", CauseDecode: "decode", CausePreempted: "preempted"}

// causes finds what delayed a request's first token and its end the most. On an idle engine nothing is delayed and the
// cause is the phase itself: prefill for the first token, decode for the end. So it is where a phase was shorter than alone,
// by a prefix hit or a short draw: no wait of 0 is to blame for that.
func (r *Report) causes(id int) (ttft, e2e Cause) {
	log := r.log
	prefill, decode := r.setting.Idle(log.PromptLen[id], log.Tokens[id])
	delays := [...]int64{
		CauseQueue:     log.Admitted[id] - log.Queued[id],
		CausePrefill:   log.First[id] - log.Admitted[id] - prefill,
		CauseDecode:    log.Last[id] - log.First[id] - decode - log.Requeued[id],
		CausePreempted: log.Requeued[id],
	}
	for c := range delays {
		delays[c] = max(0, delays[c])
	}
	ttft = CausePrefill
	if delays[CauseQueue] > delays[CausePrefill] {
		ttft = CauseQueue
	}
	e2e = CauseDecode
	for c, delay := range delays {
		if delay > delays[e2e] {
			e2e = Cause(c)
		}
	}
	return ttft, e2e
}
