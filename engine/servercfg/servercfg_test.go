package servercfg

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/scheduler"
)

// card is a GPU of some GiB beside whose model half of its memory is free. A block of 16 tokens takes 2 MiB.
func card(gib int64) *profile.Profile {
	return &profile.Profile{
		GPU:    profile.GPU{Name: "Card", MemoryBytes: gib << 30},
		Model:  profile.Model{Layers: 32, KVHeads: 8, HeadDim: 128, Intermediate: 14336, Vocab: 128256, MaxModelLen: 131072},
		Engine: profile.Engine{VLLMVersion: "0.19.0", KVDtype: "bfloat16", TP: 1, MaxModelLen: 8192},
		Memory: profile.Memory{WeightBytes: gib << 29},
	}
}

func open(change func(*scenario.Engine)) *scenario.Scenario {
	s := scenario.DefaultOf(2, "p")
	change(&s.Engine)
	return s
}

// TestDefaultsAreThoseOfTheCard is the table of `vllm serve`.
func TestDefaultsAreThoseOfTheCard(t *testing.T) {
	for _, c := range []struct {
		gib          int64
		name, vllm   string
		tokens, seqs int64
		utilization  float64
	}{
		{24, "RTX 4090", "0.19", 2048, 256, 0.9},
		{69, "Card", "0.19", 2048, 256, 0.9},
		{70, "Card", "0.19", 8192, 1024, 0.9},
		{80, "NVIDIA A100-SXM4-80GB", "0.19", 2048, 256, 0.9},
		{80, "A100", "0.28", 2048, 256, 0.92},
		{160, "Card", "0.19", 8192, 1024, 0.9},
		{24, "RTX 4090", "0.28", 2048, 256, 0.92},
		{159, "Card", "0.28", 8192, 1024, 0.92},
		{160, "Card", "0.28", 16384, 1024, 0.92},
	} {
		p := card(c.gib)
		p.GPU.Name = c.name
		asked := open(func(e *scenario.Engine) { e.VLLMVersion = c.vllm })
		runs, findings := Start(asked, p)
		e := runs.Engine
		if e.MaxNumBatchedTokens != c.tokens || e.MaxNumSeqs != c.seqs || e.GPUMemoryUtilization != c.utilization || e.VLLMVersion != c.vllm {
			t.Errorf("%s of %d GiB under %s: %+v", c.name, c.gib, c.vllm, e)
		}
		if len(findings) != 0 || asked.Engine.MaxNumSeqs != 0 {
			t.Errorf("%s: %+v; the scenario that was asked for has %d sequences", c.name, findings, asked.Engine.MaxNumSeqs)
		}
	}
}

// TestVersion1LeavesNothingToVLLM: its defaults are its own on every card.
func TestVersion1LeavesNothingToVLLM(t *testing.T) {
	runs, findings := Start(scenario.Default("p"), card(80))
	if e := runs.Engine; e.MaxNumBatchedTokens != 2048 || e.MaxNumSeqs != 256 || e.GPUMemoryUtilization != 0.9 || len(findings) != 0 {
		t.Errorf("%+v, %+v", e, findings)
	}
}

// TestVersionOfAProfile: what lies between two versions is the older, and what cannot be read the oldest.
func TestVersionOfAProfile(t *testing.T) {
	for text, want := range map[string]scheduler.Version{
		"0.14.0": scheduler.V019, "0.19.0": scheduler.V019, "0.26.0+rocm": scheduler.V019, "0.28.0": scheduler.V028, "0.28": scheduler.V028,
		"0.29.1": scheduler.V028, "1.0": scheduler.V028, "": scheduler.V019, "main": scheduler.V019, "0.x": scheduler.V019,
	} {
		p := card(24)
		p.Engine.VLLMVersion = text
		if got := VersionOf(scenario.Default("p"), p); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
		s := open(func(e *scenario.Engine) { e.VLLMVersion = "0.28" })
		if got := VersionOf(s, p); got != scheduler.V028 {
			t.Errorf("the scenario's own version is %s", got)
		}
	}
}

