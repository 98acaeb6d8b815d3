package verify

import (
	"math"
	"testing"

	"github.com/llmemu/playground/profiles/realruns"
)

// What docs/SAMPLED.md promises, in percent. TTFT and throughput of the MI300X are reported there, not promised: one
// TTFT is fitted by the frontend cost, and repeats of the other point moved by tens of percent.
var limits = map[string]map[string]float64{
	"rtx8000-qwen3-8b-random256x128-rate2": {"mean_ttft_ms": 6, "mean_tpot_ms": 3, "mean_e2el_ms": 3, "output_throughput": 3},
	"mi300x-qwen3-8b-1024x128-c1":          {"mean_tpot_ms": 3},
	"mi300x-qwen3-8b-4096x128-c8":          {"mean_tpot_ms": 3},
}

func TestPoints(t *testing.T) {
	points, err := realruns.Points()
	if err != nil {
		t.Fatal(err)
	}
	results, err := Points()
	if err != nil {
		t.Fatal(err)
	}
	for i := range points {
		name := points[i].Name
		for _, l := range results[i].Lines {
			t.Logf("%-40s %-18s measured %8.2f, emulated %8.2f: %+.1f %% (reference %+.1f %%)",
				name, l.Key, l.Measured, l.Emulated, l.ErrorPct, *l.Published)
			if limit, ok := limits[name][l.Key]; ok && math.Abs(l.ErrorPct) > limit {
				t.Errorf("%s: %s is off by %+.2f %%, allowed are %g %%", name, l.Key, l.ErrorPct, limit)
			}
		}
		delete(limits, name)
	}
	for name := range limits {
		t.Errorf("point %s is not bundled", name)
	}
}
