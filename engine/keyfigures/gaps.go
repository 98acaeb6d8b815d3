package keyfigures

import (
	"math"

	"github.com/llmemu/playground/engine/metrics"
)

// gaps are the gaps between tokens in milliseconds, as the log keeps them: one for each step with how many tokens share
// it, and those across steps one by one. Percentiles are those of all tokens, at a cost that follows steps.
type gaps struct {
	ms      []float64
	weights []int64
	total   int64 // of the weights
}

func newGaps(log *metrics.Log) *gaps {
	n := len(log.Gaps) + len(log.OtherGaps)
	g := &gaps{ms: make([]float64, 0, n), weights: make([]int64, 0, n)}
	add := func(ns int64, n int32) {
		g.ms, g.weights = append(g.ms, float64(ns)/1e6), append(g.weights, int64(n))
		g.total += int64(n)
	}
	for k, n := range log.Gaps {
		if n > 0 {
			add(log.End[k]-log.End[k-1], n)
		}
	}
	for _, ns := range log.OtherGaps {
		add(ns, 1)
	}
	return g
}

// quantile is as of values one by one; it reorders the gaps.
func (g *gaps) quantile(q float64) float64 {
	if g.total == 0 {
		return 0
	}
	rank := float64(q * float64(g.total-1))
	low := int64(math.Floor(rank))
	i, before := g.selectRank(low)
	v := g.ms[i]
	if low+1 == g.total || low+1 < before+g.weights[i] {
		return v
	}
	next := math.Inf(1) // all that follow are at least v
	for _, other := range g.ms[i+1:] {
		next = min(next, other)
	}
	return v + float64((next-v)*(rank-float64(low)))
}

// selectRank finds the gap of rank k, counting tokens from 0, and how many tokens come before it: the shorter gaps stand
// before it afterwards, the longer ones behind. It is the selection of values, by sums of weights.
func (g *gaps) selectRank(k int64) (place int, before int64) {
	low, high := 0, len(g.ms)-1
	for low < high {
		middle := low + (high-low)/2
		pivot := max(min(g.ms[low], g.ms[middle]), min(max(g.ms[low], g.ms[middle]), g.ms[high]))
		i, j := low, high
		for i <= j {
			for g.ms[i] < pivot {
				i++
			}
			for g.ms[j] > pivot {
				j--
			}
			if i <= j {
				g.ms[i], g.ms[j] = g.ms[j], g.ms[i]
				g.weights[i], g.weights[j] = g.weights[j], g.weights[i]
				i++
				j--
			}
		}
		left := sumOf(g.weights[low : j+1])
		between := left + sumOf(g.weights[j+1:i])
		switch {
		case k < before+left:
			high = j
		case k >= before+between:
			before += between
			low = i
		default:
			return j + 1, before + left
		}
	}
	return low, before
}

func sumOf(weights []int64) (total int64) {
	for _, w := range weights {
		total += w
	}
	return total
}
