// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package tiles

import (
	"fmt"
	"strings"
	"testing"

	"github.com/llmemu/playground/web/state"
	"github.com/llmemu/playground/web/state/statetest"
)

// said is the strip in words: a line for each tile.
func said(c *Tiles) []string {
	var list []string
	for _, t := range c.tiles() {
		line := strings.TrimSpace(fmt.Sprintf("%s %s %s %s", t.title, t.note, t.number, t.unit))
		for _, p := range t.foot {
			line += " | " + p.tone + " " + p.text
		}
		for _, s := range t.stats {
			line += " | " + s.name + " " + s.text
		}
		list = append(list, strings.NewReplacer("\u00a0", " ", "\u2009", " ").Replace(line))
	}
	return list
}

func holds(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the tiles say\n%s, want\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestEachTileHasItsFigure(t *testing.T) {
	c := &Tiles{statetest.New(t, nil)} // nothing is asked of the host
	c.App.View.Stat = "p90"
	tpot, e2e := 0.75, 0.25
	met := c.App.Result.Summary.LLMEmu.SLOAttainment
	met.TPOT, met.E2EL = &tpot, &e2e
	c.App.Result.Summary.LLMEmu.PrefixHitTokens, c.App.Result.Summary.LLMEmu.MaxKVUsage = 1234, 0.9
	holds(t, said(c),
		"TTFT p90 10.1 s | mean 5.20 s | p50 1.98 s | p99 11.0 s",
		"TPOT p90 36.0 ms | mean 31.0 ms | p50 32.2 ms | p99 38.0 ms",
		"ITL p90 59.0 ms | mean 30.0 ms | p50 25.0 ms | p99 111 ms",
		"E2E p90 29.0 s | mean 24.1 s | p50 24.0 s | p99 33.0 s",
		"Output mean 2,689 tok/s | plain measured 2,967 | strong +0.7 % | all tok/s 6,100 | req/s 4.10",
		"Goodput SLO 1.90 req/s | plain 46.0 % meet all | TTFT 51.0 % | TPOT 75.0 % | E2E 25.0 %",
		"Preemptions  120 | plain 72 requests | peak KV 90.0 % | prefix hits 1,234",
	)
	c.App.Result.Summary.Completed, c.App.Result.Summary.Failed = 1297, 3
	if got := said(c)[5]; !strings.Contains(got, "| plain 46.0 % of 1,300 sent meet all |") {
		t.Errorf("with failed requests the tile says %q", got)
	}
	c.App.Result.Summary.LLMEmu.SLOAttainment = nil
	if n := len(c.tiles()); n != 6 {
		t.Errorf("without an SLO there are %d tiles", n)
	}
}

func TestThePinnedRunsFiguresStandBelow(t *testing.T) {
	c := &Tiles{statetest.New(t, nil)}
	before := *c.App.Result
	a := &before.Summary
	*a.Stat("ttft_ms", "p50"), *a.Stat("tpot_ms", "p50"), *a.Stat("itl_ms", "p50"), a.OutputThroughput = 1000, 64.36, 24.999, 2000
	goodput := 3.8
	a.RequestGoodput, a.LLMEmu.Preemptions = &goodput, 0
	c.App.Pin = &state.Pin{Scenario: c.App.Scenario, Result: &before}
	var feet []string
	for _, tile := range c.tiles() {
		text := ""
		for _, p := range tile.foot {
			text += " | " + p.tone + " " + p.text
		}
		feet = append(feet, strings.NewReplacer("\u00a0", " ", "\u2009", " ").Replace(tile.title+text))
	}
	holds(t, feet,
		"TTFT | plain A 1.00 s | bad +98 %", "TPOT | plain A 64.4 ms | good −50 %", "ITL | plain A 25.0 ms | plain 0 %", "E2E | plain A 24.0 s | plain 0 %",
		"Output | plain A 2,000 | good +34 %", "Goodput | plain A 3.80 | bad −50 %", "Preemptions | plain A 0 | bad from none",
	)
}

func TestExtrapolatedFiguresAreApproximate(t *testing.T) {
	c := &Tiles{statetest.New(t, nil)}
	if got := c.approximate(tile{key: "ttft_ms"}) + c.approximate(tile{key: "preemptions"}); got != "≈\u2009" {
		t.Errorf("%q", got)
	}
	c.App.Result.Summary.LLMEmu.ExtrapolatedSteps = 0
	if got := c.approximate(tile{key: "ttft_ms"}) + c.extrapolated(); got != "" {
		t.Errorf("%q", got)
	}
}

// CSS sets numbers of 5 to 10 characters smaller, each at its own size; a long unit takes room as well.
func TestLongFiguresAreSetSmaller(t *testing.T) {
	for _, c := range []struct{ number, unit, want string }{
		{"1.98", "s", "tile-figure"},
		{"2,689", "s", "tile-figure digits-05"},
		{"1,234,567", "ms", "tile-figure digits-09"},
		{"12,345,678", "", "tile-figure digits-10"},
		{"123,456,789", "tok/s", "tile-figure digits-10 unit-wide"},
		{"≈≈≈≈", "µµ", "tile-figure"},
	} {
		if got := Fit(c.number, c.unit); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.number, c.unit, got, c.want)
		}
	}
}
