package engine_test

import (
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/profiles"
)

// TestASampledProfileDrawsTheSameEverywhere runs natively and in Node: the digest is the contract.
func TestASampledProfileDrawsTheSameEverywhere(t *testing.T) {
	p, err := profiles.Load("rtx8000-qwen3-8b-fp16-tp1")
	if err != nil {
		t.Fatal(err)
	}
	s := scenario.Default(p.ID)
	s.Workload.NumPrompts, s.Workload.RandomInputLen, s.Workload.RequestRate = 100, 256, 2
	digest := func() string {
		return complete(t, engine.Input{Scenario: s, Profile: p}).Report().Summary().LLMEmu.Digest
	}
	const want = "e53528c4d0897960"
	if got := digest(); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
	s.Seed = 1
	if digest() == want {
		t.Error("another seed gives the same digest")
	}
}
