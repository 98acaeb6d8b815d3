package byhand

import "github.com/llmemu/playground/engine/profile"

// Round is a profile whose steps are easy to add up. A step takes, in milliseconds,
//
//	6.4                               for itself and its first output token
//	+ 0.1 for each output token more  (also the lm_head's)
//	+ 0.2 for each token in it
//	+ 0.1 for each token of context that its decodes read
//	+ 0.2 for each token of context of its prefill
//
// in tenths: 64 + 2·tokens + (outputs − 1) + decode contexts + 2·prefill context. Several prefills count as one with as many
// query-key pairs: tokens·(context + tokens/2) each, so that its context is all pairs ÷ all tokens − all tokens ÷ 2.
//
// All times at the knots are 0.1 ms times a power of two, which the file keeps exactly.
func Round() *profile.Profile {
	p := sheet()
	p.Range = profile.Range{MaxPrefillTokens: 64, MaxContext: 1024, MaxDecodeSeqs: 8, MaxDecodeSeqsMixed: 4}
	p.Kind = profile.KindGrid
	p.Grid = &profile.Grid{
		Dense:   table([][]int64{{0, 64}}, 0, 128),
		Head:    table([][]int64{{1, 65}}, 64, 128),
		Decode:  table([][]int64{{0, 1, 8}, {0, 256, 1024}}, 0, 0, 0, 0, 256, 1024, 0, 2048, 8192),
		Prefill: table([][]int64{{0, 16, 64}, {0, 1024}}, 0, 2048, 0, 2048, 0, 2048),
	}
	return p
}

// Narrow costs the same, and was measured hardly anywhere: beyond its knots its tables go on as they rose.
func Narrow() *profile.Profile {
	p := Round()
	p.ID, p.Title = "narrow", "Narrow numbers"
	p.Range = profile.Range{MaxPrefillTokens: 12, MaxContext: 20, MaxDecodeSeqs: 2, MaxDecodeSeqsMixed: 1}
	p.Grid = &profile.Grid{
		Dense:   table([][]int64{{0, 8}}, 0, 16),
		Head:    table([][]int64{{1, 65}}, 64, 128),
		Decode:  table([][]int64{{0, 1}, {0, 8}}, 0, 0, 0, 8),
		Prefill: table([][]int64{{0, 8}, {0, 8}}, 0, 16, 0, 16),
	}
	return p
}

// table is a table of the given axes with times in tenths.
func table(axes [][]int64, tenths ...int64) profile.Table {
	return profile.Table{Axes: axes, NS: durations(tenths...)}
}

func durations(tenths ...int64) profile.Durations {
	ns := make(profile.Durations, len(tenths))
	for i, v := range tenths {
		ns[i] = v * Tenth
	}
	return ns
}

// sheet is what the profiles have in common. The frontend holds a request for 0.3 ms, of which 0.2 ms are its own.
func sheet() *profile.Profile {
	return &profile.Profile{
		Format: profile.Format, ID: "round", Title: "Round numbers",
		GPU: profile.GPU{Name: "Paper", MemoryBytes: 1 << 30},
		Model: profile.Model{ID: "paper/round", Name: "Round", Layers: 1, Hidden: 16, Heads: 1, KVHeads: 1, HeadDim: 16,
			Intermediate: 16, Vocab: 16, Parameters: 1, MaxModelLen: 64},
		Engine: profile.Engine{VLLMVersion: "none", Dtype: "bfloat16", KVDtype: "bfloat16", TP: 1, MaxModelLen: 64, MaxNumSeqs: 4,
			MaxNumBatchedTokens: 64, BlockSize: 4, GPUMemoryUtilization: 0.9},
		Frontend: profile.Frontend{SerialUS: 200, ParallelUS: 100, How: "made up"},
		Source:   profile.Source{Name: "Made up", Licence: "CC0-1.0", MeasuredAt: "never"},
	}
}
