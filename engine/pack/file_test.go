package pack_test

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/pack"
	"github.com/llmemu/playground/profiles"
)

const bundled = "rtx4090-llama-3.1-8b-bf16-tp1"

func TestOwnFormat(t *testing.T) {
	data, err := profiles.Raw(bundled)
	if err != nil {
		t.Fatal(err)
	}
	p, report, err := pack.FromFile(data, "mine.json")
	if err != nil {
		t.Fatal(err)
	}
	if p.ID != "own-"+bundled || !strings.Contains(strings.Join(report, "\n"), "mine.json") {
		t.Errorf("id %s, report %q", p.ID, report)
	}
	exported, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if again, _, err := pack.FromFile(exported, "again.json"); err != nil || again.ID != p.ID {
		t.Errorf("what was exported comes back as %v, error %v", again, err)
	}
}

func TestAnIDIsSafeInALink(t *testing.T) {
	data, err := profiles.Raw(bundled)
	if err != nil {
		t.Fatal(err)
	}
	odd := strings.Replace(string(data), `"`+bundled+`"`, `"A/b & <c>`+strings.Repeat("é", 200)+`"`, 1)
	p, _, err := pack.FromFile([]byte(odd), "odd.json")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(p.ID, "own-a-b----c--") || len(p.ID) > 100 {
		t.Errorf("id %q", p.ID)
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	data, err := profiles.Raw(bundled)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ data, want string }{
		"nothing":        {" \n", "empty"},
		"cut short":      {string(data[:len(data)/2]), "ends too early"},
		"another format": {strings.Replace(string(data), `"format": 1`, `"format": 7`, 1), "format: 7"},
		"not JSON":       {"hello", "not a JSON object"},
	} {
		if _, _, err := pack.FromFile([]byte(c.data), "f"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}
