package browsertest

import (
	"testing"

	"github.com/llmemu/playground/engine/scenario"
)

// extremes are runs whose figures are as small, as large and as empty as they come.
var extremes = map[string]func(*scenario.Scenario){
	"one long request": func(s *scenario.Scenario) {
		s.Workload.NumPrompts, s.Workload.RandomInputLen, s.Workload.RandomOutputLen, s.SLO.E2ELMs = 1, 100, 8000, 1e6
	},
	"hours of waiting": func(s *scenario.Scenario) {
		s.Workload.NumPrompts, s.Engine.MaxNumSeqs, s.Workload.RandomInputLen, s.Workload.RandomOutputLen, s.SLO.E2ELMs = 300, 1, 100, 6000, 50_000
	},
	"nobody meets the SLO": func(s *scenario.Scenario) {
		s.Workload.NumPrompts, s.Workload.RequestRate, s.SLO.TTFTMs = 200, 50, 0.001
	},
	"one token": func(s *scenario.Scenario) {
		s.Workload.NumPrompts, s.Workload.RequestRate, s.Workload.RandomInputLen, s.Workload.RandomOutputLen, s.SLO.TPOTMs = 5000, 1e5, 1, 1, 10
	},
}

// TestTilesHoldExtremes looks for text that leaves its tile, with a run pinned beside it.
func TestTilesHoldExtremes(t *testing.T) {
	for name, change := range extremes {
		s := scenario.Default("h100-llama-3.1-8b-bf16-tp1")
		change(s)
		t.Run(name, func(t *testing.T) {
			for _, width := range []int64{1440, 360} {
				p := open(t, screen{width: width, height: 800, scale: 1, phone: width < 600}, "")
				p.run("document.querySelector('.pin-button').click()")
				p.openScenario(string(s.JSON()))
				p.settle()
				p.is(`[...document.querySelectorAll('.tiles:not(.tiles-sweep) .tile')].filter((tile) => tile.checkVisibility() && [...tile.querySelectorAll('.tile-figure, .tile-foot, .tile-stats')].some((e) => {
					const range = document.createRange();
					range.selectNodeContents(e);
					return range.getBoundingClientRect().right > tile.getBoundingClientRect().right;
				})).map((tile) => tile.textContent).join()`, "")
			}
		})
	}
}