// TestRules has each rule where it just holds and where it just does not. A card of 24 GiB takes 4,915 blocks at 0.9, which
// hold 78,640 tokens; 12 GiB are the model's.
func TestRules(t *testing.T) {
	const mml, tokens, seqs, blocks = "engine.max_model_len", "engine.max_num_batched_tokens", "engine.max_num_seqs", "engine.num_gpu_blocks"
	type engine = scenario.Engine
	for _, c := range []struct {
		name   string
		change func(*engine)
		path   string // "" where vLLM has nothing to say
		kind   Kind
		reason string
	}{
		{"the pool just holds one request", func(e *engine) { e.MaxModelLen = 78640 }, "", 0, ""},
		{"one token more", func(e *engine) { e.MaxModelLen = 78641 }, mml, Refuse, "max_model_len (78,641), 9.60 GiB KV cache is needed, more than the available 9.60 GiB; the largest length that fits is 78,640"},
		{"twice the card", func(e *engine) { e.MaxModelLen = 131072 }, mml, Refuse, "16.00 GiB KV cache is needed"},
		{"the model's own length", func(e *engine) { e.MaxModelLen, e.NumGPUBlocks = 131072, 8192 }, blocks, Doubt, "8,192"},
		{"as many sequences as tokens", func(e *engine) { e.MaxNumBatchedTokens, e.MaxNumSeqs = 64, 64 }, "", 0, ""},
		{"a sequence more", func(e *engine) { e.MaxNumBatchedTokens, e.MaxNumSeqs = 64, 65 }, tokens, Refuse, "max_num_batched_tokens (64) must be greater than or equal to max_num_seqs (65)"},
		{"more sequences than the default budget", func(e *engine) { e.MaxNumSeqs = 2049 }, seqs, Refuse, "(2,048) must be"},
		{"few tokens, sequences absent", func(e *engine) { e.MaxNumBatchedTokens = 128 }, seqs, Change, "lowered from 256 to max_num_batched_tokens (128)"},
		{"as many tokens as sequences absent", func(e *engine) { e.MaxNumBatchedTokens = 256 }, "", 0, ""},
		{"whole prompts, tokens absent", func(e *engine) { e.EnableChunkedPrefill = false }, tokens, Change, "raised from 2,048 to max_model_len (8,192)"},
		{"whole prompts that are short", func(e *engine) { e.EnableChunkedPrefill, e.MaxModelLen = false, 2048 }, "", 0, ""},
		{"whole prompts in a budget that takes them", func(e *engine) { e.EnableChunkedPrefill, e.MaxNumBatchedTokens = false, 8192 }, "", 0, ""},
		{"whole prompts in one that does not", func(e *engine) { e.EnableChunkedPrefill, e.MaxNumBatchedTokens = false, 8191 }, tokens, Refuse, "(8,191) must not be smaller than max_model_len (8,192)"},
		{"nearly all of the memory", func(e *engine) { e.GPUMemoryUtilization = 0.999 }, "", 0, ""},
		{"all of the memory", func(e *engine) { e.GPUMemoryUtilization = 1 }, "engine.gpu_memory_utilization", Refuse, "less than all of it"},
		{"blocks of 8", func(e *engine) { e.BlockSize = 8 }, "engine.block_size", Refuse, "blocks of 8 tokens"},
		{"blocks of 24", func(e *engine) { e.BlockSize = 24 }, "engine.block_size", Refuse, "multiples of 16"},
		{"blocks of 48", func(e *engine) { e.BlockSize = 48 }, "", 0, ""},
		{"a threshold of max_model_len", func(e *engine) { e.LongPrefillTokenThreshold = 8192 }, "", 0, ""},
		{"one above it", func(e *engine) { e.LongPrefillTokenThreshold, e.VLLMVersion = 8193, "0.28" }, "engine.long_prefill_token_threshold", Refuse, "(8,193) cannot be greater than max_model_len (8,192)"},
		{"one above it in 0.19", func(e *engine) { e.LongPrefillTokenThreshold = 8193 }, "engine.long_prefill_token_threshold", Doubt, ""},
		{"a budget as large as all sequences", func(e *engine) { e.MaxNumSeqs, e.MaxNumBatchedTokens = 1, 8192 }, "", 0, ""},
		{"one token more", func(e *engine) { e.MaxNumSeqs, e.MaxNumBatchedTokens = 1, 8193 }, tokens, Warn, "(8,193) exceeds max_num_seqs * max_model_len (8,192)"},
		{"as many blocks as the card has", func(e *engine) { e.NumGPUBlocks = 4915 }, "", 0, ""},
		{"a block more", func(e *engine) { e.NumGPUBlocks = 4916 }, blocks, Doubt, "num_gpu_blocks (4,916) are more than the 4,915"},
		{"a pool that just holds one request", func(e *engine) { e.NumGPUBlocks = 512 }, "", 0, ""},
		{"a block less", func(e *engine) { e.NumGPUBlocks = 511 }, blocks, Doubt, "the largest length that fits is 8,176"},
		{"logits of 20,000 sequences", func(e *engine) { e.MaxNumSeqs, e.MaxNumBatchedTokens = 20000, 20000 }, seqs, Doubt, "needs at least 10.62 GiB beside the model, which has 9.60"},
		{"activations of 200,000 tokens", func(e *engine) { e.MaxNumBatchedTokens = 200000 }, tokens, Doubt, "10.80 GiB"},
		{"a watermark in 0.28", func(e *engine) { e.Watermark, e.VLLMVersion = 0.1, "0.28" }, "", 0, ""},
		{"a watermark in 0.19", func(e *engine) { e.Watermark = 0.1 }, "engine.watermark", Refuse, "vLLM 0.19 has no watermark"},
	} {
		_, findings := Start(open(c.change), card(24))
		switch {
		case c.path == "" && len(findings) != 0:
			t.Errorf("%s: %+v", c.name, findings)
		case c.path != "" && (len(findings) != 1 || findings[0].Path != c.path || findings[0].Kind != c.kind || !strings.Contains(findings[0].Reason, c.reason)):
			t.Errorf("%s: %+v\nwant kind %d at %s: %q", c.name, findings, c.kind, c.path, c.reason)
		}
	}
}

