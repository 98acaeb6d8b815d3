package oracle

import "github.com/llmemu/playground/engine/profile"

// Beyond is the set of ways in which a step lies outside what a profile measured; 0 within.
type Beyond uint8

// The ways, as bits.
const (
	BeyondPrefillTokens Beyond = 1 << iota
	BeyondContext
	BeyondDecodes      // in a step without a prefill
	BeyondDecodesMixed // in a step with one

	BeyondBits = iota // how many ways there are
)

// beyond holds a step against the range of a profile.
func beyond(r *profile.Range, b *Batch) Beyond {
	var out Beyond
	if b.PrefillTokens > r.MaxPrefillTokens {
		out |= BeyondPrefillTokens
	}
	if max(b.PrefillContext, b.DecodeMax) > r.MaxContext {
		out |= BeyondContext
	}
	if b.PrefillTokens == 0 && b.Decodes > r.MaxDecodeSeqs {
		out |= BeyondDecodes
	}
	if b.PrefillTokens > 0 && b.Decodes > r.MaxDecodeSeqsMixed {
		out |= BeyondDecodesMixed
	}
	return out
}
