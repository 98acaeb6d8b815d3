package explain

import (
	"cmp"
	"slices"

	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/order"
)

// Event is something that happened to a request, with what it leads to.
type Event struct {
	Kind  string  // one of those below
	AtS   float64 // seconds from the start of the run
	Step  int     // of the request's engine, that did it; none for what no step did
	Other int     // the request that the text names; none for nobody
	Text  string  // what happened, without the time and the step
}

// Kinds of events, in the order in which a request meets them. Evicted and Resumed may come again and again, before the first token as well.
const (
	Arrived  = "arrived" // the client meant to send it
	Sent     = "sent"    // max_concurrency let it go; only where that held it
	Queued   = "queued"  // it reached the engine
	Admitted = "admitted"
	First    = "first" // token; not of a request that has but one
	Evicted  = "evicted"
	Resumed  = "resumed"
	Last     = "last" // token
)

// life lists what happened to a request. Decisions have the time at which a step was scheduled, tokens that at which it ended.
func (s *Session) life(id int) []Event {
	log := s.log
	seconds := func(ns int64) float64 { return float64(ns) / 1e9 }
	list := []Event{{Arrived, seconds(log.Arrival[id]), none, none, "Arrived"}}
	if log.Sent[id] > log.Arrival[id] {
		list[0].Text += "; max_concurrency held it at the client"
		list = append(list, Event{Sent, seconds(log.Sent[id]), none, none, "Sent"})
	}
	text, before := s.queuedBehind(id)
	list = append(list, Event{Queued, seconds(log.Queued[id]), none, before, text})

	text = "Admitted"
	if hit := int(log.HitTokens[id]); hit > 0 {
		text += ", with " + format.Of(hit, "token") + " of its prompt in the prefix cache"
	}
	list = append(list, Event{Admitted, seconds(log.Admitted[id]), s.admittedBy(id), none, text})
	if log.Tokens[id] > 1 { // before evictions: a step hands its tokens out before the next one is scheduled
		first, _ := slices.BinarySearch(log.End, log.First[id])
		list = append(list, Event{First, seconds(log.First[id]), first, none, "First token"})
	}
	for _, i := range s.evictionsOf.of(id) {
		e := &s.evictions[i]
		taken := Event{Evicted, seconds(e.at), min(int(e.step), len(log.Start)-1), int(e.taker), "Lost its blocks to #" + format.Count(e.taker)}
		if e.taker == e.request {
			taken.Other, taken.Text = none, "Gave up its blocks: it needed one more, and was the last in line"
		}
		list = append(list, taken)
		if e.back != never {
			list = append(list, Event{Resumed, seconds(e.back), int(e.backStep), none, "Admitted again"})
		}
	}
	last, _ := slices.BinarySearch(log.End, log.Last[id])
	list = append(list, Event{Last, seconds(log.Last[id]), last, none, "Last token"})
	order.Stable(list, func(a, b *Event) int { return cmp.Compare(a.AtS, b.AtS) })
	return list
}

// queuedBehind says whom a request found waiting when it reached the engine, and the one before it under fcfs: under another policy it
// may have been let past.
func (s *Session) queuedBehind(id int) (text string, before int) {
	log, at := s.log, s.log.Queued[id]
	n, newest, evicted := 0, none, none
	for other, queued := range log.Queued {
		if other != id && (queued < at || queued == at && other < id) && log.Admitted[other] > at {
			n++
			if newest == none || queued >= log.Queued[newest] {
				newest = other
			}
		}
	}
	for i := range s.evictions {
		if e := &s.evictions[i]; e.at <= at && e.back > at && int(e.request) != id {
			n++
			if evicted == none {
				evicted = int(e.request)
			}
		}
	}
	text = "Reached the engine"
	switch {
	case n == 0:
		return text + ", with nobody waiting", none
	case s.cfg.Policy != scheduler.FCFS:
		return text + ", with " + format.Of(n, "request") + " waiting", none
	}
	// Who was preempted stands in front of all others.
	if before = newest; before == none {
		before = evicted
	}
	text += ", behind #" + format.Count(before)
	if n > 1 {
		text += " and " + format.Count(n-1) + " more"
	}
	return text, before
}
