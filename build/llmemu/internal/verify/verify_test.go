package verify

import (
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/llmemu/playground/build/llmemu/internal/silicon"
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
	table, err := report.Table()
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := Insert(document, report.Markdown(table))
	if err != nil {
		t.Fatal(err)
	}
	if string(fresh) != string(document) {
		t.Error("docs/FIDELITY.md is not what llmemu verify writes today: run it")
	}
	for id, off := range worstListed(t, string(document)) {
		if w := table[id].Worst; math.Abs(w.Off()-off) > 0.06 { // what the document rounds away
			t.Errorf("%s: the badge's worst is %.3f %% off, the document lists %.2f %%", id, w.Off(), off)
		}
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

// worstListed reads the tables of docs/FIDELITY.md: how far off, without its sign, is the worst figure of each profile that
// something judges.
func worstListed(t *testing.T, document string) map[string]float64 {
	t.Helper()
	worst, id := map[string]float64{}, ""
	for _, line := range strings.Split(document, "\n") {
		cells := strings.Split(line, "|")
		switch {
		case strings.HasPrefix(line, "#"):
			id = ""
		case strings.HasPrefix(line, "Profile `") && !strings.Contains(line, "judges nothing"):
			id = strings.Split(line, "`")[1]
			worst[id] = 0
		case id != "" && len(cells) == 8 && strings.HasSuffix(cells[5], "% "): // metric, stat, measured, emulated, error, others
			worst[id] = max(worst[id], signless(t, cells[5]))
		case strings.HasPrefix(line, "| `") && len(cells) == 8: // profile, rows, TPOT, worst, TTFT, worst
			worst[strings.Trim(cells[1], " `")] = max(signless(t, cells[4]), signless(t, cells[6]))
		}
	}
	if len(worst) != 16 {
		t.Errorf("%d profiles are listed: %v", len(worst), worst)
	}
	return worst
}

// signless reads "−8.93 %".
func signless(t *testing.T, cell string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(strings.Trim(cell, " %+−"), 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
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

// TestAStrangersRunLeavesTheHeadline: a run of another engine is a figure of the profile and may be its worst one, but the
// badge goes on quoting the profile's own engine. What something was chosen by is no figure at all.
func TestAStrangersRunLeavesTheHeadline(t *testing.T) {
	line := func(key string, off float64) []Line {
		return []Line{{Deviation: metrics.Deviation{Key: key, Stat: "mean", Measured: 10, ErrorPct: off}}}
	}
	report := Report{Points: []Result{
		{Profile: "rtx4090-llama-3.1-8b-bf16-tp1", Title: "vLLM 2 on a GPU, usual", Lines: line("mean_tpot_ms", -1)},
		{Profile: "rtx4090-llama-3.1-8b-bf16-tp1", Title: "vLLM 1 on a GPU, old", Lines: line("mean_tpot_ms", 9), Note: "of last year", Stranger: true},
		{Profile: "rtx4090-llama-3.1-8b-bf16-tp1", Title: "vLLM 1 on a GPU, fitted", Lines: line("mean_tpot_ms", 20), Stranger: true, Fitted: true},
		{Profile: "h100-qwen3-8b-bf16-tp1", Title: "vLLM 1 on a GPU, alone", Lines: line("mean_tpot_ms", 3), Stranger: true},
	}}
	table, err := report.Table()
	if err != nil {
		t.Fatal(err)
	}
	r := table["rtx4090-llama-3.1-8b-bf16-tp1"]
	if len(r.Metrics) != 2 || r.Headline.ErrorPct != -1 || r.Engine != "vLLM 2" || r.Worst.ErrorPct != 9 || r.Worst.Run != "vLLM 1" {
		t.Errorf("%+v with headline %+v and worst %+v", r, r.Headline, r.Worst)
	}
	if r := table["h100-qwen3-8b-bf16-tp1"]; r.Status != validation.Validated || r.Headline.ErrorPct != 3 || r.Engine != "vLLM 1" {
		t.Errorf("a profile that strangers alone ran: %+v", r)
	}
}

// TestTheWorstLoopStandsBesideTheHeadline: the badge quotes the mean over closed loops, and names the loop that is furthest off.
func TestTheWorstLoopStandsBesideTheHeadline(t *testing.T) {
	row := func(concurrency int64, ttft, tpot float64) silicon.Result {
		return silicon.Result{Row: silicon.Row{InputLen: 10, OutputLen: 20, Concurrency: concurrency, TTFTMs: 100, TPOTMs: 10}, EmulatedTTFTMs: ttft, EmulatedTPOTMs: tpot}
	}
	g := Group{Profile: "p", Results: []silicon.Result{row(1, 101, 10.2), row(64, 60, 9.4)}}
	r := &validation.Record{Status: validation.Composed}
	validateGroup(r, &g)
	if r.Headline.Key != "tpot_ms" || r.Headline.ErrorPct != 4 || r.Worst.Key != "ttft_ms" || r.Worst.ErrorPct != -40 || r.Worst.Run != "10 → 20 tokens, 64 at a time" {
		t.Errorf("headline %+v, worst %+v", r.Headline, r.Worst)
	}
	if strings.Contains(r.Note, "unknown") {
		t.Errorf("%q, of conditions that are known", r.Note)
	}
}

func TestInsertReplacesWhatWasThere(t *testing.T) {
	report := Report{Runs: []Result{{Profile: "p", Title: "A run", Lines: []Line{{Label: "TPOT", Deviation: metrics.Deviation{Stat: "mean", Measured: 10, Emulated: 9.5, ErrorPct: -5}}}}}}
	got, err := Insert([]byte("before\n"+begin+"old\n"+end+"after\n"), report.Markdown(validation.Table{"p": {Status: validation.Composed}}))
	if err != nil {
		t.Fatal(err)
	}
	text := string(got)
	if !strings.HasPrefix(text, "before\n") || !strings.HasSuffix(text, "after\n") || strings.Contains(text, "old") || !strings.Contains(text, "| TPOT | mean | 10.00 | 9.50 | −5.00 % |") || !strings.Contains(text, "| `p` | Composed, not validated: ") {
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
