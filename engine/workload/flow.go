package workload

import (
	"math"

	"github.com/llmemu/playground/engine/scenario"
)

// Flow draws the requests of a workload one after another, without an end, at a rate that can change: the lengths of
// generated workloads are those that Generate draws, and a recorded stream starts over when it is at its end.
type Flow struct {
	lengths draw           // of the next request
	extra   draw           // the same for requests beside the flow
	gap     func() float64 // to the next arrival, in mean gaps

	rate  float64 // requests per second
	since int64   // nanoseconds: when this rate began
	done  float64 // mean gaps that had passed by then
	last  float64 // mean gaps until the newest request
	taken flowing // the newest that was taken
	ahead []flowing
}

// flowing is a request that is drawn and not yet taken.
type flowing struct {
	place   float64 // when it arrives, in mean gaps
	request Request
}

// The rates that a flow may have, in requests per second.
const (
	MinFlowRate = 0.01
	MaxFlowRate = 1000
)

// defaultFlowRate stands for a workload whose requests all arrive at once: a flow has no end, and needs a pace.
const defaultFlowRate = 1

// NewFlow starts a scenario's flow; see Generate for what the arguments are, and for the error. Ramps are left out: the
// rate is the one that they begin with.
func NewFlow(s *scenario.Scenario, maxModelLen int, stream *Stream) (*Flow, error) {
	requests, err := Generate(s, maxModelLen, stream) // for its checks, and for recorded streams
	if err != nil {
		return nil, err
	}
	w := &s.Workload
	f := &Flow{rate: float64(w.RequestRate)}
	if w.RampUpStrategy != "" {
		f.rate = w.RampUpStartRPS
	}
	if w.Recorded() {
		f.replay(requests)
	} else {
		f.lengths, f.extra = endless(w, newSource(s.Seed, lengths), maxModelLen), endless(w, newSource(s.Seed, extras), maxModelLen)
	}
	if f.gap == nil {
		arrive := newSource(s.Seed, arrivals)
		f.gap = func() float64 { return arrive.gamma(w.Burstiness) / w.Burstiness }
	}
	if f.rate == 0 || math.IsInf(f.rate, 1) {
		f.rate = defaultFlowRate
	}
	f.rate = min(max(f.rate, MinFlowRate), MaxFlowRate)
	return f, nil
}

// endless draws the lengths of a generated workload.
func endless(w *scenario.Workload, src source, maxModelLen int) draw {
	switch w.Dataset {
	case scenario.DatasetLognormal:
		return lognormal(w, src, maxModelLen)
	case scenario.DatasetPrefixRepetition:
		return func(r *Request) { ofGroup(r, w, src.Int64N(w.PrefixRepetitionNumPrefixes)) }
	}
	return random(w, src)
}

// repeat goes through a list again and again.
func repeat(requests []Request) draw {
	next := 0
	return func(r *Request) {
		*r = requests[next%len(requests)]
		next++
	}
}

// replay makes the flow repeat a list of requests, with its own gaps.
func (f *Flow) replay(requests []Request) {
	f.lengths, f.extra = repeat(requests), repeat(requests)
	last := float64(requests[len(requests)-1].Arrival) / 1e9
	if last == 0 {
		f.gap = func() float64 { return 1 }
		return
	}
	f.rate = float64(len(requests)) / last
	mean := last / float64(len(requests))
	drawn := 0
	f.gap = func() float64 {
		i := drawn % len(requests)
		drawn++
		if i == 0 {
			first := float64(requests[0].Arrival) / 1e9 / mean
			if drawn > 1 {
				first++ // from the end of the list to its start
			}
			return first
		}
		return float64(requests[i].Arrival-requests[i-1].Arrival) / 1e9 / mean
	}
}

// Rate is the mean rate in requests per second.
func (f *Flow) Rate() float64 { return f.rate }

// SetRate changes the rate from a moment on: the time to every later arrival is stretched. It is clipped to the rates
// that a flow may have.
func (f *Flow) SetRate(rate float64, at int64) {
	f.done += float64(float64(at-f.since) / 1e9 * f.rate)
	f.since = at
	f.rate = min(max(rate, MinFlowRate), MaxFlowRate)
}

// Next takes the next request.
func (f *Flow) Next() Request {
	f.Ahead(1)
	f.taken = f.ahead[0]
	f.ahead = f.ahead[1:]
	return f.at(f.taken)
}

// Untake takes the newest request back: it comes again.
func (f *Flow) Untake() { f.ahead = append([]flowing{f.taken}, f.ahead...) }

// Ahead looks at the next n requests without taking them.
func (f *Flow) Ahead(n int) []Request {
	for len(f.ahead) < n {
		f.last += f.gap()
		f.ahead = append(f.ahead, flowing{place: f.last})
		f.lengths(&f.ahead[len(f.ahead)-1].request)
	}
	list := make([]Request, n)
	for i := range list {
		list[i] = f.at(f.ahead[i])
	}
	return list
}

// Extra draws a request that arrives at a moment of its own. The flow's stay as they are.
func (f *Flow) Extra(at int64) Request {
	var r Request
	f.extra(&r)
	r.Arrival = at
	return r
}

func (f *Flow) at(w flowing) Request {
	w.request.Arrival = f.since + int64(math.Round((w.place-f.done)/f.rate*1e9))
	return w.request
}
