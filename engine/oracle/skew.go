package oracle

import "github.com/llmemu/playground/engine/profile"

// skew looks up the factor of profile.Skew.
type skew struct {
	decodes, rate, longest, prefillContext []int64
	prefillTokens                          axis
	decode, mixed                          []float64
}

func newSkew(source *profile.Skew) *skew {
	return &skew{
		decodes: source.Decodes, rate: source.Rate, longest: source.Longest, prefillContext: source.PrefillContext,
		prefillTokens: newAxis(source.PrefillTokens), decode: factors(source.Decode), mixed: factors(source.Mixed),
	}
}

func factors(codes profile.Alphas) []float64 {
	f := make([]float64, len(codes))
	for i, c := range codes {
		f[i] = c.Factor()
	}
	return f
}

// factor is the alpha of a batch whose decodes are of unequal context.
func (s *skew) factor(b *Batch) float64 {
	above := 100 * (b.DecodeContext - b.Decodes*b.DecodeMin)
	width := b.Decodes * (b.DecodeMax - b.DecodeMin)
	percent := int64(uint64(above+width-1) / uint64(width)) // rounded up: a bin includes its edge and nothing above it
	i := bin(s.decodes, b.Decodes)
	i = i*len(s.rate) + bin(s.rate, percent)
	i = i*len(s.longest) + bin(s.longest, b.DecodeMax)
	if b.PrefillTokens == 0 {
		return s.decode[i]
	}
	contexts := len(s.prefillContext)
	i += bin(s.prefillContext, b.PrefillContext) * len(s.decode)
	stride := contexts * len(s.decode)
	segment, weight := s.prefillTokens.locate(float64(b.PrefillTokens))
	low, high := s.mixed[i+segment*stride], s.mixed[i+(segment+1)*stride]
	return low + float64(min(1, weight)*(high-low))
}

// bin is the index of the first edge that is not below x, the last one's if none is.
func bin(edges []int64, x int64) int {
	i := 0
	for i+1 < len(edges) && edges[i] < x {
		i++
	}
	return i
}
