package links_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/llmemu/playground/engine/links"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

// TestEveryScenarioHasOneLink: a link gives the scenario that it was made of, and a scenario that is equal the same link.
func TestEveryScenarioHasOneLink(t *testing.T) {
	r := rand.New(rand.NewPCG(20, 0))
	longest := 0
	for i := range 20_000 {
		s := scenariostest.Valid(r, "h100-llama-3.1-8b-bf16-tp1")
		link := linkOf(t, s)
		again, err := links.Decode(link)
		if err != nil || !reflect.DeepEqual(again, s) {
			t.Fatalf("scenario %d (error %v)\n%s\nis read as\n%s", i, err, s.JSON(), again.JSON())
		}
		if i%10 == 0 && linkOf(t, reordered(t, s)) != link {
			t.Fatalf("scenario %d has another link in another order\n%s", i, s.JSON())
		}
		longest = max(longest, len(link))
	}
	t.Logf("the longest has %d letters", longest)
	if longest > 2000 {
		t.Errorf("the longest link has %d letters; many programs cut at 2,000", longest)
	}
}

// reordered is a scenario as it is read from a file with its members in the order of their names.
func reordered(t *testing.T, s *scenario.Scenario) *scenario.Scenario {
	t.Helper()
	var members any
	if err := json.Unmarshal(s.JSON(), &members); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	again, err := scenario.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return again
}

func linkOf(t *testing.T, s *scenario.Scenario) string {
	t.Helper()
	link, err := links.Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	return link
}

// TestHostileLinks: whatever comes is read, or ends in a message for people, one line of letters that can be seen.
func TestHostileLinks(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 0))
	messages := map[string]int{}
	for range 2000 {
		text := scenariostest.Hostile(t, r, "h100-llama-3.1-8b-bf16-tp1")
		s, err := links.Decode(text)
		if err == nil {
			if err := s.Validate(); err != nil {
				t.Errorf("%q is read as what is not valid: %v", text, err)
			}
			continue
		}
		said := err.Error()
		if len(said) < 10 || len(said) > 400 || strings.ContainsFunc(said, func(c rune) bool { return !unicode.IsPrint(c) && c != '\u00a0' && c != '\u2009' }) {
			t.Errorf("%q: %q", text, said)
		}
		messages[strings.Fields(said)[0]]++
	}
	t.Logf("%d beginnings of messages", len(messages))
	if len(messages) < 20 {
		t.Errorf("the messages begin with %v: the links are all alike", messages)
	}
}
