// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package header

import (
	"testing"

	"github.com/llmemu/playground/web/state/statetest"
)

func TestTheStatusSaysWhetherTheResultIsCurrent(t *testing.T) {
	a := statetest.New(t, nil) // nothing is asked of the host
	c := &Header{App: a}
	const ran = "300 requests, 72.8 s simulated"
	if got := c.status(); got != ran {
		t.Errorf("%q", got)
	}
	a.Scenario.Seed = 7
	if got := c.status(); got != "Settings changed" {
		t.Errorf("changed: %q", got)
	}
	a.Running = true
	if got := c.status(); got != ran {
		t.Errorf("changed and run: %q", got)
	}
	a.Status = "Link copied"
	if got := c.status(); got != "Link copied" {
		t.Errorf("after an action: %q", got)
	}
}
