package metrics

import (
	"math"
	"slices"

	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/internal/plainjson"
)

// Steady is what a run comes to while the engine is as full as its load makes it. Rates of a whole run count the ramp before it and the
// drain behind it as well: the shorter the run, the lower they are.
//
// It begins when a tenth of the requests have ended and as many run as on average over the second half of the time until the last
// admission, with which it ends: until then there is always somebody to take a freed place. A request that stays in the engine for a
// time ends that long after it was admitted, so it has to last as long as a median request stays, or the run has none.
type Steady struct {
	FromS, ToS float64
	Offered    float64 // requests that arrive per second, over all arrivals; 0 where they come at once
	Sustained  float64 // requests per second: output tokens per second over those of the mean request. Ends that are counted swing more
	Goodput    float64 // of them those that meet the SLO, and all without one
	OutputPerS float64 // tokens
	Finished   int     // how many do
	Waiting    float64 // share of the time in which the scheduler left a request waiting
	Held       float64 // share of the requests admitted in it that max_concurrency held at the client
	Limit      string  // what mostly holds requests back, under vLLM's name; "" where that is less than half of the time
}

const (
	leastSteady = 50  // requests that have to finish in it
	mostly      = 0.5 // share of the time, or of the requests, from which on something is what limits a run
)

// maxConcurrency is the client's limit, under vLLM's name.
const maxConcurrency = "max_concurrency"

// Steady is nil for a run that is too short to have a steady part, and for one whose rate ramps.
func (l *Log) Steady(setting *Setting) *Steady {
	n := len(l.Sent)
	if n < leastSteady || setting.Scenario.Workload.RampUpStrategy != "" {
		return nil
	}
	to := slices.Max(l.Admitted)
	from := max(l.tenthEnded(), l.levelReached(to))
	if from >= to || l.mostStayLonger(to-from) {
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
	case s.Waiting >= mostly:
		s.Limit = string(most(limit))
	case s.Held >= mostly:
		s.Limit = maxConcurrency
	}
	return s
}

// tenthEnded is when a tenth of the requests have ended.
func (l *Log) tenthEnded() int64 {
	left := (len(l.Sent) + 9) / 10
	for k, n := range l.ended() {
		if left -= int(n); left <= 0 {
			return l.End[k]
		}
	}
	return l.end()
}

// levelReached is when as many requests ran as on average over the second half of the time up to a moment.
func (l *Log) levelReached(to int64) int64 {
	half := to / 2
	running := 0.0
	for k := range l.Start {
		running += float64(float64(l.Running[k]) * float64(l.within(k, half, to)))
	}
	level := running / float64(max(to-half, 1))
	for k, n := range l.Running {
		if float64(n) >= level {
			return l.Start[k]
		}
	}
	return to
}

// within is how much of a step lies between two moments.
func (l *Log) within(k int, from, to int64) int64 {
	return max(0, min(l.End[k], to)-max(l.Start[k], from))
}

// mostStayLonger says whether more than half of the requests are longer than that in the engine, from first admission to end.
func (r *Requests) mostStayLonger(than int64) bool {
	n := 0
	for id, at := range r.Admitted {
		n += one(r.Last[id]-at > than)
	}
	return 2*n > len(r.Admitted)
}

// Overloaded says whether requests arrive clearly faster than they finish: by more than a twentieth, and than the noise.
func (s *Steady) Overloaded() bool {
	return s.Offered > s.Sustained+max(s.Sustained/20, s.noise())
}

// noise is by how much another part like it may differ, in requests per second: two standard deviations of a count.
func (s *Steady) noise() float64 { return 2 * s.Sustained / math.Sqrt(float64(s.Finished)) }

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
	var byReason [scheduler.NumReasons]int64
	for k, reason := range l.Refused {
		byReason[reason] += l.within(k, from, to)
	}
	times := map[scheduler.Limit]int64{}
	for reason, ns := range byReason {
		if scheduler.Reason(reason) != scheduler.NotRefused && ns > 0 {
			times[scheduler.Reason(reason).Limit()] += ns
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
