package browsertest

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/compare"
	"github.com/llmemu/playground/engine/live"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/internal/columns/columnstest"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

// brief is a scenario that is over in no time, with every objective.
func brief() *scenario.Scenario {
	s := scenario.Default("h100-llama-3.1-8b-bf16-tp1")
	s.Workload.NumPrompts, s.Workload.RandomInputLen, s.Workload.RandomOutputLen, s.Workload.RequestRate = 60, 512, 64, 12
	s.Engine.MaxNumSeqs = 16
	s.SLO = scenario.SLO{TTFTMs: 300, TPOTMs: 12, E2ELMs: 900}
	return s
}

// sweptHere carries a sweep out here, as the page does.
func sweptHere(t *testing.T, base *scenario.Scenario, plan sweep.Plan) columnstest.Figures {
	t.Helper()
	return columnstest.Unpack(t, scenariostest.Sweep(t, base, plan))
}

func TestASweepIsWhatItsRunsCameTo(t *testing.T) {
	s := brief()
	axis := sweep.Axis{Field: sweep.RateField, From: 4, To: 40, Points: 7}
	run := sweptHere(t, s, sweep.Plan{X: axis, Seeds: 1, Attainment: 0.9, Prices: "3", Profiles: []sweep.Profile{{ID: s.Profile, Title: "H100", GPUs: 1}}})
	p := openSweep(t, desktop, link(t, s)+"&v=sweep&sx="+axis.String()+"&sa=90&sc=3")
	n := len(run.Of(t, "sweep.x"))
	ms := func(title, name string) column { return of(t, title, run, "sweep."+name, format.Duration) }
	x := of(t, "request_rate", run, "sweep.x", format.Plain)
	p.tips("sweep", 4, sweepTips(t, run))
	p.asTable("sweep")
	p.table("#chart-sweep", n, x, ms("TTFT p50", "p50_ttft_ms"), ms("TTFT p99", "p99_ttft_ms"), ms("TPOT p50", "p50_tpot_ms"), ms("TPOT p99", "p99_tpot_ms"), ms("ITL p50", "p50_itl_ms"), ms("ITL p99", "p99_itl_ms"),
		ms("E2E p50", "p50_e2el_ms"), ms("E2E p99", "p99_e2el_ms"), of(t, "left waiting", run, "sweep.waiting_share", share), of(t, "preemptions", run, "sweep.preemptions", format.Number))
	p.asTable("goodput")
	p.table("#chart-goodput", n, x, of(t, "completed req/s", run, "sweep.steady_request_throughput", format.Number), of(t, "within SLO", run, "sweep.steady_goodput", format.Number), of(t, "attainment", run, "sweep.slo_attainment", share))
	p.asTable("speed")
	yes := func(v float64) string { return map[bool]string{true: "yes", false: "no"}[v == 1] }
	p.table("#chart-speed", n, x, of(t, "tok/s per user", run, "sweep.user_tokens_per_s", format.Number), of(t, "tok/s per GPU", run, "sweep.per_gpu", format.Number), of(t, "on the front", run, "sweep.front", yes),
		of(t, "cost per million tokens", run, "sweep.cost", format.Number))
	var lines []struct {
		Capacity struct{ Rate float64 }
		Knee     struct{ Label string }
	}
	head(t, run, "lines", &lines)
	p.is("document.querySelector('#sweep .tile-number').textContent", format.Number(lines[0].Capacity.Rate))
	p.has("document.querySelector('#sweep').textContent", lines[0].Knee.Label)
}

// sweepTips are what the tooltips of the large chart must say of each point.
func sweepTips(t *testing.T, run columnstest.Figures) (list []says) {
	t.Helper()
	for row, x := range run.Of(t, "sweep.x") {
		at := func(name string) float64 { return run.Of(t, "sweep."+name)[row] }
		pair := func(key string) string {
			return format.Duration(at("p50_"+key)) + ", p99 " + format.Duration(at("p99_"+key))
		}
		list = append(list, says{"at " + format.Plain(x), []string{"TTFT p50: " + pair("ttft_ms"), "TPOT p50: " + pair("tpot_ms"), "ITL p50: " + pair("itl_ms"), "meet the SLO: " + share(at("slo_attainment"))}})
	}
	return list
}

