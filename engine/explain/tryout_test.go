package explain_test

import (
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
)

// pool is the run of four equal requests on a card whose memory holds a pool of so many blocks of 1,024 bytes at 0.8, and of
// more at 0.95. fp8 halves them, at the same cost of a step.
func pool(blocks int64, fp8 bool, change func(*scenario.Engine)) engine.Input {
	four := make([]scenario.Request, 4)
	for i := range four {
		four[i] = scenario.Request{PromptLen: 20, OutputLen: 44}
	}
	in := paper(func(e *scenario.Engine) {
		e.NumGPUBlocks, e.GPUMemoryUtilization, e.BlockSize, e.MaxNumBatchedTokens = 0, 0.8, 16, 64
		change(e)
	}, four...)
	in.Profile.GPU.MemoryBytes = blocks*1024*10/8 + 9
	if fp8 {
		in.Profile.Grid.Alternative = &profile.Alternative{KVDtype: "fp8", Decode: in.Profile.Grid.Decode.NS, Prefill: in.Profile.Grid.Prefill.NS}
	}
	return in
}

// TestWhatGivesAPoolMoreRoom: a request takes 4 blocks in the end, so four need 16 and the null block. What is tried has to fit the
// card, and of several ways it is the one that helps most.
func TestWhatGivesAPoolMoreRoom(t *testing.T) {
	for _, c := range []struct {
		name        string
		in          engine.Input
		path, value string // "" where nothing can be tried
		label       string
	}{
		// 11 blocks are 13 at 0.95, which hold three requests
		{"more of the memory", pool(11, false, func(*scenario.Engine) {}), "engine.gpu_memory_utilization", "0.95", "Try 0.95"},
		{"fp8 holds three where 0.95 holds two", pool(8, true, func(*scenario.Engine) {}), "engine.kv_cache_dtype", "fp8", "Try fp8"},
		{"all of the memory is in use", pool(11, false, func(e *scenario.Engine) { e.GPUMemoryUtilization = 0.96 }), "", "", ""},
		{"but fp8", pool(11, true, func(e *scenario.Engine) { e.GPUMemoryUtilization = 0.96 }), "engine.kv_cache_dtype", "fp8", "Try fp8"},
		{"it is fp8 already", pool(6, true, func(e *scenario.Engine) { e.GPUMemoryUtilization, e.KVCacheDType = 0.96, "fp8" }), "", "", ""},
		{"blocks that are given, and more on the card", pool(40, true, func(e *scenario.Engine) { e.NumGPUBlocks = 11 }), "engine.num_gpu_blocks", "13", "Try 13"},
		{"up to the card's", pool(13, true, func(e *scenario.Engine) { e.NumGPUBlocks = 12 }), "engine.num_gpu_blocks", "13", "Try 13"},
		{"a block more that helps nobody", pool(12, true, func(e *scenario.Engine) { e.NumGPUBlocks = 11 }), "", "", ""},
		{"all of the card's are given", pool(11, true, func(e *scenario.Engine) { e.NumGPUBlocks = 11 }), "", "", ""},
		{"more than the card's", pool(10, true, func(e *scenario.Engine) { e.NumGPUBlocks = 11 }), "", "", ""},
	} {
		c.in.Scenario.Upgrade(2)
		var actions []explain.Action
		for _, fact := range take(t, c.in).Facts().List {
			if fact.Part == "preempted" || fact.Part == "queue" {
				actions = append(actions, fact.Action)
			}
		}
		if len(actions) == 0 {
			t.Errorf("%s: nobody waits", c.name)
		}
		for _, a := range actions {
			if c.path == "" && (a.Path != "" || a.Step < 0) || c.path != "" && (a.Path != c.path || a.Value != c.value || a.Label != c.label) {
				t.Errorf("%s: %+v", c.name, a)
			}
		}
	}
}

// TestWhatIsTriedIsAVersion2 scenario where the field needs one; the run itself stays what it was.
func TestWhatIsTriedIsAVersion2(t *testing.T) {
	in := pool(9, true, func(*scenario.Engine) {})
	s := take(t, in)
	facts := s.Facts()
	if got := facts.List[0].Action; got.Path != "engine.kv_cache_dtype" || in.Scenario.Version != 1 || in.Scenario.Engine.KVCacheDType != scenario.KVAuto {
		t.Errorf("%+v; version %d, %s", got, in.Scenario.Version, in.Scenario.Engine.KVCacheDType)
	}
}

// TestNothingIsProposedThatVLLMRefuses: 18 slots and 16 tokens a step do not go together, 16 do.
func TestNothingIsProposedThatVLLMRefuses(t *testing.T) {
	for slots, want := range map[int64]string{9: "", 8: "16"} {
		many := make([]scenario.Request, 40)
		for i := range many {
			many[i] = scenario.Request{PromptLen: 1, OutputLen: 8}
		}
		proposed := ""
		for _, fact := range take(t, paper(func(e *scenario.Engine) { e.MaxNumSeqs = slots }, many...)).Facts().List {
			if fact.Action.Path == "engine.max_num_seqs" {
				proposed = fact.Action.Value
			}
		}
		if proposed != want {
			t.Errorf("with %d slots %q are proposed, want %q", slots, proposed, want)
		}
	}
}
