package state

import (
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/format"
)

// SetGapAxis chooses what the density of token gaps lies over: "prefill" or "batch".
func (a *App) SetGapAxis(axis string) { a.setView(func(v *View) { v.GapAxis = axis }) }

// ToggleGapBand marks a band of prefill tokens among the token gaps, or lets go of it.
func (a *App) ToggleGapBand(band int) {
	a.setView(func(v *View) {
		if v.GapBand == band {
			band = None
		}
		v.GapBand = band
	})
}

// Band is the marked band, nil for none.
func (a *App) Band() *metrics.GapBand {
	if g := a.Result.Gaps; g != nil && a.View.GapBand >= 0 && a.View.GapBand < len(g.Bands) {
		return &g.Bands[a.View.GapBand]
	}
	return nil
}

// PinnedGaps are those of the pinned run, nil where none is compared or it has none.
func (a *App) PinnedGaps() *metrics.Gaps {
	if !a.Comparing() {
		return nil
	}
	return a.Pin.Result.Gaps
}

// OpenStep shows a step in the timeline, with the time around it.
func (a *App) OpenStep(step int, atS, ms float64) {
	around := 20 * ms / 1000
	a.setView(func(v *View) {
		v.Page, v.Step = PageTimeline, step
		v.From, v.To = max(0, atS-around), min(a.Result.Summary.Duration, atS+around)
	})
}

// BandName says which steps a band of gaps holds.
func BandName(b metrics.GapBand) string {
	switch {
	case b.High == 0:
		return "No prefill in the step"
	case b.Low == 1:
		return "1 to " + format.Count(float64(b.High)) + " prefill tokens"
	}
	return format.Count(float64(b.Low)) + " to " + format.Count(float64(b.High))
}
