// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package timeline

import (
	"testing"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/web/state/statetest"
)

// Where the run had no SLO, no request is over it.
func TestRequestsOverTheSLOAreListedWhereThereIsOne(t *testing.T) {
	c := &Timeline{App: statetest.New(t, nil)} // nothing is asked of the host
	for _, says := range []struct {
		slo  scenario.SLO
		want string
	}{{scenario.SLO{}, "All, Preempted, Slowest 5\u2009%, "}, {scenario.SLO{TPOTMs: 40}, "All, Preempted, Over SLO, Slowest 5\u2009%, "}} {
		c.App.Ran.SLO = says.slo
		var got string
		for _, f := range c.filters() {
			got += f.title + ", "
		}
		if got != says.want {
			t.Errorf("%+v: %s", says.slo, got)
		}
	}
}
