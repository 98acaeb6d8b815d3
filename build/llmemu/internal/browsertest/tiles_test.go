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
	"half of them rejected": func(s *scenario.Scenario) {
		s.Upgrade(2)
		s.Workload.NumPrompts, s.Workload.RandomRangeRatio, s.Workload.RandomInputLen, s.Engine.MaxModelLen, s.SLO.TPOTMs = 12_000, 0.9, 500, 600, 20
		s.Workload.RandomOutputLen, s.Workload.RequestRate, s.Workload.OnTooLong = 100, 1000, scenario.TooLongReject
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
				p.holds(".tiles:not(.tiles-sweep) .tile")
			}
		})
	}
}

// TestTilesOfASweepHoldTheirTexts looks for the same in a sweep's tiles: with the longest titles, and with the longest notes below.
func TestTilesOfASweepHoldTheirTexts(t *testing.T) {
	for name, hash := range map[string]string{"no capacity": "#v=sweep&sx=engine.max_num_seqs:16:256:5:log", "two profiles": overProfiles} {
		t.Run(name, func(t *testing.T) {
			for _, width := range []int64{1440, 700, 390, 360} {
				openSweep(t, screen{width: width, height: 800, scale: 1, phone: width < 600}, hash).holds(".tiles-sweep .tile")
			}
		})
	}
}

// holds expects that no text leaves its tile, and no title the room that it has there.
func (p *tab) holds(tiles string) {
	p.Helper()
	p.is("[...document.querySelectorAll('"+tiles+`')].filter((tile) => tile.checkVisibility() && [...tile.querySelectorAll('.tile-title, .tile-figure, .tile-foot, .tile-stats')].some((e) => {
		const range = document.createRange();
		range.selectNodeContents(e);
		const held = e.matches('.tile-title') ? e : tile;
		return e.checkVisibility() && range.getBoundingClientRect().right > held.getBoundingClientRect().right + 0.5;
	})).map((tile) => tile.textContent).join()`, "")
}
