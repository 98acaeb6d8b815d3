package charts

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"regexp"
	"testing"

	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/scenarios"
	"github.com/llmemu/playground/scenarios/scenariostest"
	"github.com/llmemu/playground/web/state"
	"github.com/llmemu/playground/web/state/statetest"
)

// names are the columns of packed figures, and their header.
func names(t *testing.T, packed []byte, err error) (map[string]bool, []byte) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	text := packed[4 : 4+binary.LittleEndian.Uint32(packed)]
	var header struct{ Columns []struct{ Name string } }
	if err := json.Unmarshal(text, &header); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, c := range header.Columns {
		found[c.Name] = true
	}
	return found, text
}

// swept is what a sweep over two fields and two profiles comes to, with figures that are all 1.
func swept(t *testing.T, a *state.App) ([]byte, error) {
	t.Helper()
	plan := sweep.Plan{
		X:        sweep.Axis{Field: sweep.RateField, From: 1, To: 8, Points: 3},
		Y:        &sweep.Axis{Field: "engine.max_num_seqs", From: 16, To: 64, Points: 2},
		Profiles: []sweep.Profile{{ID: a.Scenario.Profile, Title: "one", GPUs: 1}, {ID: "other", Title: "other", GPUs: 2}}, Seeds: 2, Attainment: 0.99, Prices: "2",
	}
	s, err := sweep.New(a.Scenario, plan)
	if err != nil {
		t.Fatal(err)
	}
	var ones keyfigures.Set
	for f := range ones {
		ones[f] = 1
	}
	for job, more := s.Next(); more; job, more = s.Next() {
		s.Feed(job.ID, ones)
	}
	return s.Pack()
}

// TestTheScriptsKnowTheColumns: what tooltips and tables look up by name is what static/js/types/figures.d.ts lists.
func TestTheScriptsKnowTheColumns(t *testing.T) {
	types, err := os.ReadFile("../../static/js/types/figures.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	packed := scenariostest.Pack(t, scenariostest.Load(t, scenarios.Opening))
	ofRun, _ := names(t, packed, err)
	for list, prefix := range map[string]string{"RequestColumn": "req.", "SeriesColumn": "ts.", "LongerGapColumn": "gaps.longer."} {
		declared := regexp.MustCompile(`(?s)export type ` + list + ` =(.*?);`).FindSubmatch(types)
		if declared == nil {
			t.Fatalf("figures.d.ts does not list %s", list)
		}
		for _, quoted := range regexp.MustCompile(`"(\w+)"`).FindAllSubmatch(declared[1], -1) {
			if name := prefix + string(quoted[1]); !ofRun[name] {
				t.Errorf("%s has %s, which no result has", list, name)
			}
		}
	}
}

// TestEveryFunctionThatAChartNamesExists: what begins with "@" is one of bind.js.
func TestEveryFunctionThatAChartNamesExists(t *testing.T) {
	script, err := os.ReadFile("../../static/js/bind.js")
	if err != nil {
		t.Fatal(err)
	}
	a := statetest.New(t, nil)
	packed := scenariostest.Pack(t, scenariostest.Load(t, scenarios.Opening))
	_, header := names(t, packed, err)
	if a.Result, err = state.ParseResult(header); err != nil {
		t.Fatal(err)
	}
	points, err := swept(t, a)
	_, outcome := names(t, points, err)
	if a.Sweep.Outcome, err = sweep.ReadHeader(outcome); err != nil {
		t.Fatal(err)
	}
	a.Sweep.Swept = a.Scenario
	for _, page := range []string{state.PageOverview, state.PageGaps, state.PageProfile, state.PageSweep} {
		a.View.Page = page
		text, err := json.Marshal(Specs(a))
		if err != nil {
			t.Fatal(err)
		}
		for _, named := range regexp.MustCompile(`"@(\w+)"`).FindAllSubmatch(text, -1) {
			name := string(named[1])
			if !regexp.MustCompile(`(?m)^  ` + name + `: |"@` + name + `"`).Match(script) {
				t.Errorf("page %s names @%s, which bind.js does not know", page, name)
			}
		}
	}
}
