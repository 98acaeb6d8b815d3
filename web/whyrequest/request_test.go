// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package whyrequest

import (
	"testing"

	"github.com/llmemu/playground/engine/explain"
)

func TestWhatARequestSays(t *testing.T) {
	c := &Request{Why: &explain.Request{Request: 1214, PromptLen: 2000, Tokens: 30, E2EMs: 4000, Preemptions: 2}}
	for _, says := range [][2]string{
		{c.title(), "Why did #1,214 take 4.00\u00a0s?"},
		{c.size(), "2,000 in, 30 out"},
		{c.partTitle(explain.PartTime{Part: "queue"}), "Queue wait"},
		{c.partTitle(explain.PartTime{Part: "preempted"}), "Preempted, 2 times"},
		{c.share(explain.PartTime{Ms: 1000}), "25\u2009%"},
		{c.step(explain.Gap{Step: 4102}), "Step 4,102"},
		{c.cause(explain.Gap{Preempted: true, Riders: []explain.Entry{{Request: 7}}}), "preempted"},
		{c.cause(explain.Gap{Riders: []explain.Entry{{Request: 7, Tokens: 1}}}), "prefill of #7, 1 token"},
		{c.cause(explain.Gap{Riders: []explain.Entry{{Request: 7, Tokens: 900}, {Request: 8}, {Request: 9}}}), "prefill of #7, 900 tokens, and 2 more"},
		{c.cause(explain.Gap{}), "left out of a step"},
	} {
		if says[0] != says[1] {
			t.Errorf("%q, want %q", says[0], says[1])
		}
	}
	c.Why.Preemptions = 1
	if got := c.partTitle(explain.PartTime{Part: "preempted"}); got != "Preempted" {
		t.Errorf("%q", got)
	}
}

// TestEventsLeadOn: the request that an event names is a link within its text.
func TestEventsLeadOn(t *testing.T) {
	c := &Request{Why: &explain.Request{}}
	for _, says := range []struct {
		event             explain.Event
		what, other, rest string
	}{
		{explain.Event{Other: 1044, Text: "Reached the engine, behind #1,044 and 13 more"}, "Reached the engine, behind ", "#1,044", " and 13 more"},
		{explain.Event{Other: 7, Text: "Lost its blocks to #7"}, "Lost its blocks to ", "#7", ""},
		{explain.Event{Other: -1, Text: "First token"}, "", "", "First token"},
	} {
		if what, other, rest := c.what(says.event), c.other(says.event), c.rest(says.event); what != says.what || other != says.other || rest != says.rest {
			t.Errorf("%q, %q, %q", what, other, rest)
		}
	}
	if got := c.when(explain.Event{AtS: 14.8066}) + ", " + c.stepOf(explain.Event{Step: 4102}); got != "14.807\u00a0s, Step 4,102" {
		t.Errorf("%q", got)
	}
}
