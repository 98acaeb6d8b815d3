package workload

import (
	"math"

	"github.com/llmemu/playground/engine/scenario"
)

// Flow draws the requests of a workload one after another, without an end, at a rate that can change: the lengths of
// generated workloads are those that Generate draws, and a recorded stream starts over when it is at its end.
type Flow struct {
	limit   limit          // what exceeds it is rejected, and no request of the flow
	lengths draw           // of the next request
	extra   draw           // the same for requests beside the flow
	gap     func() float64 // to the next arrival, in mean gaps

	rate  float64 // requests per second
	since int64   // nanoseconds: when this rate began
	done  float64 // mean gaps that had passed by then
	last  float64 // mean gaps until the newest request
	taken flowing // the newest that was taken
	ahead []flowing

	opening []Request
	ramp    func(i int) float64 // the rate at the gap before request i; nil without a ramp, or after its end
	drawn   int                 // requests taken
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

// MaxOpening is how many requests may arrive at once when a flow starts.
const MaxOpening = 10_000

// NewFlow starts a scenario's flow; see Generate for what the arguments are, and for the error. A ramp goes over the
// requests of the workload, and its last rate stays. Where all requests arrive at once they do so when the flow starts, at
// most MaxOpening, and the rate is 0 afterwards: nothing follows until it is set.
func NewFlow(s *scenario.Scenario, maxModelLen int, stream *Stream) (*Flow, error) {
	generated, err := Generate(s, maxModelLen, stream) // for its checks, and for recorded streams
	if err != nil {
		return nil, err
	}
	admission, err := Admit(s, generated, maxModelLen)
	if err != nil {
		return nil, err
	}
	requests := admission.Requests
	w := &s.Workload
	f := &Flow{rate: float64(w.RequestRate), limit: limitOf(w, maxModelLen)}
	atOnce := requests[len(requests)-1].Arrival == 0
	if w.Recorded() {
		f.replay(requests)
	} else {
		f.lengths, f.extra = endless(w, newSource(s.Seed, lengths), maxModelLen), endless(w, newSource(s.Seed, extras), maxModelLen)
	}
	if f.gap == nil {
		arrive := newSource(s.Seed, arrivals)
		f.gap = func() float64 { return arrive.gamma(w.Burstiness) / w.Burstiness }
	}
	if atOnce {
		f.rate = 0
		f.opening = make([]Request, min(len(requests), MaxOpening))
		for i := range f.opening {
			f.admitted(f.lengths, &f.opening[i])
		}
		return f, nil
	}
	if w.RampUpStrategy != "" {
		n := len(requests)
		f.ramp = func(i int) float64 { return rampRate(w, float64(min(i, n-1))/float64(max(n-1, 1))) }
		f.rate = f.ramp(0)
	}
	f.rate = clipRate(f.rate)
	return f, nil
}

// admitted draws until there is a request that the server takes: the first ones of the workload include one.
func (f *Flow) admitted(next draw, r *Request) {
	for next(r); f.limit.judge(r) != fine; {
		next(r)
	}
}

func clipRate(rate float64) float64 { return min(max(rate, MinFlowRate), MaxFlowRate) }

// Opening are the requests that arrive when the flow starts.
func (f *Flow) Opening() []Request { return f.opening }

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
		r.Arrival = 0
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

// Rate is the mean rate in requests per second; 0 while none arrive.
func (f *Flow) Rate() float64 { return f.rate }

// SetRate changes the rate from a moment on: the time to every later arrival is stretched, and a ramp ends. It is clipped
// to the rates that a flow may have; at 0 none arrives until it is set anew.
func (f *Flow) SetRate(rate float64, at int64) {
	f.done += float64(float64(at-f.since) / 1e9 * f.rate)
	f.since = at
	f.rate, f.ramp = 0, nil
	if rate > 0 {
		f.rate = clipRate(rate)
	}
}

// Next takes the next request. There is to be a rate.
func (f *Flow) Next() Request {
	f.Ahead(1)
	f.taken = f.ahead[0]
	f.ahead = f.ahead[1:]
	r := f.at(f.taken)
	f.drawn++
	if f.ramp != nil { // the next gap has a rate of its own
		f.since, f.done, f.rate = r.Arrival, f.taken.place, clipRate(f.ramp(f.drawn))
	}
	return r
}

// Untake takes the newest request back: it comes again.
func (f *Flow) Untake() {
	f.ahead = append([]flowing{f.taken}, f.ahead...)
	f.drawn--
}

// Ahead looks at the next n requests without taking them. On a ramp they stand as if it stayed at its rate.
func (f *Flow) Ahead(n int) []Request {
	for len(f.ahead) < n {
		f.last += f.gap()
		next := flowing{place: f.last}
		f.lengths(&next.request)
		if f.limit.judge(&next.request) == fine {
			f.ahead = append(f.ahead, next)
		}
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
	f.admitted(f.extra, &r)
	r.Arrival = at
	return r
}

func (f *Flow) at(w flowing) Request {
	w.request.Arrival = f.since + int64(math.Round((w.place-f.done)/f.rate*1e9))
	return w.request
}
