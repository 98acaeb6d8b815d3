// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package sheet

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/profiles/validation"
	"github.com/llmemu/playground/web/state"
)

// described is a profile of which everything is known, each figure another.
func described() *state.Profile {
	published := 2.5
	return &state.Profile{
		Sheet: profile.Profile{
			ID: "fast-small", Measured: []string{"decode"}, Assumed: []string{"the rest, see docs/SAMPLED.md"},
			Engine: profile.Engine{VLLMVersion: "0.19.0", AttentionBackend: "FLASH", Dtype: "bfloat16", KVDtype: "fp8", TP: 2, MaxModelLen: 8000, MaxNumSeqs: 128, MaxNumBatchedTokens: 4096, BlockSize: 32, GPUMemoryUtilization: 0.85, EnforceEager: true},
			Memory: profile.Memory{WeightHow: "counted", OverheadHow: "guessed"}, Frontend: profile.Frontend{How: "timed"},
			Source: profile.Source{Name: "Somebody", Description: "kernel times", Licence: "MIT", MeasuredAt: "2025"},
			Range:  profile.Range{MaxPrefillTokens: 2048, MaxContext: 16384, MaxDecodeSeqs: 256, MaxDecodeSeqsMixed: 64},
		},
		Validation: &validation.Record{Status: validation.Validated, Engine: "vLLM 0.19.0", On: "300 requests", Note: "one run",
			Metrics: []validation.Figure{{Key: "ttft_ms", Stat: "p99", Run: "2 requests/s", PublishedErrorPct: &published}, {Key: "tpot_ms", Stat: "mean"}}},
	}
}

// said is a fact's sentences, with what they lead to.
func said(lines []line) string {
	var all []string
	for _, l := range lines {
		if l.page != "" {
			l.text += " [" + l.title + " → " + l.page + "]"
		}
		all = append(all, l.text)
	}
	return strings.Join(all, "; ")
}

func TestASheetSaysAllThatIsKnown(t *testing.T) {
	var got []string
	for _, f := range (&Sheet{described()}).facts() {
		got = append(got, f.name+": "+said(f.lines))
	}
	want := []string{
		"compared with: vLLM 0.19.0, 300 requests; one run; others: the error that another simulator publishes for the same run",
		"measured: decode", "assumed: the rest [docs/SAMPLED → docs/SAMPLED.html]",
		"validity range: to 256 decodes a step, 64 beside a prefill; 2,048 prefill tokens a step; 16,384 tokens of context",
		"engine: vLLM 0.19.0, attention_backend FLASH, dtype bfloat16, kv_cache_dtype fp8, tensor_parallel_size 2, enforce_eager true, max_num_batched_tokens 4,096, max_num_seqs 128, max_model_len 8,000, block_size 32, gpu_memory_utilization 0.85",
		"memory: weights: counted; overhead: guessed", "frontend: timed", "source: Somebody; kernel times", "measured at: 2025", "licence: MIT", "id: fast-small",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the sheet says\n%s, want\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestWhatIsNotKnownIsNotSaid(t *testing.T) {
	p := described()
	p.Validation = &validation.Record{Status: validation.Composed, Note: "added up"}
	if got := (&Sheet{p}).facts()[0].lines; said(got) != "no run of a real engine; added up" {
		t.Errorf("%q", got)
	}
	bare := &Sheet{&state.Profile{Sheet: profile.Profile{ID: "bare"}}}
	if got := bare.facts(); len(got) != 1 || got[0].name != "id" || bare.figures() != nil {
		t.Errorf("%v", got)
	}
}

func TestFiguresNameTheirRun(t *testing.T) {
	list := (&Sheet{described()}).figures()
	if got := []string{figureTitle(list[0]), published(list[0]), figureTitle(list[1]), published(list[1])}; strings.Join(got, "|") != "TTFT p99, 2 requests/s|+2.5\u2009%|TPOT mean|" {
		t.Errorf("%q", got)
	}
}
