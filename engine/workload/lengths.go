package workload

import (
	"math"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/detmath"
)

// draw sets the lengths of a request, which has no others.
type draw func(*Request)

// random draws whole lengths, uniform within random_range_ratio around their value.
func random(w *scenario.Workload, src source) draw {
	input, output := spread(w.RandomInputLen, w.RandomRangeRatio), spread(w.RandomOutputLen, w.RandomRangeRatio)
	return func(r *Request) {
		r.PromptLen = input.draw(src) // before the output
		r.OutputLen = output.draw(src)
	}
}

// uniform is a range of lengths, both ends included.
type uniform struct{ low, high int }

func spread(length int64, ratio float64) uniform {
	return uniform{
		low:  max(int(math.Floor(float64(length)*(1-ratio))), 1),
		high: int(math.Ceil(float64(length) * (1 + ratio))),
	}
}

// draw is a length of the range. Where there is one alone nothing is drawn: then neither inputs nor outputs vary.
func (u uniform) draw(src source) int {
	if u.low == u.high {
		return u.low
	}
	return src.between(u.low, u.high)
}

// lognormal draws lengths by mean and coefficient of variation, rounded and clipped to 1..maxModelLen-1.
func lognormal(w *scenario.Workload, src source, maxModelLen int) draw {
	length := func(mean, cv float64) int {
		variance := detmath.Log(1 + float64(cv*cv)) // of the logarithm
		x := detmath.Exp(detmath.Log(mean) - float64(variance/2) + float64(math.Sqrt(variance)*src.normal()))
		return int(min(max(math.Round(x), 1), float64(maxModelLen-1)))
	}
	return func(r *Request) {
		r.PromptLen = length(w.LognormalInputMean, w.LognormalInputCV) // drawn before the output
		r.OutputLen = length(w.LognormalOutputMean, w.LognormalOutputCV)
	}
}

// take draws the requests of a run.
func take(w *scenario.Workload, next draw) []Request {
	requests := make([]Request, w.Prompts())
	for i := range requests {
		next(&requests[i])
	}
	return requests
}

// prefixRepetition uses every prefix equally often and shuffles, as vLLM's dataset of that name does: num_prompts is
// rounded down to a multiple of the prefixes.
func prefixRepetition(w *scenario.Workload, src source) []Request {
	each := w.Prompts() / w.PrefixRepetitionNumPrefixes
	requests := make([]Request, 0, each*w.PrefixRepetitionNumPrefixes)
	for group := range w.PrefixRepetitionNumPrefixes {
		for range each {
			requests = append(requests, Request{})
			ofGroup(&requests[len(requests)-1], w, group)
		}
	}
	src.Shuffle(len(requests), func(i, j int) { requests[i], requests[j] = requests[j], requests[i] })
	return requests
}

// ofGroup makes a request one that starts with a group's prefix.
func ofGroup(r *Request, w *scenario.Workload, group int64) {
	r.PromptLen = int(w.PrefixRepetitionPrefixLen + w.PrefixRepetitionSuffixLen)
	r.OutputLen = int(w.PrefixRepetitionOutputLen)
	r.PrefixGroup = int(group)
	r.SharedPrefixLen = int(w.PrefixRepetitionPrefixLen)
}
