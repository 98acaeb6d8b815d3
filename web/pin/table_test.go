// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package pin

import (
	"fmt"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/compare"
	"github.com/llmemu/playground/web/state"
	"github.com/llmemu/playground/web/state/statetest"
)

// table is that of a pinned run beside one with other figures.
func table(t *testing.T, noise *compare.Outcome) *Table {
	t.Helper()
	a := statetest.New(t, nil) // nothing is asked of the host
	a.Pin = &state.Pin{Scenario: a.Scenario.Clone(), Result: a.Result, Noise: noise}
	return &Table{App: a}
}

func TestADifferenceIsToldInItsUnit(t *testing.T) {
	for _, c := range []struct {
		row  compare.Row
		want string
	}{
		{compare.Row{Key: "p50_ttft_ms", Unit: "ms", A: 200, B: 150, Difference: -50, Percent: -25, Margin: 10, Beyond: true, Good: true},
			"TTFT p50: 200 ms, 150 ms, −50.0 ms (−25 %) ± 10.0 ms, good, yes, better"},
		{compare.Row{Key: "output_throughput", Unit: "tok/s", A: 2000, B: 1000, Difference: -1000, Percent: -50, Margin: 40, Beyond: true, Bad: true},
			"Output: 2,000 tok/s, 1,000 tok/s, −1,000 tok/s (−50 %) ± 40.0 tok/s, bad, yes, worse"},
		{compare.Row{Key: "slo_attainment", Unit: "share", A: 0.5, B: 0.75, Difference: 0.25, Percent: 50, Margin: 0.5},
			"SLO attainment: 50.0 %, 75.0 %, +25.0 points ± 50.0 points, plain, no"},
		{compare.Row{Key: "mean_running", A: 20, B: 30, Difference: 10, Percent: 50, Margin: 2, Beyond: true},
			"Running, mean: 20.0, 30.0, +10.0 (+50 %) ± 2.00, plain, yes"},
		{compare.Row{Key: "preemptions", B: 3, Difference: 3, Margin: 4},
			"Preemptions: 0, 3.00, +3.00 ± 4.00, plain, no"},
		{compare.Row{Key: "preemptions"}, "Preemptions: 0, 0, no difference ± 0, plain, equal"},
		{compare.Row{Key: "p50_itl_ms", Unit: "ms", A: 25, B: 25.01, Difference: 0.01, Percent: 0.04, Margin: 0.001, Beyond: true, Bad: true},
			"ITL p50: 25.0 ms, 25.0 ms, no difference ± 0.00100 ms, plain, equal"},
	} {
		r := table(t, &compare.Outcome{Rows: []compare.Row{c.row}}).rows()[0]
		got := fmt.Sprintf("%s: %s, %s, %s %s, %s, %s", r.name, r.a, r.b, r.difference, r.margin, r.tone, r.beyond)
		if got = strings.NewReplacer("\u00a0", " ", "\u2009", " ").Replace(got); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
}

func TestTheTableSaysWhichSeedsRan(t *testing.T) {
	c := table(t, &compare.Outcome{Seeds: 8, First: 5})
	if got := c.basis(); got != "means over 8 seeds, 5 to 12" {
		t.Errorf("%q", got)
	}
}

func TestTheStripSaysWhatDiffersFromA(t *testing.T) {
	c := &Strip{App: table(t, nil).App}
	if len(c.fields()) != 0 || !strings.HasPrefix(c.lead(), "is the run on show.") {
		t.Errorf("%v: %s", c.fields(), c.lead())
	}
	c.App.Ran.Engine.MaxNumSeqs, c.App.Ran.Engine.NumGPUBlocks = 64, 500
	c.App.Pin.Scenario.Engine.NumGPUBlocks = 9600
	want := map[string]field{"max_num_seqs": {"max_num_seqs", "256", "64"}, "num_gpu_blocks": {"num_gpu_blocks", "9600", "500"}}
	got := c.fields()
	for _, f := range got {
		if f.a, f.b = strings.ReplaceAll(f.a, ",", ""), strings.ReplaceAll(f.b, ",", ""); f != want[f.name] {
			t.Errorf("%+v, want %+v", f, want[f.name])
		}
	}
	if len(got) != 2 || c.lead() != "against this run, which differs in 2 fields:" {
		t.Errorf("%d fields, %q", len(got), c.lead())
	}
}
