// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package whystep

import (
	"regexp"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/web/state/statetest"
)

// chosen is a step with ten tokens for three requests.
func chosen(t *testing.T) *Step {
	return &Step{App: statetest.New(t, nil), Why: &explain.Step{
		Step: 12, StartS: 1.25, TookMs: 40, Budget: explain.Gauge{Used: 10, Limit: 40}, Seqs: explain.Gauge{Used: 3, Limit: 6}, Blocks: explain.Gauge{Used: 60, Limit: 80}, Cached: 5,
		Prefill: []explain.Entry{{Request: 4, Tokens: 8, Context: 32, HitTokens: 16}},
		Decode:  []explain.Entry{{Request: 1, Tokens: 1, Context: 500}, {Request: 2, Tokens: 1, Context: 30}},
		Waiting: 8, Queue: make([]explain.Refusal, 7), Cost: []explain.Cost{{Part: "dense", Ms: 30}, {Part: "attention, KV reads", Ms: 10}},
	}}
}

// slices are the slices of a drawing: "class from+width".
func slices(svg string) string {
	var list []string
	for _, m := range regexp.MustCompile(`class="([\w-]+)" x="([\d.]+)%" width="([\d.]+)%"`).FindAllStringSubmatch(svg, -1) {
		list = append(list, m[1]+" "+m[2]+"+"+m[3])
	}
	return strings.Join(list, ", ")
}

func TestGaugesHoldWhatTheStepTook(t *testing.T) {
	for i, want := range []struct{ title, text, bar string }{
		{"Token budget", "10 of 40", "part-prefill 0.000+20.000, part-decode_shared 20.000+5.000"},
		{"Sequences", "3 of 6", "gauge-ink 0.000+50.000"},
		{"KV blocks", "60 of 80", "gauge-kv 0.000+75.000, gauge-cached 75.000+6.250"},
	} {
		if g := chosen(t).gauges()[i]; g.title != want.title || g.text != want.text || slices(string(g.bar)) != want.bar {
			t.Errorf("%s: %s, %s", g.title, g.text, slices(string(g.bar)))
		}
	}
}

func TestWhatAStepSays(t *testing.T) {
	c := chosen(t)
	for _, says := range [][2]string{
		{c.when(), "40.0\u00a0ms from 1.250\u00a0s"},
		{c.batch(), "3 requests, 10 tokens"},
		{c.prefillText(c.Why.Prefill[0]), "8 prefill after 32, 16 from the cache"},
		{c.prefillText(explain.Entry{Tokens: 3, Recompute: true}), "3 recompute"},
		{c.contexts(), "1 token each, context 30 to 500"},
		{c.waiting(), "8 waiting"},
		{c.more(), "and 3 more. "},
		{c.blocks(), "20 blocks free. 5 of them hold a prefix that a request can still find; vLLM also keeps the hashes of blocks that no request here asks for."},
		{slices(string(c.took())), "part-dense 0.000+75.000, part-attention 75.000+25.000"},
		{c.profile(), "on " + c.App.Profile().Sheet.GPU.Name},
	} {
		if says[0] != says[1] {
			t.Errorf("%q, want %q", says[0], says[1])
		}
	}
	c.Why.Cached, c.Why.Waiting, c.Why.Queue = 0, 1, c.Why.Queue[:1]
	if got := c.blocks() + c.more(); got != "20 blocks free, none with a prefix that another request could find." {
		t.Errorf("%q", got)
	}
	if n := strings.Count(string(c.squares()), "<rect"); n != 2 {
		t.Errorf("%d squares", n)
	}
}

func TestAPrefillsBarIsAsLongAsTheLargestAllows(t *testing.T) {
	c := chosen(t)
	c.Why.Prefill = append(c.Why.Prefill, explain.Entry{Request: 5, Tokens: 2})
	if got := slices(string(c.prefillBar(c.Why.Prefill[1]))); got != "part-prefill 0.000+25.000" {
		t.Errorf("%q", got)
	}
}
