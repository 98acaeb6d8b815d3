package byhand_test

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine/byhand"
	"github.com/llmemu/playground/engine/compare"
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
)

// TestComparison feeds three pairs of made-up figures. The interval of three differences d with mean m is
// 4.3027 · √(Σ(d−m)² / 2 / 3).
func TestComparison(t *testing.T) {
	a, b := scenario.Default("p"), scenario.Default("p")
	a.Seed, b.Seed = 40, 7 // B takes A's seeds
	a.SLO.TTFTMs = 1
	c, err := compare.New(a, b, 3)
	if err != nil {
		t.Fatal(err)
	}
	figures := map[keyfigures.Figure][2][3]float64{
		keyfigures.TTFTP50:           {{10, 12, 14}, {8, 9, 10}},            // −2 −3 −4: less, beyond 4.3027·√(2/6) = 2.484
		keyfigures.OutputThroughput:  {{100, 110, 120}, {90, 98, 106}},      // −10 −12 −14: less output is worse; 4.968
		keyfigures.RequestThroughput: {{4, 4, 4}, {5, 5, 5}},                // 1 1 1: more is better; no spread
		keyfigures.TPOTP99:           {{5, 5, 5}, {4, 6, 5}},                // −1 1 0: noise
		keyfigures.E2ELP99:           {{7, 8, 9}, {6, 5, 10}},               // −1 −3 1: noise, whatever its sign; 4.968
		keyfigures.ITLP50:            {{2, 2, 2}, {3, 3, 3}},                // longer is worse
		keyfigures.PeakKV:            {{0.5, 0.5, 0.5}, {0.75, 0.75, 0.75}}, // beyond, and neither good nor bad
		keyfigures.Preemptions:       {{0, 0, 0}, {3, 3, 3}},                // of 0 there is no percentage
	}
	next := 0
	for job, more := c.Next(); more; job, more = c.Next() {
		seed := []string{"40", "40", "41", "41", "42", "42"}[next]
		if job.ID != next || job.Base != next%2 || len(job.Set) != 1 || job.Set[0].Path != "seed" || job.Set[0].Value != seed {
			t.Errorf("job %d is %+v; by hand scenario %d with seed %s", next, job, next%2, seed)
		}
		next++
	}
	if next != 6 {
		t.Errorf("%d jobs; by hand two times three", next)
	}
	for _, id := range []int{5, 0, 3, 2, 1, 4} {
		if c.Done() {
			t.Error("done before the last answer")
		}
		var set keyfigures.Set
		for f, values := range figures {
			set[f] = values[id%2][id/2]
		}
		c.Feed(id, set)
	}
	if !c.Done() {
		t.Error("not done after the last answer")
	}

	row := func(key, unit string, a, b, difference, percent, margin float64, verdict ...bool) byhand.Object {
		o := byhand.Object{"key": key, "unit": unit, "a": a, "b": b, "difference": difference, "percent": percent, "margin": margin,
			"beyond": false, "good": false, "bad": false}
		for i, name := range []string{"beyond", "good", "bad"} {
			if len(verdict) > 0 {
				o[name] = verdict[i]
			}
		}
		return o
	}
	same := func(key, unit string) byhand.Object { return row(key, unit, 0, 0, 0, 0, 0) }
	one := 4.3027 / math.Sqrt(3)
	two := 2 * one
	packed, err := c.Pack()
	if err != nil {
		t.Fatal(err)
	}
	header, columns := byhand.Unpack(t, packed)
	columns.Same(t, byhand.Columns{})
	byhand.SameJSON(t, "outcome", any(header), byhand.Object{
		"seeds": 3, "first": 40, "wanted": 3, "finished": 6, "known": 6, "problem": "", "constant": false,
		"rows": byhand.List{
			row("p50_ttft_ms", "ms", 12, 9, -3, -25, one, true, true, false),
			same("p99_ttft_ms", "ms"),
			same("p50_tpot_ms", "ms"),
			row("p99_tpot_ms", "ms", 5, 5, 0, 0, one),
			row("p50_itl_ms", "ms", 2, 3, 1, 50, 0, true, false, true),
			same("p99_itl_ms", "ms"),
			same("p50_e2el_ms", "ms"),
			row("p99_e2el_ms", "ms", 8, 7, -1, -12.5, two),
			same("p99_queue_ms", "ms"),
			row("request_throughput", "req/s", 4, 5, 1, 25, 0, true, true, false),
			row("output_throughput", "tok/s", 110, 98, -12, -1200.0/110, two, true, false, true),
			same("request_goodput", "req/s"), // A has an objective
			same("slo_attainment", "share"),
			same("user_tokens_per_s", "tok/s"),
			row("preemptions", "", 0, 3, 3, 0, 0, true, false, true),
			row("max_kv_usage", "share", 0.5, 0.75, 0.25, 50, 0, true, false, false),
			same("mean_running", ""),
			same("waiting_share", "share"),
		},
	})
}

