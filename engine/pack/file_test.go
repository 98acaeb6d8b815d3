package pack_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/pack"
	"github.com/llmemu/playground/profiles"
)

const bundled = "rtx4090-llama-3.1-8b-bf16-tp1"

// nobody is told how far a file is.
func nobody(float64) {}

func TestOwnFormat(t *testing.T) {
	data, err := profiles.Raw(bundled)
	if err != nil {
		t.Fatal(err)
	}
	p, report, err := pack.FromFile(data, "mine.json", nobody)
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
	if again, _, err := pack.FromFile(exported, "again.json", nobody); err != nil || again.ID != p.ID {
		t.Errorf("what was exported comes back as %v, error %v", again, err)
	}
}

func TestAnIDIsSafeInALink(t *testing.T) {
	data, err := profiles.Raw(bundled)
	if err != nil {
		t.Fatal(err)
	}
	odd := strings.Replace(string(data), `"`+bundled+`"`, `"A/b & <c>`+strings.Repeat("é", 200)+`"`, 1)
	p, _, err := pack.FromFile([]byte(odd), "odd.json", nobody)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(p.ID, "own-a-b----c--") || len(p.ID) > 100 {
		t.Errorf("id %q", p.ID)
	}
}

// TestHowFarAFileIsIsTold reads a trace of some megabytes: the share rises while it is read, compressed or not, and says 1 when it is.
func TestHowFarAFileIsIsTold(t *testing.T) {
	var trace bytes.Buffer
	for i := range 60000 {
		tokens, admitted := 4, 0
		if i%20 == 0 {
			tokens, admitted = 500, 1
		}
		fmt.Fprintf(&trace, `{"total_tokens": %d, "num_new_reqs": %d, "num_decode_seqs": 4, "sum_kv": %d, "step_cycle_us": %d}`+"\n", tokens, admitted, i, 8000+10*tokens+i%7)
	}
	var compressed bytes.Buffer
	z := gzip.NewWriter(&compressed)
	z.Write(trace.Bytes())
	z.Close()
	for name, data := range map[string][]byte{"trace.jsonl": trace.Bytes(), "trace.jsonl.gz": compressed.Bytes()} {
		var told []float64
		if _, _, err := pack.FromFile(data, name, func(share float64) { told = append(told, share) }); err != nil {
			t.Fatal(name, err)
		}
		if len(told) < 3 || len(told) > 100 || !slices.IsSorted(told) || told[0] >= 0.5 || told[len(told)-1] != 1 {
			t.Errorf("%s: shares %v", name, told)
		}
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
		if _, _, err := pack.FromFile([]byte(c.data), "f", nobody); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}
