package engine_test

import (
	"testing"

	"github.com/llmemu/playground/engine/scenario"
)

// BenchmarkRun is a whole run of 2,000 requests at 9/s, 512 → 256 tokens, without its report: 40 sequences a step.
func BenchmarkRun(b *testing.B) {
	in := bundled(b, "chat")
	in.Scenario = scenario.Default(in.Scenario.Profile)
	w := &in.Scenario.Workload
	w.RandomInputLen, w.RandomOutputLen, w.NumPrompts, w.RequestRate = 512, 256, 2000, 9
	b.ReportAllocs()
	for b.Loop() {
		complete(b, in)
	}
}
