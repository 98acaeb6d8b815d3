package oracle

import (
	"testing"

	"github.com/llmemu/playground/engine/profile"
)

// The CPU's part is added to every step that serves somebody, and grows with the requests of the step.
func TestHostTime(t *testing.T) {
	p := small()
	without, err := New(p, 0)
	if err != nil {
		t.Fatal(err)
	}
	with, err := New(p.WithServer(profile.Server{Host: profile.Host{StepUS: 300, SequenceUS: 2.5}}), 0)
	if err != nil {
		t.Fatal(err)
	}
	b := &Batch{PrefillTokens: 20, PrefillReqs: 1, Decodes: 3, DecodeContext: 30, DecodeMin: 10, DecodeMax: 10, Outputs: 4}
	if got := with.Step(b).Total() - without.Step(b).Total(); got != 310_000 {
		t.Errorf("%d ns more with host time, want 310,000", got)
	}
	if got := with.Step(&Batch{}).Total(); got != 0 {
		t.Errorf("a step of nothing takes %d ns", got)
	}
}
