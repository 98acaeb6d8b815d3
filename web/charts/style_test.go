package charts

import (
	"testing"

	"github.com/llmemu/playground/engine/metrics"
)

func TestWhoMeetsAnObjective(t *testing.T) {
	share := 0.8
	s := &metrics.Summary{Completed: 8}
	if got := metBy(s, &share); got != ", met by 80.0\u2009%" {
		t.Errorf("%q", got)
	}
	s.Failed = 2
	if got := metBy(s, &share); got != ", met by 80.0\u2009% of 10 sent" {
		t.Errorf("with failed requests: %q", got)
	}
	if got := metBy(s, nil); got != "" {
		t.Errorf("without an objective: %q", got)
	}
}
