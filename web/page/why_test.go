package page

import (
	"regexp"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/web/state"
)

// explained is a page whose engine has answered.
func explained(t *testing.T) *state.App {
	t.Helper()
	app := newApp(t)
	app.View.Page, app.View.Step, app.View.Request = state.PageTimeline, 4102, 214
	group := explain.Group{Requests: 15, ToS: 29, E2EMs: 32200, Parts: []explain.PartTime{{Part: "queue", Ms: 12000}, {Part: "others_prefill", Ms: 20200}}}
	app.Why = state.Why{
		Facts: &explain.Facts{Tail: group, Middle: group, DifferenceMs: 11500, Rest: []explain.PartTime{{Part: "frontend", Ms: 2}, {Part: "prefill", Ms: -502}}, List: []explain.Fact{{Part: "queue", Ms: 12000, Share: "37\u2009%", Title: "The KV pool was full.",
			Text: "In 1,000 of 1,161 steps.", Action: explain.Action{Label: "Try 9,600", Step: state.None, Path: "engine.num_gpu_blocks", Value: "9600"}}}},
		Step: &explain.Step{Step: 4102, StartS: 72.715, TookMs: 33.2, Budget: explain.Gauge{Used: 634, Limit: 2048}, Seqs: explain.Gauge{Used: 33, Limit: 48},
			Blocks: explain.Gauge{Used: 2580, Limit: 2599}, Cached: 7, Prefill: []explain.Entry{{Request: 213, Tokens: 602, Recompute: true}},
			Decode: []explain.Entry{{Request: 1, Tokens: 1, Context: 300}, {Request: 2, Tokens: 1, Context: 4000}}, Idle: 30, IdleWhy: "Their last token is in flight.",
			Waiting: 7, Queue: []explain.Refusal{{Request: 214, Needs: "needs 46 blocks, 19 free", Why: "KV pool full", Code: "blocks"}},
			QueueWhy: "The head is never skipped.", Preempted: []int64{220}, Cost: []explain.Cost{{Part: "dense", Ms: 24.6}, {Part: "attention, KV reads", Ms: 8.6}}},
		Request: &explain.Request{Request: 214, PromptLen: 727, Tokens: 736, E2EMs: 20000, Preemptions: 2,
			Parts:     []explain.PartTime{{Part: "queue", Ms: 5000}, {Part: "prefill"}, {Part: "decode_idle", Ms: 8000}, {Part: "preempted", Ms: 7000}},
			Gaps:      []explain.Gap{{Step: 5, Ms: 120, Riders: []explain.Entry{{Request: 7, Tokens: 900}, {Request: 8, Tokens: 4}}}, {Step: 9, Ms: 90, Preempted: true}},
			Sentences: []string{"It waited 5.00 s."}},
	}
	app.Know(app.Why.Facts)
	return app
}

func TestTheInspectorExplains(t *testing.T) {
	_, text := render(t, explained(t))
	for _, want := range []string{
		"Step 4,102 33.2 ms from 72.715 s", "Token budget 634 of 2,048", "Sequences 33 of 48", "KV blocks 2,580 of 2,599", "19 blocks free. 7 of them hold a prefix that a request can still find;",
		"#213", "602 recompute", "2×", "1 token each, context 300 to 4,000", "30 running requests without a token. Their last token is in flight.",
		"dense 24.6 ms", "attention, KV reads 8.60 ms", "7 waiting", "#214 needs 46 blocks, 19 free KV pool full", "and 6 more. The head is never skipped.",
		"Preempted in this step: #220",
		"Why did #214 take 20.0 s? 727 in, 736 out", "Queue wait 5.00 s 25 %", "Decode, idle engine 8.00 s 40 %", "Preempted, 2 times 7.00 s 35 %", "It waited 5.00 s.",
		"120 ms Step 5 prefill of #7, 900 tokens, and 1 more", "90.0 ms Step 9 preempted",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(text, "Own prefill and recompute 0") {
		t.Error("a part that took no time is listed")
	}
	if t.Failed() {
		t.Log(text)
	}
}

func TestTheTailIsExplained(t *testing.T) {
	app := explained(t)
	app.View.Page = state.PageOverview
	html, text := render(t, app)
	for _, want := range []string{"What explains the tail slowest 5 % by E2E: 15 requests, sent 0 to 29.0 s Show these 15", "The parts sum to E2E. They take 11.5 s longer than the middle; the rest of it is frontend +2.00 ms, own prefill and recompute −502 ms.", "+12.0 s 37 % of the excess The KV pool was full. In 1,000 of 1,161 steps. Try 9,600"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q in %s", want, text)
		}
	}
	if !strings.Contains(html, "page-peek") {
		t.Error("a request chosen on the overview does not open the inspector")
	}
	app.Escape()
	if html, _ := render(t, app); strings.Contains(html, "page-peek") {
		t.Error("Escape leaves the inspector open")
	}
}

func TestNothingExplainedYet(t *testing.T) {
	app := newApp(t)
	app.SetPage(state.PageTimeline)
	app.SelectStep(metrics.StepRef{Step: 3})
	if _, text := render(t, app); !strings.Contains(text, "The engine runs the scenario again to explain it.") {
		t.Errorf("the page says %s", text)
	}
}

// TestIDsAreUnique holds the whole page to what its labels and scripts rely on.
func TestIDsAreUnique(t *testing.T) {
	html, _ := render(t, explained(t))
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(html, -1) {
		if seen[m[1]] {
			t.Errorf("two elements have the id %s", m[1])
		}
		seen[m[1]] = true
	}
	if len(seen) < 50 {
		t.Errorf("only %d ids were found", len(seen))
	}
}
