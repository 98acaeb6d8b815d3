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
