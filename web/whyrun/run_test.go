// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package whyrun

import (
	"testing"

	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/web/state/statetest"
)

// shown is the card of a run whose tail has 15 requests and whose middle has 60.
func shown(t *testing.T) *Run {
	t.Helper()
	c := &Run{App: statetest.New(t, nil), Place: "here"} // nothing is asked of the host
	parts := func(ms ...float64) []explain.PartTime {
		return []explain.PartTime{{Part: "queue", Ms: ms[0]}, {Part: "prefill", Ms: ms[1]}, {Part: "preempted", Ms: ms[2]}}
	}
	c.App.Know(&explain.Facts{
		Tail:   explain.Group{Requests: 15, FromS: 2, ToS: 4.5, Parts: parts(900, 30, 0)},
		Middle: explain.Group{Requests: 60, Parts: parts(0, 20, 0)},
	})
	return c
}

func TestTheTailStandsBesideTheMiddle(t *testing.T) {
	c := shown(t)
	facts := c.App.Why.Facts
	for i, want := range []row{
		{"here-tail", "Slowest 5\u2009%", "15 requests", &facts.Tail},
		{"here-middle", "Middle", "p40 to p60", &facts.Middle},
	} {
		if got := c.rows()[i]; got != want {
			t.Errorf("row %d: %+v, want %+v", i, got, want)
		}
	}
	var parts string
	for _, p := range c.legend() {
		parts += p.Part + " "
	}
	if parts != "queue prefill " {
		t.Errorf("the legend has %s", parts)
	}
	if got := c.action(); got != "Show these 15" {
		t.Errorf("the button says %q", got)
	}
}

// What was said of the run before stays, and looks like it, until the engine has explained the new one.
func TestFactsOfTheRunBeforeLookOld(t *testing.T) {
	c := shown(t)
	if got, aside := c.class(), c.aside(); got != "card card-tail" || aside != "slowest 5\u2009% by E2E: 15 requests, sent 2.00 to 4.50\u00a0s" {
		t.Errorf("current: %q, %q", got, aside)
	}
	c.App.Why.Facts.Tail.ToS = c.App.Why.Facts.Tail.FromS
	if aside := c.aside(); aside != "slowest 5\u2009% by E2E: 15 requests, sent at 2.00\u00a0s" {
		t.Errorf("all at once: %q", aside)
	}
	another := *c.App.Result
	c.App.Result = &another
	if got, aside := c.class(), c.aside(); got != "card card-tail card-tail-old" || aside != "The engine looks for it" {
		t.Errorf("of the run before: %q, %q", got, aside)
	}
}
