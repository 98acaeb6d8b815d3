// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package gapview

import (
	"fmt"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/web/state"
	"github.com/llmemu/playground/web/state/statetest"
)

// gaps are those of a run, each figure another; band by band.
func gaps(ms float64) *metrics.Gaps {
	return &metrics.Gaps{
		Count: 1234, P50: ms, P90: 2 * ms, P99: 3 * ms, Fit: &metrics.GapFit{BaseMs: 8, PerThousandMs: 90},
		Bands: []metrics.GapBand{
			{Gaps: 1000, Share: 0.75, P50: ms + 1, P99: ms + 2, Longest: []metrics.GapStep{{Step: 7, Gaps: 3, Request: -1}}},
			{Low: 1, High: 1024, Gaps: 234, Share: 0.25, P50: ms + 3, P99: ms + 4, Longest: []metrics.GapStep{{Step: 8, Gaps: 1, Request: 5}}},
			{Low: 1025, High: 2048},
		},
		Longest: []metrics.GapStep{{Step: 9, Gaps: 1, Request: -1}},
	}
}

func shown(t *testing.T) *View {
	t.Helper()
	a := statetest.New(t, nil) // nothing is asked of the host
	a.Result.Gaps = gaps(20)
	return &View{App: a}
}

func TestFiguresOfBands(t *testing.T) {
	c := shown(t)
	said := func() string {
		var list []string
		for _, f := range c.figures() {
			list = append(list, fmt.Sprintf("%d %s: %s %s, %s, %s [%s]", f.band, f.title, f.number, f.unit, f.p99, f.foot, f.pinned))
		}
		return strings.ReplaceAll(strings.Join(list, "\n"), "\u00a0", " ")
	}
	want := strings.Join([]string{
		"-1 All gaps (ITL): 20.0 ms, p99 60.0 ms, 1,234 gaps []",
		"0 No prefill in the step: 21.0 ms, p99 22.0 ms, 75.0\u2009% of gaps []",
		"1 1 to 1,024 prefill tokens: 23.0 ms, p99 24.0 ms, 25.0\u2009% of gaps []",
		"2 1,025 to 2,048: – , , 0\u2009% of gaps []",
	}, "\n")
	if got := said(); got != want {
		t.Errorf("bands\n%s, want\n%s", got, want)
	}
	pinned := gaps(50)
	pinned.Bands[1].High = 512
	c.App.Pin = &state.Pin{Result: &state.Result{Gaps: pinned}}
	for i, want := range []string{"A 50.0 ms, p99 150 ms", "A 51.0 ms, p99 52.0 ms", "A has other bands", "A has no such gap"} {
		if got := strings.ReplaceAll(c.figures()[i].pinned, "\u00a0", " "); got != want {
			t.Errorf("beside band %d: %q, want %q", i-1, got, want)
		}
	}
	c.App.Result.Gaps = nil
	if c.figures() != nil || c.longest() != nil || len(c.facts()) != 1 {
		t.Error("a run without gaps shows some")
	}
}

func TestTheLongestAreThoseOfTheMarkedBand(t *testing.T) {
	c := shown(t)
	for band, want := range map[int]string{state.None: "9 of all steps 1 request", 0: "7 No prefill in the step 3 requests", 1: "8 1 to 1,024 prefill tokens #5"} {
		c.App.View.GapBand = band
		if g := c.longest()[0]; fmt.Sprint(g.Step, " ", c.longestOf(), " ", who(g)) != want {
			t.Errorf("band %d: %v %s %s", band, g.Step, c.longestOf(), who(g))
		}
	}
}

func TestWhatTheViewSays(t *testing.T) {
	c := shown(t)
	if got := c.fit(); got != "least squares: 8.00\u00a0ms + 90.0\u00a0ms per 1,000 tokens" {
		t.Errorf("%q", got)
	}
	if c.chosen() != "" {
		t.Errorf("%q", c.chosen())
	}
	c.App.View.GapAxis, c.App.View.Step = "batch", 1200
	if c.fit() != "" || c.chosen() != "Step 1,200 in the timeline" || c.row(metrics.GapStep{Step: 1200}) != "row-chosen" || c.row(metrics.GapStep{Step: 1201}) != "" {
		t.Errorf("%q, %q", c.fit(), c.chosen())
	}
	if got := c.alt(); !strings.HasPrefix(got, "Density of 1,234 gaps by length over requests decoding in the step. No prefill in the step: 75.0\u2009% of gaps, p50 21.0\u00a0ms, p99 22.0\u00a0ms. ") {
		t.Errorf("%q", got)
	}
}
