// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package field

import (
	"testing"

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
