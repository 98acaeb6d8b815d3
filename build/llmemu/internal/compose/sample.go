package compose

import (
	"math"
	"math/rand/v2"

	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/internal/detmath"
)

// servingBatches draws batches like those that serving hits: two in three are pure decode, one in four a mixed step,
// the rest a prefill alone. Sequences and contexts are log-uniform, decodes 1..256 with a mean context of 32..4096,
// prefills 2..2048 tokens in all, half of them without context. The draw depends on seed alone.
func servingBatches(count int, seed uint64) []oracle.Batch {
	r := rand.New(rand.NewPCG(seed, 0))
	batches := make([]oracle.Batch, count)
	for i := range batches {
		b := &batches[i]
		kind := r.Float64()
		if kind < 0.92 {
			most := 256.0
			if kind >= 0.67 {
				most = 128
			}
			b.Decodes = logUniform(r, 1, most)
			spread := r.Float64() // half the width of the contexts, relative to the mean
			mean := logUniform(r, 32, 4096)
			b.DecodeContext = mean * b.Decodes
			b.DecodeMin, b.DecodeMax = mean, mean
			if b.Decodes > 1 {
				b.DecodeMin = int64(float64(mean) * (1 - spread))
				b.DecodeMax = int64(float64(mean) * (1 + float64(spread*(1+r.Float64()))))
			}
		}
		if kind >= 0.67 {
			b.PrefillReqs = 1
			b.PrefillTokens = min(logUniform(r, 2, 2048), 2048-b.Decodes)
			if r.Float64() < 0.5 {
				b.PrefillContext = logUniform(r, 16, 4096)
			}
		}
		b.Outputs = b.Decodes + b.PrefillReqs
	}
	return batches
}

// logUniform draws an integer in low..high whose logarithm is uniform.
func logUniform(r *rand.Rand, low, high float64) int64 {
	return int64(math.Round(low * detmath.Exp(r.Float64()*detmath.Log(high/low))))
}
