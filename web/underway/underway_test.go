// The test is in the package itself: vugugen reads every file of a component's folder and takes one package only.

package underway

import (
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/web/state/statetest"
)

func TestFigures(t *testing.T) {
	a := statetest.New(t, nil) // nothing is asked of the host
	c := &View{App: a}
	if c.figures() != nil || c.restores() != "" || c.waits() != "" || c.percent() != "0" {
		t.Errorf("without a run: %v, %q, %q", c.figures(), c.restores(), c.waits())
	}
	a.Running, a.Progress = true, &engine.Progress{Requests: 1000, Finished: 0, StepsInAll: 5_220_000, MemoryBytes: 1.93e9}
	if got := c.figures(); len(got) != 4 || got[1].text != "0 of about 5,220,000" || got[3].text != "about 1.93\u00a0GB" {
		t.Errorf("before anything is finished: %v", got)
	}
	a.Progress = &engine.Progress{Requests: 1000, Finished: 429, TTFTP50: 44.9, TTFTP99: 1200}
	if got := c.figures(); len(got) != 6 || got[0].text != "429 of 1,000 requests" || got[4].text != "44.9\u00a0ms" || got[5].text != "1.20\u00a0s" {
		t.Errorf("%v", got)
	}
	if c.percent() != "42" {
		t.Errorf("%s %%", c.percent())
	}
	if c.restores() != "" {
		t.Errorf("the same run again: %q", c.restores())
	}
	a.Scenario.Seed = 7
	if got := c.restores(); got != "Cancel brings back the run that was here before: "+a.Title()+"." {
		t.Errorf("%q", got)
	}
}

func TestWhyAutoRunWaits(t *testing.T) {
	a := statetest.New(t, nil)
	c := &View{App: a}
	a.Scenario.Workload.NumPrompts = 1_000_000
	if got := c.waits(); got != "Settings changed, and auto-run waits: it starts runs that are expected to take under 100\u00a0ms, and this one would take longer." {
		t.Errorf("%q", got)
	}
	for name, change := range map[string]func(){
		"it runs":         func() { a.Running = true },
		"auto-run is off": func() { a.View.AutoRun = false },
		"a short one":     func() { a.Scenario.Workload.NumPrompts = 10 },
		"nothing changed": func() { a.Scenario = a.Ran.Clone() },
	} {
		running, auto, n, scenario := a.Running, a.View.AutoRun, a.Scenario.Workload.NumPrompts, a.Scenario
		change()
		if got := c.waits(); got != "" {
			t.Errorf("%s: %q", name, got)
		}
		a.Scenario = scenario
		a.Running, a.View.AutoRun, a.Scenario.Workload.NumPrompts = running, auto, n
	}
}
