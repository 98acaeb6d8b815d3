package verify

import (
	"os"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/profiles/validation"
)

// TestFiles holds the committed tables and badges to what a run of today gives.
func TestFiles(t *testing.T) {
	report, err := All()
	if err != nil {
		t.Fatal(err)
	}
	const documentFile, badgesFile = "../../../../docs/FIDELITY.md", "../../../../profiles/validation.json"
	document, err := os.ReadFile(documentFile)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := Insert(document, report.Markdown())
	if err != nil {
		t.Fatal(err)
	}
	if string(fresh) != string(document) {
		t.Error("docs/FIDELITY.md is not what llmemu verify writes today: run it")
	}
	table, err := report.Table()
	if err != nil {
		t.Fatal(err)
	}
	badges, err := table.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if bundled, err := os.ReadFile(badgesFile); err != nil || string(bundled) != string(badges) {
		t.Errorf("profiles/validation.json is not what llmemu verify writes today (%v): run it", err)
	}
	for id, status := range map[string]string{
		"rtxpro6000-llama-3.1-8b-bf16-tp1": validation.Validated,
		"rtx8000-qwen3-8b-fp16-tp1":        validation.Validated,
		"h100-qwen3-32b-bf16-tp4":          validation.Validated,
		"a40-qwen3-8b-bf16-tp1":            validation.Repaired,
		"rtxpro6000-qwen3-32b-bf16-tp2":    validation.Composed,
	} {
		if got := table[id].Status; got != status {
			t.Errorf("%s is %s, want %s", id, got, status)
		}
	}
}

// TestASecondRunNamesBoth: the badge quotes the worst TPOT of several runs, and every figure says whose it is.
func TestASecondRunNamesBoth(t *testing.T) {
	r := &validation.Record{Status: validation.Repaired}
	for i, title := range []string{"vLLM 1 on a GPU, slow", "vLLM 1 on a GPU, fast"} {
		validate(r, &Result{Title: title, Lines: []Line{{Deviation: metrics.Deviation{Key: "mean_tpot_ms", Stat: "mean", Measured: 10, ErrorPct: []float64{-2, 1}[i]}}}})
	}
	if r.Status != validation.Validated || r.Engine != "vLLM 1" || r.Headline == nil || r.Headline.ErrorPct != -2 {
		t.Errorf("%+v with headline %+v", r, r.Headline)
	}
	if r.Metrics[0].Run != "slow" || r.Metrics[1].Run != "fast" || r.Metrics[0].Key != "tpot_ms" {
		t.Errorf("figures %+v", r.Metrics)
	}
}

func TestInsertReplacesWhatWasThere(t *testing.T) {
	report := Report{Runs: []Result{{Profile: "p", Title: "A run", Lines: []Line{{Label: "TPOT", Deviation: metrics.Deviation{Stat: "mean", Measured: 10, Emulated: 9.5, ErrorPct: -5}}}}}}
	got, err := Insert([]byte("before\n"+begin+"old\n"+end+"after\n"), report.Markdown())
	if err != nil {
		t.Fatal(err)
	}
	text := string(got)
	if !strings.HasPrefix(text, "before\n") || !strings.HasSuffix(text, "after\n") || strings.Contains(text, "old") || !strings.Contains(text, "| TPOT | mean | 10.00 | 9.50 | −5.00 % |") {
		t.Errorf("got\n%s", text)
	}
	if _, err := Insert([]byte("no marks"), ""); err == nil {
		t.Error("a document without marks was taken")
	}
}

func TestProfileOfAFolder(t *testing.T) {
	if id, err := profileOf("/data/rtx4090-llama-3.1-8b-tp1"); err != nil || id != "rtx4090-llama-3.1-8b-bf16-tp1" {
		t.Errorf("got %q, error %v", id, err)
	}
	if _, err := profileOf("/data/rtx4090-llama-3.1-8b-tp9"); err == nil {
		t.Error("a folder without a profile was taken")
	}
}
