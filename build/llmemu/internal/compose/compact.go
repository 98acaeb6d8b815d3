package compose

import (
	"math"

	"github.com/llmemu/playground/engine/profile"
)

// Where alpha is pooled: it hardly differs up to pooledPrefill tokens, and prefill contexts beyond pooledContext are
// rare in serving.
const (
	pooledPrefill = 64
	pooledContext = 2048
)

// compact writes the skew table as a profile does, nil for nil. Bins that nobody measured at either end are left out.
func (s *skewTable) compact() *profile.Skew {
	if s == nil {
		return nil
	}
	last := skewBin{}
	for b := range s.alpha {
		last.n, last.rate = max(last.n, b.n), max(last.rate, b.rate)
		last.longest, last.context = max(last.longest, b.longest), max(last.context, b.context)
	}
	out := &profile.Skew{
		Decodes: edges(s.axes.NBins, last.n, 1),
		Rate:    edges(s.axes.RateBins, last.rate, 100),
		Longest: edges(s.axes.KVBigBins, last.longest, 1),
	}
	// plane appends alpha for every bin of the three, pooled over the given prefills and contexts.
	plane := func(to profile.Alphas, prefills []int64, contexts []int) profile.Alphas {
		for n := range out.Decodes {
			for rate := range out.Rate {
				for longest := range out.Longest {
					var sum float64
					for _, p := range prefills {
						for _, c := range contexts {
							sum += s.at(skewBin{p, n, rate, longest, c})
						}
					}
					to = append(to, profile.NearestAlpha(sum/float64(len(prefills)*len(contexts))))
				}
			}
		}
		return to
	}
	out.Decode = plane(nil, s.prefills[:1], []int{0})

	var prefills [][]int64
	for i, p := range s.prefills[1:] {
		if i > 0 && p <= pooledPrefill {
			prefills[0] = append(prefills[0], p)
			out.PrefillTokens[0] = p
			continue
		}
		prefills = append(prefills, []int64{p})
		out.PrefillTokens = append(out.PrefillTokens, p)
	}
	var contexts [][]int
	for c, edge := range edges(s.axes.KPBins, last.context, 1) {
		if at := len(contexts) - 1; at > 0 && out.PrefillContext[at] > pooledContext {
			contexts[at] = append(contexts[at], c)
			out.PrefillContext[at] = edge
			continue
		}
		contexts = append(contexts, []int{c})
		out.PrefillContext = append(out.PrefillContext, edge)
	}
	for _, p := range prefills {
		for _, c := range contexts {
			out.Mixed = plane(out.Mixed, p, c)
		}
	}
	return out
}

// edges are the upper edges of the bins 0..last, in units of 1/scale.
func edges(bins []float64, last int, scale float64) []int64 {
	upper := make([]int64, last+1)
	for i := range upper {
		upper[i] = int64(math.Round(bins[i+1] * scale))
	}
	return upper
}
