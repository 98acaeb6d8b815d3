package byhand_test

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine/byhand"
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/internal/plainjson"
)

// pressure is what the figures say of the time until the last arrival, in shares of it.
type pressure struct{ waiting, slots, budget, blocks, running float64 }

// Until the last arrival, tenths of a millisecond in which a request was left waiting, and why; and requests times tenths.
var pressures = map[string]pressure{
	// Until 84.0 ms: step 0 and 1 have nobody waiting, from step 2 at 20.3 ms on every slot is taken. One runs until
	// 20.3 ms, from 0.3 ms on; three from there.
	"Rush":     {637 / 840.0, 637 / 840.0, 0, 0, (200 + 3*637) / 840.0},
	"Strained": {637 / 840.0, 637 / 840.0, 0, 0, (200 + 3*637) / 840.0},
	// Until 80.3 ms: whole prompts do not fit into the budget at 8.3–17.8 and 43.4–68.8, it is spent at 68.8–77.6; blocks are
	// short at 17.8–35.6, and at 35.6–43.4, where a request loses its own. From 77.6 on nobody waits.
	// 1 runs in 0.3–8.3, 2 in 8.3–35.6, 1 in 35.6–43.4, 2 in 43.4–61.5, 1 in 61.5–77.6, 2 in 77.6–80.3
	"Urgent": {693 / 803.0, 0, (95 + 254 + 88) / 803.0, (178 + 78) / 803.0, (80 + 2*273 + 78 + 2*181 + 161 + 2*27) / 803.0},
	// Until 1.1988 s: both slots are taken at 52.0–97.4.
	"Drawn": {454 / 11988.0, 454 / 11988.0, 0, 0, (517 + 2*454 + 149) / 11988.0},
}

// TestFigures holds all figures to the tables, under the names that JSON has for them.
func TestFigures(t *testing.T) {
	for _, r := range runs() {
		t.Run(r.Name, func(t *testing.T) {
			n := float64(len(r.Requests))
			half := r.Each(r.TTFTMs)[:(len(r.Requests)+1)/2]
			s, p := r.Summary(), pressures[r.Name]
			want := byhand.Object{
				"p50_ttft_ms": s["p50_ttft_ms"], "p99_ttft_ms": s["p99_ttft_ms"], "p99_ttft_first_half_ms": byhand.Quantile(half, 0.99),
				"p50_tpot_ms": s["p50_tpot_ms"], "p99_tpot_ms": s["p99_tpot_ms"], "p50_itl_ms": s["p50_itl_ms"], "p99_itl_ms": s["p99_itl_ms"],
				"p50_e2el_ms": s["p50_e2el_ms"], "p99_e2el_ms": s["p99_e2el_ms"], "p99_queue_ms": byhand.Quantile(r.Each(r.QueueMs), 0.99),
				"request_throughput": s["request_throughput"], "output_throughput": s["output_throughput"],
				"request_goodput": r.Goodput() * n / byhand.S(r.End()), "slo_attainment": r.Goodput(),
				"ttft_attainment": r.Attainment(r.TTFTMs, r.TTFT), "tpot_attainment": r.Attainment(r.TPOTMs, r.TPOT), "e2el_attainment": r.Attainment(r.E2EMs, r.E2E),
				"user_tokens_per_s": 1000 / s["p50_tpot_ms"].(float64),
				"preemptions":       s["llmemu"].(byhand.Object)["preemptions"], "max_kv_usage": s["llmemu"].(byhand.Object)["max_kv_usage"],
				"waiting_share": p.waiting, "slots_full_share": p.slots, "budget_spent_share": p.budget, "blocks_short_share": p.blocks,
				// none of the four has a steady part
				"steady": 0, "steady_request_throughput": s["request_throughput"], "steady_output_throughput": s["output_throughput"], "steady_goodput": r.Goodput() * n / byhand.S(r.End()),
				"mean_running": p.running, "completed": n, "failed": 0, "duration": byhand.S(r.End()),
				"num_gpu_blocks": r.Blocks + 1, "extrapolated_share": float64(s["llmemu"].(byhand.Object)["extrapolated_steps"].(int)) / float64(len(r.Steps)),
			}
			figures := complete(t, r).Figures()
			text, err := plainjson.Marshal(&figures)
			if err != nil {
				t.Fatal(err)
			}
			byhand.SameJSON(t, "figures", byhand.Read(t, text), want)
		})
	}
}

