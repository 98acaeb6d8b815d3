package pack

import (
	"fmt"
	"math"
	"slices"

	"github.com/llmemu/playground/internal/stats"
)

// Shift is what the data say about the one-step shift. A tracer that times a pass of an asynchronous engine loop, which
// submits batch k and waits for batch k−1, files the time of a prefill under the size of the step after it.
type Shift struct {
	Shifted bool
	Because string // one sentence for people

	// Rise is how much longer prefill steps take than those of half their tokens, by the fastest of each: about 1 where
	// prefills hide in the step after them. Median over the request buckets; 0 where the pack cannot tell.
	Rise float64
	// Late is the share of decode samples that are far from their cell's usual time.
	Late float64
}

const (
	flatRise = 1.15  // a prefill of twice the tokens takes 1.3 to 2 times as long where it is timed rightly
	fewLate  = 0.001 // below, there is nothing to move
)

// Detect looks for the shift. Flags of the capture decide only what the data cannot.
func Detect(p *Pack) Shift {
	s := Shift{Rise: rise(p.Mixed), Late: lateShare(p)}
	var async *bool
	if p.Config != nil {
		async = p.Config.AsyncScheduling
	}
	switch {
	case async != nil && !*async:
		s.Because = "captured with async_scheduling false"
	case s.Rise == 0:
		s.Shifted = async != nil && *async
		s.Because = "prefill cells of one size alone, so async_scheduling decides"
	case s.Rise >= flatRise:
		s.Because = fmt.Sprintf("prefill times rise with their tokens (by %.2f for twice as many)", s.Rise)
	case s.Late < fewLate:
		s.Because = fmt.Sprintf("prefill times are flat (by %.2f for twice the tokens), but no decode step is late", s.Rise)
	default:
		s.Shifted = true
		s.Because = fmt.Sprintf("prefill times are flat in tokens (by %.2f for twice as many), and %.1f %% of the decode samples are far from their cell's usual time",
			s.Rise, 100*s.Late)
	}
	return s
}

// rise compares the fastest of the larger prefill steps with the fastest of those of half their tokens, at the same
// number of requests. Small steps are left out: they wait for memory, not for arithmetic, and are flat by right.
func rise(mixed Table) float64 {
	largest := map[int64]int64{}
	for _, c := range mixed {
		largest[c.Requests] = max(largest[c.Requests], c.Tokens)
	}
	type times struct{ half, large float64 }
	fastest := map[int64]*times{}
	for _, c := range mixed {
		top := largest[c.Requests]
		if top < 256+c.Requests || c.Tokens < top/4 {
			continue
		}
		if fastest[c.Requests] == nil {
			fastest[c.Requests] = &times{math.Inf(1), math.Inf(1)}
		}
		of := &fastest[c.Requests].half
		if c.Tokens >= top/2 {
			of = &fastest[c.Requests].large
		}
		*of = min(*of, slices.Min(c.Samples))
	}
	var rises []float64
	for _, t := range fastest {
		if t.half > 0 && !math.IsInf(t.half, 1) {
			rises = append(rises, t.large/t.half)
		}
	}
	if len(rises) == 0 {
		return 0
	}
	slices.Sort(rises)
	return rises[len(rises)/2]
}

// lateShare is the share of decode samples that are not on time.
func lateShare(p *Pack) float64 {
	var late, all float64
	usual := usualTimes(p.Decode)
	for i := range p.Decode {
		for _, us := range p.Decode[i].Samples {
			all++
			if !onTime(us, usual[i]) {
				late++
			}
		}
	}
	return late / max(1, all)
}

// onTime tells whether a pass took about as long as those that wait for an ordinary decode step.
func onTime(us, usual float64) bool { return us >= 0.6*usual && us <= 1.2*usual }

// usualTimes gives each decode cell the time of its fast passes, those that waited for a decode step: the tenth
// percentile of the cell, or where it is thin or lies far above its neighbours of all neighbours together.
func usualTimes(decode Table) []float64 {
	order := make([]int, len(decode))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(decode[a].Tokens - decode[b].Tokens) })
	usual := make([]float64, len(decode))
	for at, i := range order {
		var around []float64
		for _, k := range order[max(0, at-4):min(len(order), at+5)] {
			around = append(around, decode[k].Samples...)
		}
		slices.Sort(around)
		usual[i] = stats.Quantile(around, 0.1)
		if own := slices.Sorted(slices.Values(decode[i].Samples)); len(own) >= 8 {
			tenth := stats.Quantile(own, 0.1)
			if tenth <= 1.45*usual[i] || stats.Quantile(own, 0.75) <= 1.1*tenth {
				usual[i] = tenth
			}
		}
	}
	return usual
}
