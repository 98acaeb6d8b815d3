package glossary

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/explain"
)

func TestTermsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, term := range terms {
		if seen[term.ID] || term.Name == "" || !strings.HasSuffix(term.Short, ".") || len(term.Short) > 140 {
			t.Errorf("%s: %q", term.ID, term.Short)
		}
		seen[term.ID] = true
		for _, id := range term.See {
			if !known(id) || id == term.ID {
				t.Errorf("%s leads to %q", term.ID, id)
			}
		}
	}
}

func TestPartsHaveTerms(t *testing.T) {
	for _, part := range explain.Keys {
		if !known(OfPart(part)) {
			t.Errorf("part %s has no term", part)
		}
	}
}

// TestThePageNamesTermsThatExist reads the components: each data-term is in the table.
func TestThePageNamesTermsThatExist(t *testing.T) {
	files, err := filepath.Glob("../*/*.vugu")
	if err != nil || len(files) == 0 {
		t.Fatalf("no components (%v)", err)
	}
	found := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range regexp.MustCompile(`\sdata-term="([^"]*)"`).FindAllSubmatch(text, -1) {
			found++
			if !known(string(match[1])) {
				t.Errorf("%s: term %q is not in the table", file, match[1])
			}
		}
	}
	if found == 0 {
		t.Error("no component names a term")
	}
}

// known says whether there is a term with an id.
func known(id string) bool { return slices.ContainsFunc(terms, func(t Term) bool { return t.ID == id }) }