// TestFiguresInNumbers is the rush's, read off the table with no code in between: those worth a second look.
func TestFiguresInNumbers(t *testing.T) {
	f := complete(t, byhand.Rush()).Figures()
	for figure, want := range map[keyfigures.Figure]float64{
		keyfigures.TTFTP50: (52.6 + 68.8) / 2, keyfigures.TTFTP99: 90.6 + 0.93*(100.5-90.6), // of 20.3 31.0 26.0 68.8 100.5 52.6 70.2 90.6
		keyfigures.TTFTP99FirstHalf: 31 + 0.97*(68.8-31),
		keyfigures.QueueP99:         61 + 0.93*(68.3-61), // of 0 9.4 4.6 47.6 68.3 29.5 51.2 61.0, and not the 46.9 at the client
		keyfigures.E2ELP50:          (83.7 + 99.2) / 2,   // of 53.9 83.7 69.8 139.0 120.3 110.0 70.2 99.2
		keyfigures.TPOTP50:          10.54,               // of 11.2 10.54 10.95 10.03 9.9 19.13 8.6
		keyfigures.ITLP50:           10.7,                // the 13th of 25, see rushFacts
		keyfigures.Attainment:       2.0 / 8,             // r1 and r2: r0's TPOT is 11.2, r3, r4, r6 and r7 begin late, r5 is slow
		keyfigures.AttainmentTTFT:   4.0 / 8,             // r5's 52.6 meets 52.6
		keyfigures.AttainmentTPOT:   6.0 / 8,             // all but r0 and r5; r6 has none
		keyfigures.AttainmentE2EL:   6.0 / 8,             // all but r3 and r4
	} {
		if math.Abs(f[figure]-want) > 1e-9 {
			t.Errorf("%s is %v, by hand %v", figure.Key(), f[figure], want)
		}
	}
}

// TestWhatIsBetter spells out every figure's name, unit and direction.
func TestWhatIsBetter(t *testing.T) {
	const less, neither, more = -1, 0, 1
	want := map[string]struct {
		unit   string
		better int
	}{
		"p50_ttft_ms": {"ms", less}, "p99_ttft_ms": {"ms", less}, "p99_ttft_first_half_ms": {"ms", less}, "p50_tpot_ms": {"ms", less},
		"p99_tpot_ms": {"ms", less}, "p50_itl_ms": {"ms", less}, "p99_itl_ms": {"ms", less}, "p50_e2el_ms": {"ms", less},
		"p99_e2el_ms": {"ms", less}, "p99_queue_ms": {"ms", less},
		"request_throughput": {"req/s", more}, "output_throughput": {"tok/s", more}, "request_goodput": {"req/s", more},
		"slo_attainment": {"share", more}, "ttft_attainment": {"share", more}, "tpot_attainment": {"share", more},
		"e2el_attainment": {"share", more}, "user_tokens_per_s": {"tok/s", more},
		"preemptions": {"", less}, "waiting_share": {"share", less}, "duration": {"s", less},
		"max_kv_usage": {"share", neither}, "slots_full_share": {"share", neither}, "budget_spent_share": {"share", neither},
		"blocks_short_share": {"share", neither}, "mean_running": {"", neither}, "completed": {"", neither}, "failed": {"", less}, "extrapolated_share": {"share", neither}, "num_gpu_blocks": {"", neither},
		"steady_request_throughput": {"req/s", more}, "steady_output_throughput": {"tok/s", more}, "steady_goodput": {"req/s", more}, "steady": {"share", neither},
	}
	if len(want) != int(keyfigures.NumFigures) {
		t.Errorf("%d figures are spelled out, there are %d", len(want), keyfigures.NumFigures)
	}
	for f := range keyfigures.NumFigures {
		if w, known := want[f.Key()]; !known || f.Unit() != w.unit || f.Better() != w.better {
			t.Errorf("%s is in %q and better by %d; by hand %+v", f.Key(), f.Unit(), f.Better(), w)
		}
	}
}

// TestMeansAndRanges takes three runs that differ in two figures.
func TestMeansAndRanges(t *testing.T) {
	sets := make([]keyfigures.Set, 3)
	for i, v := range []float64{4, 1, 7} {
		sets[i][keyfigures.TTFTP50], sets[i][keyfigures.Extrapolated] = v, 10-v
	}
	mean := keyfigures.Mean(sets)
	low, high := keyfigures.Range(sets)
	if mean[keyfigures.TTFTP50] != 4 || low[keyfigures.TTFTP50] != 1 || high[keyfigures.TTFTP50] != 7 ||
		mean[keyfigures.Extrapolated] != 6 || low[keyfigures.Extrapolated] != 3 || high[keyfigures.Extrapolated] != 9 || mean[keyfigures.ITLP50] != 0 {
		t.Errorf("mean %v, low %v, high %v", mean, low, high)
	}
}
