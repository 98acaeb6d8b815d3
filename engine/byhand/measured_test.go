package byhand_test

import (
	"testing"

	"github.com/llmemu/playground/engine/byhand"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/plainjson"
)

// TestMeasured lays a measured run beside the rush: two requests, and a third TPOT. Their quantiles are linear between the
// two, or the three.
func TestMeasured(t *testing.T) {
	r := byhand.Rush()
	m := &metrics.Measured{Title: "On paper", Settings: "none", Source: "made up", Licence: "CC0-1.0", Scenario: plainjson.Raw(`{"version":1}`),
		TTFTMs: []float64{60, 40}, TPOTMs: []float64{30, 10, 20}, E2ELMs: []float64{100, 200}, FrontendMs: []float64{1, 3}, OutputThroughput: 165}
	report := complete(t, r).Report()
	packed, err := report.Pack(report.Summary(), m)
	if err != nil {
		t.Fatal(err)
	}
	header, columns := byhand.Unpack(t, packed)
	want := r.Result()
	for i := range 401 {
		q := float64(i) / 400
		want["cdf.measured.ttft_ms"] = append(want["cdf.measured.ttft_ms"], 40+20*q)
		want["cdf.measured.tpot_ms"] = append(want["cdf.measured.tpot_ms"], 10+20*q)
		want["cdf.measured.e2el_ms"] = append(want["cdf.measured.e2el_ms"], 100+100*q)
	}
	columns.Same(t, want)

	rows := byhand.List{}
	add := func(key, stat string, measured float64, emulated any) {
		v := emulated.(float64)
		rows = append(rows, byhand.Object{"key": key, "stat": stat, "measured": measured, "emulated": v, "error_pct": 100 * (v - measured) / measured})
	}
	s := r.Summary()
	for _, l := range []struct {
		key                 string
		mean, p50, p90, p99 float64
	}{{"ttft_ms", 50, 50, 58, 59.8}, {"tpot_ms", 20, 20, 28, 29.8}, {"e2el_ms", 150, 150, 190, 199}} {
		add(l.key, "mean", l.mean, s["mean_"+l.key])
		add(l.key, "p50", l.p50, s["p50_"+l.key])
		add(l.key, "p90", l.p90, s["p90_"+l.key])
		add(l.key, "p99", l.p99, s["p99_"+l.key])
	}
	add("output_throughput", "mean", 165, 33/0.1829)
	expected := r.Header()
	expected["measured"] = byhand.Object{"title": "On paper", "settings": "none", "scenario": byhand.Object{"version": 1}, "metrics": rows}
	byhand.SameJSON(t, "header", any(header), expected)

	// From the queue: 0.3 ms less for whoever had the frontend alone, 0.5 ms for r1 and r4; measured 1 and 3 ms less.
	ttft, e2e := s["mean_ttft_ms"].(float64)-2.8/8, s["mean_e2el_ms"].(float64)-2.8/8
	from := byhand.List{}
	for _, d := range report.CompareFromQueue(m) {
		text, err := plainjson.Marshal(&d)
		if err != nil {
			t.Fatal(err)
		}
		from = append(from, byhand.Read(t, text))
	}
	for i, d := range []byhand.Object{
		{"key": "ttft_ms", "stat": "mean", "measured": 48, "emulated": ttft, "error_pct": 100 * (ttft - 48) / 48},
		{"key": "e2el_ms", "stat": "mean", "measured": 148, "emulated": e2e, "error_pct": 100 * (e2e - 148) / 148},
	} {
		byhand.SameJSON(t, "from the queue", from[i], d)
	}
}

// TestDetail lists what is saved with --save-detailed: every request's gaps in its own order, and series by the second.
func TestDetail(t *testing.T) {
	for _, r := range runs() {
		seconds := func(ms []float64) byhand.List {
			list := byhand.List{}
			for _, v := range ms {
				list = append(list, v/1000)
			}
			return list
		}
		gaps, prompts, outputs, starts := byhand.List{}, byhand.List{}, byhand.List{}, byhand.List{}
		for id, q := range r.Requests {
			var own []float64
			for _, g := range r.Gaps() {
				if g.Request == id {
					own = append(own, byhand.Ms(g.Length))
				}
			}
			gaps = append(gaps, seconds(own))
			prompts, outputs, starts = append(prompts, q.Prompt), append(outputs, q.Output), append(starts, byhand.S(q.Sent))
		}
		series := byhand.Object{}
		for name, of := range map[string]func(second int64) float64{
			"t_s": func(second int64) float64 { return float64(second) },
			"running": func(second int64) float64 {
				return most(r, second, func(s byhand.Step) float64 { return float64(s.Running) })
			},
			"waiting": func(second int64) float64 {
				return most(r, second, func(s byhand.Step) float64 { return float64(s.Waiting) })
			},
			"kv_used": func(second int64) float64 {
				return most(r, second, func(s byhand.Step) float64 { return float64(s.Blocks) / float64(r.Blocks) })
			},
			"prefill_tokens": func(second int64) float64 { return total(r, second, func(s byhand.Step) int { return s.Prefill() }) },
			"decode_tokens":  func(second int64) float64 { return total(r, second, func(s byhand.Step) int { return s.Decodes() }) },
			"output_tokens":  func(second int64) float64 { return total(r, second, func(s byhand.Step) int { return s.Outputs() }) },
			"preemptions": func(second int64) float64 {
				return total(r, second, func(s byhand.Step) int { return len(s.Preempted) })
			},
			"finished": func(second int64) float64 {
				n := 0.0
				for id := range r.Requests {
					if r.Last(id)/10_000 == second {
						n++
					}
				}
				return n
			},
		} {
			values := byhand.List{}
			for second := range r.End()/10_000 + 1 {
				values = append(values, of(second))
			}
			series[name] = values
		}
		byhand.SameJSON(t, r.Name, jsonOf(t, complete(t, r).Report().Detail()), byhand.Object{"ttfts": seconds(r.Each(r.TTFTMs)),
			"latencies": seconds(r.Each(r.E2EMs)), "queue_times": seconds(r.Each(r.HeldMs)), "itls": gaps,
			"input_lens": prompts, "output_lens": outputs, "start_times": starts, "series": series})
	}
}

// most is the largest of the steps that touch a second, total the sum over those that end in it.
func most(r *byhand.Run, second int64, of func(byhand.Step) float64) (v float64) {
	for _, s := range r.Steps {
		if s.Start/10_000 <= second && second <= s.End/10_000 {
			v = max(v, of(s))
		}
	}
	return v
}

func total(r *byhand.Run, second int64, of func(byhand.Step) int) (v float64) {
	for _, s := range r.Steps {
		if s.End/10_000 == second {
			v += float64(of(s))
		}
	}
	return v
}
