package badge

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/profiles/validation"
)

var update = flag.Bool("update", false, "write profiles/validation.json anew")

const file = "../../../../profiles/validation.json"

// TestTheBundledTableIsWhatTheEngineGives keeps badges honest: a change of engine or profile must write them anew.
func TestTheBundledTableIsWhatTheEngineGives(t *testing.T) {
	table, err := Bundled()
	if err != nil {
		t.Fatal(err)
	}
	data, err := table.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	bundled, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bundled, data) {
		t.Errorf("profiles/validation.json is out of date; go test ./build/llmemu/internal/badge -update gives\n%s", data)
	}
}

func TestTheHeadlineIsTheWorstTPOT(t *testing.T) {
	r := Record(&metrics.Comparison{Metrics: []metrics.Deviation{
		{Key: "ttft_ms", Stat: "mean", Measured: 100, Emulated: 150, ErrorPct: 50},
		{Key: "tpot_ms", Stat: "mean", Measured: 30, Emulated: 30.3, ErrorPct: 1},
		{Key: "tpot_ms", Stat: "p99", Measured: 30, Emulated: 33, ErrorPct: 10},
	}}, map[string]float64{"tpot_ms": -2})
	r.Metrics = append(r.Metrics, validation.Figure{Key: "tpot_ms", Stat: "mean", ErrorPct: -1.4})
	r.Finish()
	if r.Headline == nil || r.Headline.ErrorPct != -1.4 {
		t.Errorf("headline %+v", r.Headline)
	}
	if got := r.Metrics[1].PublishedErrorPct; got == nil || *got != -2 || r.Metrics[2].PublishedErrorPct != nil {
		t.Errorf("published errors %v", r.Metrics)
	}
}
