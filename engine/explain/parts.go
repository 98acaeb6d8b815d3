package explain

import (
	"sort"

	"github.com/llmemu/playground/engine/oracle"
)

// Part is a kind of time in the life of a request.
type Part uint8

// The parts. Every moment from send to last token belongs to exactly one.
const (
	Frontend     Part = iota // before the engine: tokenising, handing over
	Queue                    // waiting for the first admission
	Prefill                  // own prompt, and what is computed again after a preemption
	DecodeIdle               // what its tokens would take on an engine that serves nothing else
	DecodeShared             // what they took longer because others decode along
	OthersStall              // what the prefills of others added to the steps it waited for
	Preempted                // waiting again after a preemption
	partCount
)

// Keys name the parts in what is written for the page.
var Keys = [partCount]string{"frontend", "queue", "prefill", "decode_idle", "decode_shared", "others_prefill", "preempted"}

// breakdown is the time of each part in nanoseconds.
type breakdown [partCount]int64

// phase is a stretch of a request's life in the engine, as the Gantt shows it.
type phase struct {
	part     Part // Queue, Prefill, DecodeShared for any decode, or Preempted
	from, to int64
}

// phases cuts the life of a request in the engine into stretches without a hole, from its arrival there to its last
// token, in order.
func (s *Session) phases(id int, dst []phase) []phase {
	log := s.log
	dst = append(dst, phase{Queue, log.Queued[id], log.Admitted[id]})
	at, last := log.Admitted[id], log.Last[id]
	for _, i := range s.evictionsOf.of(id) {
		e := &s.evictions[i]
		dst = s.running(dst, id, at, e.at)
		if e.back == never {
			return append(dst, phase{Preempted, e.at, last})
		}
		dst = append(dst, phase{Preempted, e.at, e.back})
		at = e.back
	}
	return s.running(dst, id, at, last)
}

// running adds the prefill and the decode of a stretch in which the request ran: it decodes from the first token on that
// comes after the stretch began. One that was in flight at a preemption comes before.
func (s *Session) running(dst []phase, id int, from, to int64) []phase {
	token := to
	if k, ok := s.tokenAfter(id, from); ok {
		token = min(to, s.log.End[k])
	}
	dst = append(dst, phase{Prefill, from, token})
	if token < to {
		dst = append(dst, phase{DecodeShared, token, to})
	}
	return dst
}

// tokenAfter is the step of the request's first token after a moment.
func (s *Session) tokenAfter(id int, at int64) (step int, ok bool) {
	next := s.stepAfter(at)
	for _, i := range s.runsOf.of(id) {
		run := s.log.Runs[i]
		if int(run.FirstStep+run.Count) > next {
			return max(next, int(run.FirstStep)), true
		}
	}
	return 0, false
}

// stepAfter is the first step that ends after a moment.
func (s *Session) stepAfter(at int64) int {
	return sort.Search(len(s.log.End), func(k int) bool { return s.log.End[k] > at })
}

// breakdown sums a request's time up by part: together exactly its E2E.
func (s *Session) breakdown(id int) breakdown {
	var b breakdown
	b[Frontend] = s.log.Queued[id] - s.log.Sent[id]
	var room [8]phase
	for _, p := range s.phases(id, room[:0]) {
		if p.part != DecodeShared {
			b[p.part] += p.to - p.from
			continue
		}
		idle, stall := s.decode(id, p.from, p.to)
		b[DecodeIdle] += idle
		b[OthersStall] += stall
		b[DecodeShared] += p.to - p.from - idle - stall
	}
	return b
}

// decode is what the tokens of a decode stretch would take alone, and what prefills of others added to it.
func (s *Session) decode(id int, from, to int64) (idle, stall int64) {
	first, end := s.stepAfter(from), s.stepAfter(to)
	tokens, before := 0, 0
	for _, i := range s.runsOf.of(id) {
		run := s.log.Runs[i]
		begin, stop := int(run.FirstStep), int(run.FirstStep+run.Count)
		before += max(0, min(stop, first)-begin)
		tokens += max(0, min(stop, end)-max(begin, first))
	}
	length := to - from
	stall = min(s.stalled(first, end), length)
	context := int64(s.log.PromptLen[id]) + int64(before) + int64(tokens/2)
	return min(int64(tokens)*s.alone(context), length-stall), stall
}

// alone is how long a decode step takes that serves one request.
func (s *Session) alone(context int64) int64 {
	b := oracle.Batch{Decodes: 1, DecodeContext: context, DecodeMin: context, DecodeMax: context, Outputs: 1}
	return s.run.Oracle().Mean(&b).Total()
}