// TestNoLongerThanTheModel on a card that would hold more.
func TestNoLongerThanTheModel(t *testing.T) {
	for length, refused := range map[int64]bool{131072: false, 131073: true} {
		_, findings := Start(open(func(e *scenario.Engine) { e.MaxModelLen = length }), card(80))
		if (len(findings) == 1 && findings[0].Path == "engine.max_model_len" && findings[0].Kind == Refuse) != refused || len(findings) > 1 {
			t.Errorf("%d: %+v", length, findings)
		}
	}
}

// TestFlashInferTakesThreeSizes of blocks; another backend may still take the others.
func TestFlashInferTakesThreeSizes(t *testing.T) {
	for size, doubted := range map[int64]bool{16: false, 32: false, 64: false, 48: true, 128: true} {
		p := card(24)
		p.Engine.AttentionBackend = "FLASHINFER"
		_, findings := Start(open(func(e *scenario.Engine) { e.BlockSize = size }), p)
		if (len(findings) == 1 && findings[0].Kind == Doubt) != doubted {
			t.Errorf("blocks of %d: %+v", size, findings)
		}
	}
}

// TestWhatIsChangedRuns: the value that a change names is the one that runs.
func TestWhatIsChangedRuns(t *testing.T) {
	runs, findings := Start(open(func(e *scenario.Engine) { e.MaxNumBatchedTokens = 100 }), card(80))
	if runs.Engine.MaxNumSeqs != 100 || findings[0].Value != 100 {
		t.Errorf("%d sequences, %+v", runs.Engine.MaxNumSeqs, findings)
	}
	runs, findings = Start(open(func(e *scenario.Engine) { e.EnableChunkedPrefill = false; e.MaxModelLen = 9000 }), card(80))
	if runs.Engine.MaxNumBatchedTokens != 9000 || findings[0].Value != 9000 {
		t.Errorf("%d tokens, %+v", runs.Engine.MaxNumBatchedTokens, findings)
	}
}

// TestARefusalIsTheFirst among all that is found, at its field.
func TestARefusalIsTheFirst(t *testing.T) {
	findings := []Finding{{"a", Doubt, "d", 0}, {"b", Change, "c", 1}, {"c", Warn, "w", 0}}
	if err := Refusal(findings); err != nil {
		t.Errorf("refused for %v", err)
	}
	err := Refusal(append(findings, Finding{"d", Refuse, "first", 0}, Finding{"e", Refuse, "second", 0}))
	if err == nil || err.Error() != "d: vLLM refuses this: first" {
		t.Errorf("refused for %v", err)
	}
	for i, want := range []string{"vLLM may refuse this: d", "vLLM changes this: c", "vLLM warns: w"} {
		if got := findings[i].Text(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
