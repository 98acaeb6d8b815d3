// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package field

import (
	"testing"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/web/state/statetest"
)

func TestTheValueBeforeAnEdit(t *testing.T) {
	a := statetest.New(t, nil) // nothing is asked of the host
	a.Base.Engine.MaxNumSeqs, a.Scenario.Engine.MaxNumSeqs = 256, 64
	a.Base.Engine.EnablePrefixCaching, a.Scenario.Engine.EnablePrefixCaching = true, false
	a.Base.Engine.AsyncScheduling, a.Scenario.Engine.AsyncScheduling = false, true
	a.Base.Workload.RequestRate, a.Scenario.Workload.RequestRate = 0, 5
	for path, want := range map[string]string{
		"engine.max_num_seqs": "256", "engine.enable_prefix_caching": "on", "engine.async_scheduling": "off",
		"workload.request_rate": "recorded", "seed": "",
	} {
		c := &Field{App: a, Path: path}
		c.Compute()
		if got := c.before(); got != want {
			t.Errorf("%s was %q, want %q", path, got, want)
		}
	}
}

// TestAFieldSaysWhatTheRunMadeOfIt, while the run on show is of its value.
func TestAFieldSaysWhatTheRunMadeOfIt(t *testing.T) {
	a := statetest.New(t, nil)
	fewer := metrics.Caveat{Path: "workload.num_prompts", Text: "num_prompts 3,000: the recorded stream has 300 requests, and each is sent once"}
	a.Result.Summary.LLMEmu.Caveats = append(a.Result.Summary.LLMEmu.Caveats, fewer)
	says := func(path string) string {
		c := &Field{App: a, Path: path}
		c.Compute()
		return c.note()
	}
	if got := says(fewer.Path); got != fewer.Text {
		t.Errorf("num_prompts says %q", got)
	}
	if got := says("workload.request_rate") + says("engine.block_size"); got != "" {
		t.Errorf("other fields say %q", got)
	}
	a.Scenario.Workload.NumPrompts = 200
	if got := says(fewer.Path); got != "" {
		t.Errorf("another value than the run's says %q", got)
	}
}
