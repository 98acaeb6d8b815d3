package explain_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/scenarios"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

// TestFacts holds the facts of every bundled scenario to their form: the groups' parts sum to their E2E, and a fact has a
// number, its share, evidence and something to do.
func TestFacts(t *testing.T) {
	for _, id := range scenarios.IDs() {
		sc := scenariostest.Load(t, id)
		f := take(t, scenariostest.Input(t, sc)).Facts()
		for _, g := range []explain.Group{f.Tail, f.Middle} {
			sum := 0.0
			for _, p := range g.Parts {
				sum += p.Ms
			}
			if math.Abs(sum-g.E2EMs) > 1e-3 { // means are whole nanoseconds, seven times
				t.Errorf("%s: parts of %g ms make %g ms", id, sum, g.E2EMs)
			}
		}
		if f.Tail.E2EMs <= f.Middle.E2EMs || len(f.List) == 0 || len(f.List) > 3 {
			t.Errorf("%s: tail %g ms, middle %g ms, %d facts", id, f.Tail.E2EMs, f.Middle.E2EMs, len(f.List))
		}
		for _, fact := range f.List {
			if fact.Ms <= 0 || !strings.HasSuffix(fact.Share, "%") || !strings.HasSuffix(fact.Title, ".") || !strings.HasSuffix(fact.Text, ".") {
				t.Errorf("%s: %+v", id, fact)
			}
			if a := fact.Action; a.Label == "" || a.Step < 0 && a.Path == "" && a.ToS <= a.FromS {
				t.Errorf("%s: nothing to do about %+v", id, fact)
			}
			if path := fact.Action.Path; path != "" {
				if err := scenario.FieldAt(path).SetText(sc.Clone(), fact.Action.Value); err != nil {
					t.Errorf("%s: %s %s cannot be tried: %v", id, path, fact.Action.Value, err)
				}
			}
		}
	}
}

// TestTheFirstFact makes runs whose tail has one cause.
func TestTheFirstFact(t *testing.T) {
	steady := func(n int, every float64, prompt, output int64) []scenario.Request {
		var list []scenario.Request
		for i := range n {
			list = append(list, scenario.Request{ArrivalS: float64(i) * every, PromptLen: prompt, OutputLen: output})
		}
		return list
	}
	stalled := steady(60, 0.02, 64, 200)
	for i := range 20 {
		stalled = append(stalled, scenario.Request{ArrivalS: 3 + float64(i)*0.1, PromptLen: 2000, OutputLen: 2})
	}
	longer := steady(100, 1, 64, 40)
	for i := 3; i < 100; i += 20 {
		longer[i].OutputLen = 80
	}
	for _, c := range []struct {
		part, words string
		in          []scenario.Request
		change      func(*scenario.Engine)
	}{
		{"queue", "max_num_seqs requests were running", steady(40, 0.01, 64, 60), func(e *scenario.Engine) { e.MaxNumSeqs = 4 }},
		{"queue", "the pool lacked free blocks", steady(40, 0.01, 640, 60), func(e *scenario.Engine) { e.NumGPUBlocks = 200 }},
		{"others_prefill", "prefill tokens of others a request, against", stalled, nil},
		{"decode_idle", "write 80 tokens at the mean, against 40", longer, nil},
	} {
		f := take(t, made(t, c.change, c.in...)).Facts()
		if first := f.List[0]; first.Part != c.part || !strings.Contains(first.Text, c.words) {
			t.Errorf("want %s with %q, got %+v", c.part, c.words, f.List)
		}
	}
}

// TestWaitingForTheNextStep: nobody is refused, and the tail comes while a step with a long prompt is under way. The fact leads to
// the step that took in whoever waited longest.
func TestWaitingForTheNextStep(t *testing.T) {
	var list []scenario.Request
	for i := range 60 {
		at := float64(i)
		switch i {
		case 10, 30, 50:
			list = append(list, scenario.Request{ArrivalS: at - 0.001, PromptLen: 2000, OutputLen: 1})
		case 20:
			list = append(list, scenario.Request{ArrivalS: at - 0.0005, PromptLen: 4000, OutputLen: 1})
		}
		list = append(list, scenario.Request{ArrivalS: at, PromptLen: 64, OutputLen: 40})
	}
	const longest = 22 // its id: it comes while 4,000 tokens are prefilled, after 20 others like it and two long prompts
	session := take(t, made(t, func(e *scenario.Engine) { e.MaxNumBatchedTokens = 8192 }, list...))
	fact := session.Facts().List[0]
	if fact.Part != "queue" || !strings.HasPrefix(fact.Text, "No step refused anybody; these requests waited ") {
		t.Fatalf("%+v", fact)
	}
	step, err := session.Step(metrics.StepRef{Step: fact.Action.Step})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(step.Prefill, func(e explain.Entry) bool { return e.Request == longest }) {
		t.Errorf("it leads to step %d, in which %+v are prefilled, not #%d", fact.Action.Step, step.Prefill, longest)
	}
}
