package state_test

import (
	"testing"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/web/state"
)

func TestABandIsMarkedAndLetGo(t *testing.T) {
	a, _ := newApp(t)
	a.Result.Gaps = &metrics.Gaps{Bands: []metrics.GapBand{{}, {Low: 1, High: 512}, {Low: 513, High: 1536}}}
	if a.Band() != nil {
		t.Error("a band is marked at first")
	}
	for band := range a.Result.Gaps.Bands {
		a.ToggleGapBand(band)
		if a.Band() != &a.Result.Gaps.Bands[band] {
			t.Errorf("band %d is %+v", band, a.Band())
		}
	}
	a.ToggleGapBand(2)
	if a.Band() != nil || a.View.GapBand != state.None {
		t.Errorf("the band is still %+v", a.Band())
	}
	a.View.GapBand = 3
	if a.Band() != nil {
		t.Error("a band that the run does not have")
	}
	a.View.GapBand, a.Result.Gaps = 0, nil
	if a.Band() != nil {
		t.Error("a band of a run without gaps")
	}
	for want, band := range map[string]metrics.GapBand{"No prefill in the step": {}, "1 to 1,024 prefill tokens": {Low: 1, High: 1024}, "1,025 to 3,072": {Low: 1025, High: 3072}} {
		if got := state.BandName(band); got != want {
			t.Errorf("%+v is called %q", band, got)
		}
	}
}

func TestPinnedGaps(t *testing.T) {
	a, _ := newApp(t)
	a.Result.Gaps = &metrics.Gaps{Count: 7}
	if a.PinnedGaps() != nil {
		t.Error("gaps of nothing pinned")
	}
	a.PinShown()
	if g := a.PinnedGaps(); g == nil || g.Count != 7 {
		t.Errorf("%+v", g)
	}
}

// A step opens with twenty times its length on either side, within the run: it lasts 72.8 s.
func TestOpenStepShowsTheTimeAroundIt(t *testing.T) {
	a, _ := newApp(t)
	for _, c := range []struct{ at, ms, from, to float64 }{{10, 100, 8, 12}, {1, 100, 0, 3}, {72, 100, 70, 72.8}} {
		a.OpenStep(5, c.at, c.ms)
		if v := a.View; v.Page != state.PageTimeline || v.Step != 5 || v.From != c.from || v.To != c.to {
			t.Errorf("at %g s: %+v", c.at, v)
		}
	}
}
