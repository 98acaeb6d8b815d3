package byhand

import (
	"math"
	"slices"
)

// What the tables come to, by definition: latencies, gaps between tokens, percentiles.

// Prefill is the step's tokens of requests that get more than one, Decodes how many get exactly one, whatever it is,
// Outputs how many tokens come out.
func (s *Step) Prefill() int {
	n := 0
	for _, share := range s.Batch {
		if share.Tokens > 1 {
			n += share.Tokens
		}
	}
	return n
}

// Decodes: see Prefill.
func (s *Step) Decodes() int {
	n := 0
	for _, share := range s.Batch {
		if share.Tokens == 1 {
			n++
		}
	}
	return n
}

// Outputs: see Prefill.
func (s *Step) Outputs() int {
	n := 0
	for _, share := range s.Batch {
		if share.Kind != Chunk {
			n++
		}
	}
	return n
}

// Tokens lists the steps that give a request a token.
func (r *Run) Tokens(id int) []int {
	var steps []int
	for k := range r.Steps {
		for _, share := range r.Steps[k].Batch {
			if share.Request == id && share.Kind != Chunk {
				steps = append(steps, k)
			}
		}
	}
	return steps
}

// First is when a request's first token comes, Last when its last one does.
func (r *Run) First(id int) int64 { return r.Steps[r.Tokens(id)[0]].End }

// Last: see First.
func (r *Run) Last(id int) int64 {
	steps := r.Tokens(id)
	return r.Steps[steps[len(steps)-1]].End
}

// Together is how many requests are in flight at most: at every send, those that were sent by then and have not ended.
func (r *Run) Together() int {
	most := 0
	for _, at := range r.Requests {
		now := 0
		for id, q := range r.Requests {
			if q.Sent <= at.Sent && at.Sent < r.Last(id) {
				now++
			}
		}
		most = max(most, now)
	}
	return most
}

// End is when the run ends.
func (r *Run) End() int64 { return r.Steps[len(r.Steps)-1].End }

// Each evaluates something for every request.
func (r *Run) Each(of func(id int) float64) []float64 {
	values := make([]float64, len(r.Requests))
	for id := range values {
		values[id] = of(id)
	}
	return values
}

// The latencies of a request, in milliseconds; TPOT is NaN where there is one token.

// TTFT is from send to first token.
func (r *Run) TTFTMs(id int) float64 { return Ms(r.First(id) - r.Requests[id].Sent) }

// E2EMs is from send to last token.
func (r *Run) E2EMs(id int) float64 { return Ms(r.Last(id) - r.Requests[id].Sent) }

// TPOTMs is the mean gap between tokens.
func (r *Run) TPOTMs(id int) float64 {
	if r.Requests[id].Output == 1 {
		return math.NaN()
	}
	return Ms(r.Last(id)-r.First(id)) / float64(r.Requests[id].Output-1)
}

// QueueMs is from the engine's door to the first admission.
func (r *Run) QueueMs(id int) float64 { return Ms(r.Requests[id].Admitted - r.Requests[id].Queued) }

// HeldMs is how long max_concurrency held the request at the client.
func (r *Run) HeldMs(id int) float64 { return Ms(r.Requests[id].Sent - r.Requests[id].Arrival) }

// FrontendMs is the time of a request from its send to the engine's door.
func (r *Run) FrontendMs(id int) float64 { return Ms(r.Requests[id].Queued - r.Requests[id].Sent) }

// Ms is a time of the tables in milliseconds, S in seconds.
func Ms(tenths int64) float64 { return float64(tenths) / 10 }

// S: see Ms.
func S(tenths int64) float64 { return float64(tenths) / 10_000 }

// Gap is the time between two tokens of a request.
type Gap struct {
	Request, From, To int // the steps that ended it
	Length            int64
}

// Across says that the request got nothing from the steps in between.
func (g Gap) Across() bool { return g.To != g.From+1 }

// Gaps lists all of them, by the step that ended them and in its running order.
func (r *Run) Gaps() []Gap {
	var list []Gap
	for k := range r.Steps {
		for _, share := range r.Steps[k].Batch {
			steps := r.Tokens(share.Request)
			if i := slices.Index(steps, k); i > 0 {
				list = append(list, Gap{share.Request, steps[i-1], k, r.Steps[k].End - r.Steps[steps[i-1]].End})
			}
		}
	}
	return list
}

// GapMs lists the lengths of all gaps.
func (r *Run) GapMs() []float64 {
	var list []float64
	for _, g := range r.Gaps() {
		list = append(list, Ms(g.Length))
	}
	return list
}

// Quantile is numpy's: linear between the two values around rank q·(n−1). NaN counts for nothing.
func Quantile(values []float64, q float64) float64 {
	values = slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	rank := q * float64(len(values)-1)
	low := int(rank)
	if low == len(values)-1 {
		return values[low]
	}
	return values[low]*(1-(rank-float64(low))) + values[low+1]*(rank-float64(low))
}

// Mean is that of values; NaN counts for nothing. Std is the population's standard deviation.
func Mean(values []float64) float64 {
	sum, n := 0.0, 0
	for _, v := range values {
		if !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	return sum / float64(n)
}

// Std: see Mean.
func Std(values []float64) float64 {
	mean, squares, n := Mean(values), 0.0, 0
	for _, v := range values {
		if !math.IsNaN(v) {
			squares += (v - mean) * (v - mean)
			n++
		}
	}
	return math.Sqrt(squares / float64(n))
}

// Attainment is the share of requests that meet an objective in tenths; one of 0 is met, and so is any TPOT by a request
// that has none.
func (r *Run) Attainment(of func(id int) float64, objective int64) float64 {
	met := 0
	for id := range r.Requests {
		if meets(of(id), objective) {
			met++
		}
	}
	return float64(met) / float64(len(r.Requests))
}

// Meets says whether a request meets all objectives.
func (r *Run) Meets(id int) bool {
	return meets(r.TTFTMs(id), r.TTFT) && meets(r.TPOTMs(id), r.TPOT) && meets(r.E2EMs(id), r.E2E)
}

func meets(v float64, objective int64) bool {
	return objective == 0 || math.IsNaN(v) || v <= Ms(objective)
}

// Goodput is the share of requests that meet all objectives.
func (r *Run) Goodput() float64 {
	met := 0
	for id := range r.Requests {
		if r.Meets(id) {
			met++
		}
	}
	return float64(met) / float64(len(r.Requests))
}