func TestAMapIsWhatItsRunsCameTo(t *testing.T) {
	s := brief()
	x, y := sweep.Axis{Field: sweep.RateField, From: 4, To: 40, Points: 3}, sweep.Axis{Field: "engine.max_num_seqs", From: 4, To: 16, Points: 3, Log: true}
	run := sweptHere(t, s, sweep.Plan{X: x, Y: &y, Seeds: 1, Attainment: 0.99, Profiles: []sweep.Profile{{ID: s.Profile, Title: "H100", GPUs: 1}}})
	p := openSweep(t, desktop, link(t, s)+"&v=sweep&sx="+x.String()+"&sy="+y.String())
	p.asTable("heat")
	names := []string{"max_num_seqs\u00a04", "max_num_seqs\u00a08", "max_num_seqs\u00a016"}
	curve := func(v float64) string { return names[int(v)] }
	p.table("#chart-heat", len(run.Of(t, "sweep.x")), of(t, "curve", run, "sweep.line", curve), of(t, "request_rate", run, "sweep.x", format.Plain), of(t, "max_num_seqs", run, "sweep.y", format.Plain),
		of(t, "p99_ttft_ms", run, "sweep.p99_ttft_ms", format.Duration), of(t, "p50_tpot_ms", run, "sweep.p50_tpot_ms", format.Duration), of(t, "request_goodput", run, "sweep.steady_goodput", format.Number),
		of(t, "slo_attainment", run, "sweep.slo_attainment", share), of(t, "output_throughput", run, "sweep.steady_output_throughput", format.Number))
	var lines []struct {
		Capacity struct {
			Status      string
			Rate, Above float64
			First       string
		}
		Best struct {
			PerGPU float64 `json:"output_throughput_per_gpu"`
		}
	}
	head(t, run, "lines", &lines)
	shown := p.texts("[...document.querySelectorAll('.card-lines tbody tr')].map((tr) => [...tr.cells].map((cell) => cell.textContent))")
	for i, line := range lines {
		k := line.Capacity
		capacity := map[string]string{sweep.Found: format.Number(k.Rate), sweep.Nowhere: "below " + format.Number(k.Above), sweep.Everywhere: "≥ " + format.Number(k.Rate)}[k.Status] + " req/s"
		if row := shown[i]; row[0] != names[i] || row[1] != capacity || row[2] != k.First || row[5] != format.Number(line.Best.PerGPU) {
			t.Errorf("%q; capacity %s, misses %s first, %s tok/s per GPU", row, capacity, k.First, format.Number(line.Best.PerGPU))
		}
	}
}

func TestDifferencesAreThoseOfTheRuns(t *testing.T) {
	a, b := brief(), brief()
	b.Engine.MaxNumSeqs = 8
	c, err := compare.New(a, b, compare.Seeds)
	if err != nil {
		t.Fatal(err)
	}
	for !c.Done() {
		job, _ := c.Next()
		made, err := job.Apply([]*scenario.Scenario{a, b}[job.Base])
		if err != nil {
			t.Fatal(err)
		}
		c.Feed(job.ID, scenariostest.Complete(t, made).Figures())
	}
	p := open(t, desktop, link(t, a))
	p.settle()
	p.compareTo("engine.max_num_seqs", "8")
	titles := map[string]string{"p50_ttft_ms": "TTFT p50", "p99_ttft_ms": "TTFT p99", "p50_tpot_ms": "TPOT p50", "p99_tpot_ms": "TPOT p99", "p50_itl_ms": "ITL p50", "p99_itl_ms": "ITL p99", "p50_e2el_ms": "E2E p50", "p99_e2el_ms": "E2E p99",
		"p99_queue_ms": "Queue wait p99", "request_throughput": "Requests", "output_throughput": "Output", "request_goodput": "Goodput", "slo_attainment": "SLO attainment", "user_tokens_per_s": "Speed per user",
		"preemptions": "Preemptions", "max_kv_usage": "Peak KV", "mean_running": "Running, mean", "waiting_share": "Time with requests left waiting"}
	value := func(unit string, v float64) string {
		switch unit {
		case "ms":
			return format.Duration(v)
		case "share":
			return share(v)
		}
		return strings.TrimSpace(format.Number(v) + "\u00a0" + unit)
	}
	shown := p.texts("[...document.querySelectorAll('.card-compare tbody tr')].map((tr) => [...tr.cells].map((cell) => cell.textContent))")
	rows := c.Outcome().Rows
	if len(shown) != len(rows) {
		t.Fatalf("%d differences, want %d", len(shown), len(rows))
	}
	for i, r := range rows {
		beyond := map[bool]string{true: "yes", false: "no"}[r.Beyond]
		switch {
		case r.Difference == 0, r.A != 0 && math.Abs(r.B-r.A) < 0.0005*math.Abs(r.A): // 0 % as it is written
			if shown[i][3] != "no difference" || shown[i][5] != "equal" {
				t.Errorf("%s is %q and %q, from %g to %g", r.Key, shown[i][3], shown[i][5], r.A, r.B)
			}
			continue
		case r.Good:
			beyond += ", better"
		case r.Bad:
			beyond += ", worse"
		}
		got := []string{shown[i][0], shown[i][1], shown[i][2], shown[i][5]}
		if want := []string{titles[r.Key], value(r.Unit, r.A), value(r.Unit, r.B), beyond}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		if r.Unit != "share" && r.A != 0 && !strings.HasSuffix(shown[i][3], "("+format.Change(100*(r.B-r.A)/r.A)+")") {
			t.Errorf("%s differs by %q, from %g to %g", r.Key, shown[i][3], r.A, r.B)
		}
		if sign := shown[i][3][:1] == "+"; sign != (r.B > r.A) {
			t.Errorf("%s: the difference is %q, from %g to %g", r.Key, shown[i][3], r.A, r.B)
		}
	}
	p.pinnedTiles(native(t, a), native(t, b))
}

