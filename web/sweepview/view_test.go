// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package sweepview

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/web/state/statetest"
)

// shown is the view of a sweep with one line.
func shown(t *testing.T, line sweep.Line) *View {
	t.Helper()
	a := statetest.New(t, nil) // nothing is asked of the host
	a.Sweep.Outcome = &sweep.Outcome{Field: sweep.RateField, Target: 0.99, Requests: 300, Lines: []sweep.Line{line}}
	a.Sweep.Swept = a.Scenario
	return &View{App: a}
}

func TestCapacityTile(t *testing.T) {
	for _, c := range []struct {
		capacity     sweep.Capacity
		number, foot string
	}{
		{sweep.Capacity{Status: sweep.Found, Rate: 5.656, First: "TPOT"}, "5.66", "TPOT misses"},
		{sweep.Capacity{Status: sweep.Nowhere, Above: 2, First: "TTFT", Row: -1}, "<\u20092.00", "lowest rate"},
		{sweep.Capacity{Status: sweep.Nowhere, Above: 2, Row: -1}, "–", "too many are rejected"},
		{sweep.Capacity{Status: sweep.Everywhere, Rate: 10}, "≥\u200910.0", "whole range"},
		{sweep.Capacity{Row: -1}, "–", "not yet known"},
	} {
		tile := shown(t, sweep.Line{Capacity: c.capacity}).tiles()[0]
		if tile.number != c.number || !strings.Contains(tile.foot, c.foot) {
			t.Errorf("%+v: %+v", c.capacity, tile)
		}
	}
	v := shown(t, sweep.Line{Capacity: sweep.Capacity{Row: -1}})
	v.App.Sweep.Swept = v.App.Scenario.Clone()
	v.App.Sweep.Swept.SLO.TTFTMs = 0
	if tile := v.tiles()[0]; !strings.Contains(tile.foot, "no SLO") {
		t.Errorf("without an SLO: %+v", tile)
	}
}

func TestStatusSaysHowFarASweepIs(t *testing.T) {
	v := shown(t, sweep.Line{})
	w := &v.App.Sweep
	w.Running, w.Finished, w.Known, w.TookMs = true, 10, 40, 1000
	if got := v.status(); got != "10 of 40 runs, about 3.00\u00a0s left" {
		t.Errorf("%q", got)
	}
	w.TookMs = 200
	if got := v.status(); got != "10 of 40 runs" {
		t.Errorf("too soon to tell: %q", got)
	}
	w.Running, w.Cancelled = false, true
	if got := v.status(); !strings.HasPrefix(got, "Cancelled after 10 of 40 runs") {
		t.Errorf("%q", got)
	}
}

func TestCostHasATileWhereAPriceIsGiven(t *testing.T) {
	p := &sweep.Point{X: 5, Cost: 0.2}
	p.Mean[keyfigures.TTFTP99] = 300
	v := shown(t, sweep.Line{Best: p, Peak: p, Saturated: p})
	n := len(v.tiles())
	v.App.Sweep.Outcome.Lines[0].Price = 2
	if list := v.tiles(); len(list) != n+1 || list[n].number != "0.200" {
		t.Errorf("%+v", list)
	}
}
