package live

import (
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/serve"
)

// Kind is what a request did for a while.
type Kind uint8

// The kinds, in the order of their codes in packed snapshots.
const (
	Queued    Kind = iota // waiting for its first admission
	Prefill               // its prompt, or all of it again after a preemption
	Preempted             // waiting again
	Decode                // getting tokens: no span has this kind
)

// state is what a request does now; Decode where it gets tokens.
func (l *Live) state(r serve.Progress) Kind {
	switch {
	case r.Preempted:
		return Preempted
	case r.Computed == 0:
		return Queued
	}
	if phase, _ := l.phase(r); phase != slotDecode {
		return Prefill
	}
	return Decode
}

// lost says whether a request has got no token since it was preempted. newest are the steps of its newest ones.
func (l *Live) lost(id int, newest metrics.Run) bool {
	s := l.stories[id]
	if s == nil || len(s.evictions) == 0 {
		return false
	}
	e := s.evictions[len(s.evictions)-1]
	return e.to == 0 || l.engine.Log().End[newest.FirstStep+newest.Count-1] <= e.to
}

// span is a stretch of a request's life without tokens.
type span struct {
	from, to int64
	kind     Kind
}

// spans are the stretches without tokens up to now, in order. runs are the request's, the unfinished one included.
func (l *Live) spans(id int, admitted bool, runs []metrics.Run) []span {
	log := l.engine.Log()
	if !admitted {
		return []span{{log.Queued[id], l.now, Queued}}
	}
	at, first := log.Admitted[id], l.now
	list := []span{{log.Queued[id], at, Queued}}
	if log.Tokens[id] > 0 {
		first = min(log.First[id], l.now)
	}
	if s := l.stories[id]; s != nil {
		for _, e := range s.evictions {
			list = append(list, span{at, min(first, e.from), Prefill})
			if e.to == 0 {
				return append(list, span{e.from, l.now, Preempted})
			}
			list = append(list, span{e.from, e.to, Preempted})
			at, first = e.to, l.tokenAfter(e.to, runs)
		}
	}
	return append(list, span{at, first, Prefill})
}

// tokenAfter is when the first token after a moment came, now if none has.
func (l *Live) tokenAfter(at int64, runs []metrics.Run) int64 {
	log := l.engine.Log()
	for _, r := range runs {
		if r.Count > 0 && log.End[r.FirstStep+r.Count-1] > at {
			return min(max(log.End[r.FirstStep], at), l.now)
		}
	}
	return l.now
}

// runsOf are a request's runs of steps with tokens, the newest last; newest is its unfinished one, where it has one.
func (l *Live) runsOf(id int, newest metrics.Run) []metrics.Run {
	var runs []metrics.Run
	if s := l.stories[id]; s != nil {
		runs = append(runs, s.runs...)
	}
	if newest.Count > 0 {
		runs = append(runs, newest)
	}
	return runs
}
