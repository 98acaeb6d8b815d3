package explain_test

import (
	"flag"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/servercfg"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

var properties = flag.Int("properties", 500, "how many random scenarios TestWhatIsSaidOfATail looks at")

// TestWhatIsSaidOfATail holds the facts of random scenarios to the groups that they speak of, and what is proposed to runs of it.
// -properties looks at more.
func TestWhatIsSaidOfATail(t *testing.T) {
	facts, tries := 0, 0
	for number := range *properties {
		in := scenariostest.Drawn(t, number)
		f := take(t, in).Facts()
		fail := func(text string, args ...any) {
			t.Errorf("scenario %d: %s\n%+v\n%s", number, fmt.Sprintf(text, args...), f, in.Scenario.JSON())
		}
		checkExcess(f, fail)
		for _, fact := range f.List {
			facts++
			checkFact(f, fact, fail)
			if fact.Action.Path != "" {
				tries++
				checkTry(t, in, fact, fail)
			}
		}
	}
	if facts < *properties || 20*tries < *properties {
		t.Errorf("%d facts and %d tries in %d scenarios: too few to tell", facts, tries, *properties)
	}
}

// checkExcess: facts and rest are what the tail has more of each part, those of facts positive and in order; together they are the
// difference of the groups.
func checkExcess(f *explain.Facts, fail func(string, ...any)) {
	tail, middle := parts(f.Tail.Parts), parts(f.Middle.Parts)
	left, sum, more := map[string]bool{}, 0.0, 0.0
	for part := range tail {
		left[part] = true
		more += max(0, tail[part]-middle[part])
	}
	one := func(part string, ms float64) {
		sum += ms
		if want := tail[part] - middle[part]; math.Abs(ms-want) > 1e-5 || !left[part] {
			fail("%s is %g ms of the difference, of the groups %g", part, ms, want)
		}
		delete(left, part)
	}
	for i, fact := range f.List {
		one(fact.Part, fact.Ms)
		if fact.Ms < f.Tail.E2EMs/100 || i > 0 && fact.Ms > f.List[i-1].Ms || fact.Share != format.Share(fact.Ms, math.Round(more*1e6)/1e6) {
			fail("%s with %g ms, %s of %g, does not stand at %d", fact.Part, fact.Ms, fact.Share, more, i)
		}
	}
	for _, p := range f.Rest {
		one(p.Part, p.Ms)
	}
	for part := range left {
		if tail[part] != middle[part] {
			fail("%s is left out", part)
		}
	}
	if math.Abs(sum-f.DifferenceMs) > 1e-5 || math.Abs(f.DifferenceMs-(f.Tail.E2EMs-f.Middle.E2EMs)) > 1e-3 {
		fail("parts make %g ms, the difference is %g, of the groups %g", sum, f.DifferenceMs, f.Tail.E2EMs-f.Middle.E2EMs)
	}
}

// checkFact: a fact names both groups' means of its part.
func checkFact(f *explain.Facts, fact explain.Fact, fail func(string, ...any)) {
	tail, middle := format.Duration(parts(f.Tail.Parts)[fact.Part]), format.Duration(parts(f.Middle.Parts)[fact.Part])
	if want := tail + " at the mean, against " + middle + " in the middle"; !strings.Contains(fact.Text, want) {
		fail("%q does not say %q", fact.Text, want)
	}
	var ours, theirs float64
	if _, rest, ok := strings.Cut(fact.Text, " come from steps of "); ok {
		fmt.Sscanf(rest, "%f", &ours)
		if _, rest, ok = strings.Cut(rest, " from steps of "); ok {
			fmt.Sscanf(rest, "%f", &theirs)
		}
		if larger := strings.HasPrefix(fact.Title, "Larger batches"); larger != (ours > 1.05*theirs) && math.Abs(ours/theirs-1.05) > 0.01 {
			fail("%q: %g decodes, against %g", fact.Title, ours, theirs)
		}
	}
	if strings.Contains(fact.Text, ".00 steps") || strings.Contains(fact.Text, " 1 tokens") {
		fail("%q", fact.Text)
	}
}

// checkTry: what is proposed runs, vLLM has nothing more to object, and with the run's own seed it is better in one of the figures that
// it names, all of which are those of the two runs.
func checkTry(t *testing.T, in engine.Input, fact explain.Fact, fail func(string, ...any)) {
	t.Helper()
	to := in
	to.Scenario = in.Scenario.Clone()
	field := scenario.FieldAt(fact.Action.Path)
	to.Scenario.Upgrade(field.Since)
	if err := field.SetText(to.Scenario, fact.Action.Value); err != nil {
		fail("%v", err)
		return
	}
	before, after := summary(t, in), summary(t, to)
	_, old := servercfg.Start(in.Scenario, in.Profile)
	_, now := servercfg.Start(to.Scenario, to.Profile)
	for _, f := range now {
		same := func(o servercfg.Finding) bool { return o.Path == f.Path && o.Kind == f.Kind }
		if (f.Kind == servercfg.Refuse || f.Kind == servercfg.Doubt) && !slices.ContainsFunc(old, same) {
			fail("%s: %s", fact.Action.Label, f.Text())
		}
	}
	gains, costs, _ := strings.Cut(fact.Text[strings.Index(fact.Text, " With "):], " It costs: ")
	better := 0
	for name, metric := range map[string]string{"TTFT": "ttft_ms", "TPOT": "tpot_ms", "E2E": "e2el_ms"} {
		a, b := *after.Stat(metric, "p99"), *before.Stat(metric, "p99")
		said := name + " p99 is " + format.Duration(a) + ", not " + format.Duration(b)
		switch {
		case strings.Contains(gains, said) && a < b:
			better++
		case strings.Contains(costs, said) && a > b:
		case strings.Contains(fact.Text, name+" p99 is"):
			fail("%q, and not %q", fact.Text, said)
		}
	}
	if strings.Contains(fact.Text, "goodput is") {
		a, b := *after.RequestGoodput, *before.RequestGoodput
		said := "goodput is " + format.Number(a) + "\u00a0req/s, not " + format.Number(b)
		switch {
		case strings.Contains(gains, said) && a > b:
			better++
		case !strings.Contains(costs, said) || a >= b:
			fail("%q, and not %q", fact.Text, said)
		}
	}
	if better == 0 {
		fail("%q is no gain", fact.Text)
	}
}

func summary(t *testing.T, in engine.Input) *metrics.Summary {
	t.Helper()
	run, err := engine.Complete(in)
	if err != nil {
		t.Fatal(err)
	}
	return run.Report().Summary()
}