// TestComparisonOnItsWay looks at one without objectives after its first pair, after its second, and after a failure.
func TestComparisonOnItsWay(t *testing.T) {
	c, _ := compare.New(scenario.Default("p"), scenario.Default("p"), 3)
	for range 5 {
		c.Next()
	}
	c.Feed(0, keyfigures.Set{})
	c.Feed(1, keyfigures.Set{})
	if o := c.Outcome(); o.Seeds != 1 || o.Finished != 2 || o.Known != 6 || len(o.Rows) != 0 || o.Constant {
		t.Errorf("after a pair: %+v", o)
	}
	c.Feed(3, keyfigures.Set{})
	c.Feed(2, keyfigures.Set{})
	o := c.Outcome()
	if o.Seeds != 2 || len(o.Rows) != 16 || !o.Constant { // without goodput and attainment; seeds changed nothing
		t.Errorf("after two: %d seeds, %d rows, constant %t", o.Seeds, len(o.Rows), o.Constant)
	}
	c.Fail(4, "no room")
	if o := c.Outcome(); o.Problem != "A cannot run with seed 2: no room" || o.Finished != 5 || !c.Done() {
		t.Errorf("after a failure: %+v, done %t", o, c.Done())
	}
	if _, more := c.Next(); more {
		t.Error("a job after a failure")
	}
}

// TestSummariesBesideEachOther compares the rush with the draw, whose figures stand in their tables.
func TestSummariesBesideEachOther(t *testing.T) {
	rush, drawn := byhand.Rush(), byhand.Drawn()
	a, b := complete(t, rush).Report().Summary(), complete(t, drawn).Report().Summary()
	for _, c := range []struct {
		key, stat string
		a, b      any
		latency   bool
		verdict   int // 1: B is better
	}{
		{"ttft_ms", "p50", rush.Summary()["p50_ttft_ms"], drawn.Summary()["p50_ttft_ms"], true, 1},    // 60.7, 55.0
		{"tpot_ms", "p99", rush.Summary()["p99_tpot_ms"], drawn.Summary()["p99_tpot_ms"], true, -1},   // 18.7, 19.1
		{"e2el_ms", "mean", rush.Summary()["mean_e2el_ms"], drawn.Summary()["mean_e2el_ms"], true, 1}, // 93.3, 80.2
		{"output_throughput", "", 33 / 0.1829, 11 / 1.2153, false, -1},
		{"request_goodput", "", 2 / 0.1829, 3 / 1.2153, false, -1}, // s2 is late
		{"preemptions", "", 1, 0, false, 1},
	} {
		change := compare.Summaries(a, b, c.key, c.stat)
		if change == nil {
			t.Errorf("%s: nothing", c.key)
			continue
		}
		byhand.SameJSON(t, c.key+".a", change.A, c.a)
		byhand.SameJSON(t, c.key+".b", change.B, c.b)
		byhand.SameJSON(t, c.key+".percent", change.Percent, 100*(change.B-change.A)/change.A)
		if change.Latency != c.latency || change.Good != (c.verdict > 0) || change.Bad != (c.verdict < 0) {
			t.Errorf("%s: %+v", c.key, change)
		}
	}
	urgent := complete(t, byhand.Urgent()).Report().Summary()
	if compare.Summaries(a, urgent, "request_goodput", "") != nil || compare.Summaries(a, b, "ttft_ms", "p98") != nil {
		t.Error("a figure that one of them lacks is compared")
	}
}
