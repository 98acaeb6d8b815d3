package metrics

import (
	"math"
	"slices"

	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/internal/stats"
)

// Steady is what a run comes to while it neither fills up nor drains: from when its first requests make room for others (see filled)
// to the last admission, after which nobody is left to take a freed place. Whole-run rates count both ends, and say less than the engine can.
type Steady struct {
	FromS, ToS float64
	Offered    float64 // requests that arrive per second, over all arrivals; 0 where they come at once
	Sustained  float64 // requests per second: output tokens per second over the mean request's, which swings less than counted ends
	Goodput    float64 // of them those that meet the SLO, and all without one
	OutputPerS float64 // tokens
	Finished   int     // how many do
	Waiting    float64 // share of the time in which the scheduler left a request waiting
	Held       float64 // share of the requests admitted in it that max_concurrency held at the client
	Limit      string  // what mostly holds requests back, under vLLM's name; "" where next to nothing does
}

const (
	leastSteady = 50  // requests that have to finish in it
	pressed     = 0.1 // share of time, or of requests, from which on something holds requests back
)

// maxConcurrency is the client's limit, under vLLM's name.
const maxConcurrency = "max_concurrency"

// Steady is nil for a run that is too short to have a steady part, and for one whose rate ramps.
func (l *Log) Steady(setting *Setting) *Steady {
	n := len(l.Sent)
	if n < leastSteady || setting.Scenario.Workload.RampUpStrategy != "" {
		return nil
	}
	from, to := l.filled(), slices.Max(l.Admitted)
	if from >= to {
		return nil
	}
	s := &Steady{FromS: float64(from) / nsPerS, ToS: float64(to) / nsPerS}
	seconds := float64(to-from) / nsPerS
	met, tokens := 0, int64(0)
	for id, at := range l.Last {
		if from < at && at <= to {
			s.Finished++
			met += one(l.Meets(id, &setting.Scenario.SLO))
		}
	}
	if s.Finished < leastSteady {
		return nil
	}
	for k, at := range l.End {
		if from < at && at <= to {
			tokens += int64(l.Outputs[k])
		}
	}
	s.OutputPerS = float64(tokens) / seconds
	s.Sustained = s.OutputPerS * float64(len(l.Tokens)) / float64(sum(l.Tokens))
	s.Goodput = s.Sustained * float64(met) / float64(s.Finished)
	if span := l.Arrival[n-1] - l.Arrival[0]; span > 0 {
		s.Offered = float64(n-1) / (float64(span) / nsPerS)
	}
	s.Held = l.heldShare(from, to)
	limit := l.refusals(from, to)
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

// filled is when the engine has as many requests as come and go: after the first admission it takes about as long as a request stays,
// from its admission to its last token, for nine in ten.
func (l *Log) filled() int64 {
	stay := make([]float64, len(l.Last))
	for id, at := range l.Last {
		stay[id] = float64(at - l.Admitted[id])
	}
	return slices.Min(l.Admitted) + int64(stats.Select(stay, nil, 0.9))
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
		"from_s", &s.FromS, "to_s", &s.ToS, "offered", &s.Offered, "sustained", &s.Sustained, "goodput", &s.Goodput,
		"output_throughput", &s.OutputPerS, "finished", &s.Finished,
		"waiting_share", &s.Waiting, "held_share", &s.Held, "limit", &s.Limit,
	}
}
