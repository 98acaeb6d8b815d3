package metrics

import (
	"math"
	"slices"

	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/internal/plainjson"
)

// Steady is what a run comes to while it neither fills up nor drains: from when a tenth of its requests have finished to the last
// admission, after which nobody is left to take a freed place. Whole-run rates count both ends, and say less than the engine can.
type Steady struct {
	FromS, ToS float64
	Offered    float64 // requests that arrive per second, over all arrivals; 0 where they come at once
	Sustained  float64 // requests that finish per second
	Finished   int     // how many do
	Waiting    float64 // share of the time in which the scheduler left a request waiting
	Held       float64 // share of the requests admitted in it that max_concurrency held at the client
	Limit      string  // what mostly holds requests back, under vLLM's name; "" where next to nothing does
}

const (
	leastSteady = 50  // requests that have to finish in it: their rate is then good for some 15 %
	pressed     = 0.1 // share of time, or of requests, from which on something holds requests back
)

// maxConcurrency is the client's limit, under vLLM's name.
const maxConcurrency = "max_concurrency"

// steady is nil for a run that is too short to have a steady part, and for one whose rate ramps.
func (r *Report) steady() *Steady {
	log, w := r.log, &r.setting.Scenario.Workload
	n := len(log.Sent)
	if n < leastSteady || w.RampUpStrategy != "" {
		return nil
	}
	ends := slices.Clone(log.Last)
	slices.Sort(ends)
	from, to := ends[n/10], slices.Max(log.Admitted)
	first, _ := slices.BinarySearch(ends, from+1)
	last, _ := slices.BinarySearch(ends, to+1)
	if last-first < leastSteady {
		return nil
	}
	seconds := float64(to-from) / nsPerS
	s := &Steady{FromS: float64(from) / nsPerS, ToS: float64(to) / nsPerS, Finished: last - first, Sustained: float64(last-first) / seconds}
	if span := log.Arrival[n-1] - log.Arrival[0]; span > 0 {
		s.Offered = float64(n-1) / (float64(span) / nsPerS)
	}
	s.Held = log.heldShare(from, to)
	limit := log.refusals(from, to)
	waiting := int64(0)
	for _, ns := range limit {
		waiting += ns
	}
	s.Waiting = float64(waiting) / float64(to-from)
	switch {
	case s.Waiting >= pressed:
		s.Limit = string(most(limit))
	case s.Held >= pressed:
		s.Limit = maxConcurrency
	}
	return s
}

// Overloaded says whether requests arrive clearly faster than they finish: by more than a twentieth, and than the spread of a count.
func (s *Steady) Overloaded() bool {
	spread := 2 * s.Sustained / math.Sqrt(float64(s.Finished))
	return s.Offered > s.Sustained+max(s.Sustained/20, spread)
}

// heldShare is the share of the requests admitted between two moments that waited for a seat at the client.
func (l *Log) heldShare(from, to int64) float64 {
	held, all := 0, 0
	for id, at := range l.Admitted {
		if from < at && at <= to {
			all++
			if l.Sent[id] > l.Arrival[id] {
				held++
			}
		}
	}
	return float64(held) / float64(max(all, 1))
}

// refusals is the time between two moments in which a step left somebody waiting, by what they waited for.
func (l *Log) refusals(from, to int64) map[scheduler.Limit]int64 {
	times := map[scheduler.Limit]int64{}
	for k, reason := range l.Refused {
		if ns := min(l.End[k], to) - max(l.Start[k], from); reason != scheduler.NotRefused && ns > 0 {
			times[reason.Limit()] += ns
		}
	}
	return times
}

// most is the limit with most time; of equals the first by name, and one without a name only where there is no other.
func most(times map[scheduler.Limit]int64) scheduler.Limit {
	best := scheduler.NoLimit
	for limit, ns := range times {
		if limit != scheduler.NoLimit && (best == scheduler.NoLimit || ns > times[best] || ns == times[best] && limit < best) {
			best = limit
		}
	}
	return best
}

// Members are those of the JSON.
func (s *Steady) Members() plainjson.Members {
	return plainjson.Members{
		"from_s", &s.FromS, "to_s", &s.ToS, "offered", &s.Offered, "sustained", &s.Sustained, "finished", &s.Finished,
		"waiting_share", &s.Waiting, "held_share", &s.Held, "limit", &s.Limit,
	}
}
