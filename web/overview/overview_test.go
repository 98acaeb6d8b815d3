// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package overview

import (
	"testing"

	"github.com/llmemu/playground/web/state/statetest"
)

// The run took 128 sequences and 8,000 blocks, whatever is edited since.
func TestTheLimitsAreThoseOfTheRun(t *testing.T) {
	c := &Overview{App: statetest.New(t, nil)} // nothing is asked of the host
	c.App.Scenario.Engine.MaxNumSeqs, c.App.Scenario.Engine.NumGPUBlocks = 16, 500
	if got := c.limits(); got != "max_num_seqs 128, 8,000 KV blocks" {
		t.Errorf("%q", got)
	}
}
