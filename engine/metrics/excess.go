package metrics

import (
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/plainjson"
)

// Excess is one way in which steps left what the profile measured.
type Excess struct {
	What  string // "prefill_tokens", "context", "decode_seqs" or "decode_seqs_mixed"
	Limit int64  // measured up to here
	Steps int    // how many went on
}

// String says it in a few words.
func (e Excess) String() string {
	limit := format.Count(e.Limit)
	way := map[string]string{
		"prefill_tokens":    "more than " + limit + " prefill tokens",
		"context":           "context longer than " + limit + " tokens",
		"decode_seqs":       "more than " + limit + " decodes",
		"decode_seqs_mixed": "more than " + limit + " decodes beside a prefill",
	}[e.What]
	return way + " (" + format.Count(e.Steps) + ")"
}

// excesses lists the ways in which steps left the range.
func (l *Log) excesses(r profile.Range) []Excess {
	list := []Excess{}
	for i, e := range [len(l.Beyond)]Excess{ // in the order of oracle's bits
		{What: "prefill_tokens", Limit: r.MaxPrefillTokens},
		{What: "context", Limit: r.MaxContext},
		{What: "decode_seqs", Limit: r.MaxDecodeSeqs},
		{What: "decode_seqs_mixed", Limit: r.MaxDecodeSeqsMixed},
	} {
		if e.Steps = l.Beyond[i]; e.Steps > 0 {
			list = append(list, e)
		}
	}
	return list
}

// Members are those of the JSON.
func (e *Excess) Members() plainjson.Members {
	return plainjson.Members{
		"what", &e.What, "limit", &e.Limit, "steps", &e.Steps,
	}
}
