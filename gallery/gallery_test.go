package gallery

import (
	"flag"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/scenarios"
)

var update = flag.Bool("update", false, "write the sentences anew")

const sentences = "testdata/sentences.txt"

// TestSentences runs every entry: its claims are true of its figures, and its sentence reads as it did when it was last read by a
// person.
func TestSentences(t *testing.T) {
	var all strings.Builder
	for _, id := range IDs() {
		e := load(t, id)
		r, err := e.Read()
		if err != nil {
			t.Error(err)
			continue
		}
		all.WriteString(id + "\n  " + r.Sentence + "\n")
	}
	if *update && !t.Failed() {
		if err := os.WriteFile(sentences, []byte(all.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(sentences)
	if err != nil {
		t.Fatal(err)
	}
	if all.String() != string(want) {
		t.Errorf("sentences read otherwise; read them after go test ./gallery -update:\n%s", all.String())
	}
}

func load(t *testing.T, id string) *Entry {
	t.Helper()
	e, err := Load(id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestEveryFileIsAnEntry finds files that no group lists, and ids that two groups or a bundled scenario have.
func TestEveryFileIsAnEntry(t *testing.T) {
	found, err := files.ReadDir("entries")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range found {
		names = append(names, strings.TrimSuffix(f.Name(), path.Ext(f.Name())))
	}
	ids := slices.Sorted(slices.Values(IDs()))
	slices.Sort(names)
	if !slices.Equal(ids, names) {
		t.Errorf("groups list %v, there are %v", ids, names)
	}
	if len(ids) < 24 {
		t.Errorf("%d entries, fewer than 24", len(ids))
	}
	for _, id := range scenarios.IDs() {
		if Has(id) {
			t.Errorf("%s is a bundled scenario as well", id)
		}
	}
}

// number is one that stands by itself: "p99", "H100" and "Llama-3.1-8B" hold none.
var number = regexp.MustCompile(`(?:^|[ (])(\d[\d,]*(?:\.\d+)?)`)

// TestNumbersAreSettings finds numbers in a sentence that come neither from a run nor from what is set: nobody would notice that
// they are true no more.
func TestNumbersAreSettings(t *testing.T) {
	known := []string{"1000", "0.19"} // longPrompt, and the vLLM of the measured runs
	digits := regexp.MustCompile(`[\d.]+`)
	for _, id := range IDs() {
		e := load(t, id)
		s, err := e.Run()
		if err != nil {
			t.Fatal(err)
		}
		in, err := scenarios.Input(s)
		if err != nil {
			t.Fatal(err)
		}
		set := append(digits.FindAllString(string(e.Scenario)+string(e.Against)+in.Profile.Title, -1), known...)
		for _, c := range e.Claims {
			if c.Figure == "completed" && *c.AtLeast == *c.AtMost {
				set = append(set, format.Plain(*c.AtLeast))
			}
		}
		for _, found := range number.FindAllStringSubmatch(braces.ReplaceAllString(e.Says, ""), -1) {
			if !slices.Contains(set, strings.ReplaceAll(found[1], ",", "")) {
				t.Errorf("%s: %s is no setting of its scenarios", id, found[1])
			}
		}
	}
}

// TestEveryClaimIsAbout has entries claim something of the figures that their sentences give.
func TestEveryClaimIsAbout(t *testing.T) {
	for _, id := range IDs() {
		e := load(t, id)
		if len(e.Claims) == 0 || e.Title == "" || !braces.MatchString(e.Says) {
			t.Errorf("%s has no claim, no title or no figure", id)
		}
		other, err := e.Other()
		if err != nil {
			t.Fatal(err)
		}
		if (other != nil) != strings.Contains(e.Says, "a.") {
			t.Errorf("%s: its sentence and its second run do not go together", id)
		}
		s, err := e.Run()
		if err != nil {
			t.Fatal(err)
		}
		if other != nil && len(scenario.Diff(s, other)) == 0 {
			t.Errorf("%s is compared with itself", id)
		}
	}
}

// TestClaims holds what a claim refuses, and what it says then.
func TestClaims(t *testing.T) {
	f := Figures{"x": {10, "ms"}, "a.x": {4, "ms"}, "zero": {0, ""}}
	bound := func(v float64) *float64 { return &v }
	for name, c := range map[string]struct {
		claim Claim
		want  string
	}{
		"just enough":     {Claim{"x / a.x", bound(2.5), nil}, ""},
		"too little":      {Claim{"x / a.x", bound(2.6), nil}, "x / a.x is 2.5, less than 2.6"},
		"just not much":   {Claim{"x", nil, bound(10)}, ""},
		"too much":        {Claim{"x", nil, bound(9.9)}, "x is 10, more than 9.9"},
		"nothing claimed": {Claim{"x", nil, nil}, "x: no claim is made"},
		"unknown":         {Claim{"y", bound(1), nil}, `there is no figure "y"`},
		"of nothing":      {Claim{"x / zero", bound(1), nil}, "x / zero: a ratio to 0"},
	} {
		got := ""
		if err := c.claim.Check(f); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	e := Entry{Says: "{x} is {x / a.x} times {a.x}"}
	if got, err := e.Sentence(f); err != nil || got != "10.0\u00a0ms is 2.50 times 4.00\u00a0ms" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestFiguresAreWritten in what they are counted in.
func TestFiguresAreWritten(t *testing.T) {
	for want, f := range map[string]Figure{
		"93.1\u00a0ms": {93.1, "ms"}, "2.50\u00a0s": {2.5, "s"}, "37.5\u2009%": {0.375, "share"}, "1,200": {1200, ""}, "4.25": {4.25, ""}, "4.20\u00a0req/s": {4.2, "req/s"},
	} {
		if got := f.String(); got != want {
			t.Errorf("%v is written %q, want %q", f, got, want)
		}
	}
}