// pinnedTiles holds the feet of the tiles to the pinned run's figures and the change since.
func (p *tab) pinnedTiles(a, b columnstest.Figures) {
	p.Helper()
	var before, after map[string]any
	head(p.T, a, "summary", &before)
	head(p.T, b, "summary", &after)
	for key, lower := range map[string]bool{"ttft_ms": true, "tpot_ms": true, "itl_ms": true, "e2el_ms": true, "output_throughput": false, "request_goodput": false} {
		name, write := "p50_"+key, format.Duration
		if !lower {
			name, write = key, format.Number
		}
		was, is := before[name].(float64), after[name].(float64)
		change := format.Change(100 * (is - was) / was)
		tone := "tone-plain"
		if change != format.Change(0) {
			tone = map[bool]string{true: "tone-good", false: "tone-bad"}[(is < was) == lower]
		}
		foot := "[...document.querySelectorAll('#main [data-tile=" + key + "] .tile-foot span')]"
		if got, want := p.text(foot+".map((e) => e.textContent).join(' ')"), "A "+write(was)+" "+change; got != want {
			p.Errorf("the foot of %s is %q, want %q", key, got, want)
		}
		if got := p.text(foot + ".at(-1).className"); got != tone {
			p.Errorf("the change of %s is %s, from %g to %g", key, got, was, is)
		}
	}
}

func TestALiveSessionIsTheEngines(t *testing.T) {
	s := tightly(t)
	s.Workload.RequestRate = 20 // so that requests wait soon
	session, err := live.New(scenariostest.Input(t, s))
	if err != nil {
		t.Fatal(err)
	}
	const steps = 600
	var header map[string]json.RawMessage
	number := func(key string) float64 {
		var v float64
		if err := json.Unmarshal(header[key], &v); err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		return v
	}
	var shown columnstest.Figures
	for header == nil || number("step") < steps {
		if err := session.Step(); err != nil {
			t.Fatal(err)
		}
		packed, err := session.Pack(24e8, 15)
		if err != nil {
			t.Fatal(err)
		}
		shown = columnstest.Unpack(t, packed)
		if err := json.Unmarshal(shown.Header, &header); err != nil {
			t.Fatal(err)
		}
	}
	if number("waiting") == 0 || number("finished") == 0 {
		t.Error("nobody waits, or nobody has finished: that tells little")
	}
	p := open(t, desktop, link(t, s)+"&v=live")
	p.wait(clock + " > 0")
	p.pauseLive()
	p.stepLive(steps)
	count := func(key string) string { return format.Count(number(key)) }
	p.is("document.querySelector('#live-clock b').textContent", fmt.Sprintf("%.2f\u00a0s", number("now_s")))
	p.is("document.querySelector('.live-throughput').textContent", count("tokens_per_s")+" tok/s over the last second")
	p.is("document.querySelector('.live-waiting b').textContent", count("waiting"))
	p.is("document.querySelector('.live-engine b').textContent", count("running")+" of 48 running")
	p.is("document.querySelector('.live-engine .card-aside').textContent", "step 600, "+format.Duration(number("step_ms"))+", "+count("step_tokens")+" tokens")
	p.has("document.querySelector('.live-engine').textContent", count("used_blocks")+" of 2,599 blocks")
	p.is("document.querySelector('.live-count').textContent", count("finished"))
	if got, want := p.number("parseFloat(document.querySelector('.live-kv div').style.width)"), 100*number("used_blocks")/number("blocks"); got < want-0.01 || got > want+0.01 {
		t.Errorf("the KV bar is %g %% long, want %g %%", got, want)
	}
	var seats []string
	for _, id := range shown.Of(t, "slot.id") {
		seats = append(seats, fmt.Sprintf("#%d", int(id)))
	}
	p.is("[...document.querySelectorAll('.live-slots li:not(.live-empty) span')].map((e) => e.textContent).join()", strings.Join(seats, ","))
	var queue []string
	for _, id := range shown.Of(t, "waiting.id") {
		queue = append(queue, fmt.Sprintf("#%d", int(id)))
	}
	p.is("[...document.querySelectorAll('.live-queue li span')].map((e) => e.textContent).join()", strings.Join(queue, ","))
	var finished []string
	for i, id := range shown.Of(t, "finished.id") {
		finished = append(finished, fmt.Sprintf("#%d%s", int(id), format.Duration(shown.Of(t, "finished.e2e_ms")[i])))
	}
	p.is("[...document.querySelectorAll('.live-finished li')].map((e) => e.textContent).join()", strings.Join(finished, ","))
}
