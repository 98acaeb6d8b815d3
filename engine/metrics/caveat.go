package metrics

import (
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
	"github.com/llmemu/playground/internal/plainjson"
)

// Caveat says how a setting of the run differs from the capture that the profile comes from.
type Caveat struct {
	Path string // of the scenario's field
	Text string
}

// Caveats holds a scenario's settings against what a profile measured. A max_model_len left open is the profile's own, so it
// differs from nothing; steps whose context goes beyond the measured one are counted where they happen, see Excess.
func Caveats(s *scenario.Scenario, p *profile.Profile) []Caveat {
	list := []Caveat{}
	add := func(differs bool, path, text string, values ...int64) {
		if differs {
			texts := make([]any, len(values))
			for i, v := range values {
				texts[i] = format.Count(v)
			}
			list = append(list, Caveat{path, message.Sprintf(text, texts...)})
		}
	}
	e, r := &s.Engine, &p.Range
	add(e.MaxNumBatchedTokens > r.MaxPrefillTokens, "engine.max_num_batched_tokens",
		"max_num_batched_tokens %s: prefill was measured up to %s tokens a step", e.MaxNumBatchedTokens, r.MaxPrefillTokens)
	add(e.MaxNumSeqs > r.MaxDecodeSeqs, "engine.max_num_seqs",
		"max_num_seqs %s: decode was measured up to %s sequences", e.MaxNumSeqs, r.MaxDecodeSeqs)
	add(e.MaxModelLen > r.MaxContext, "engine.max_model_len",
		"max_model_len %s: context was measured up to %s tokens", e.MaxModelLen, r.MaxContext)
	add(e.BlockSize != p.Engine.BlockSize, "engine.block_size",
		"block_size %s: attention was measured with %s", e.BlockSize, p.Engine.BlockSize)
	return list
}

// Members are those of the JSON.
func (c *Caveat) Members() plainjson.Members {
	return plainjson.Members{
		"path", &c.Path, "text", &c.Text,
	}
}
