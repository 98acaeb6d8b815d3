package browsertest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/internal/columns/columnstest"
	"github.com/llmemu/playground/internal/format"
)

// requestColumns are the table of requests: what the link calls each column, and what a cell of it says.
func requestColumns(t *testing.T, run columnstest.Figures) []column {
	t.Helper()
	count := func(v float64) string { return format.Count(v) }
	cause := func(v float64) string { return []string{"queue", "prefill", "decode", "preempted"}[int(v)] }
	list := []column{{"index", func(row int) string { return format.Count(row) }}}
	for _, c := range []struct {
		key   string
		write func(float64) string
	}{
		{"arrival_s", seconds}, {"prompt_len", count}, {"output_len", count}, {"queue_ms", format.Duration}, {"ttft_ms", format.Duration}, {"tpot_ms", format.Duration},
		{"e2el_ms", format.Duration}, {"client_wait_ms", format.Duration}, {"preemptions", count}, {"prefix_hit_tokens", count}, {"cause", cause},
	} {
		values := run.Of(t, "req."+c.key)
		list = append(list, column{c.key, func(row int) string { return c.write(values[row]) }})
	}
	return list
}

// ordered are the requests in the order of a column: those without a value last, and of equals the first sent first.
func ordered(t *testing.T, run columnstest.Figures, key string, falling bool) []int {
	t.Helper()
	ids := make([]int, len(run.Of(t, "req.arrival_s")))
	for i := range ids {
		ids[i] = i
	}
	if key == "index" {
		if falling {
			slices.Reverse(ids)
		}
		return ids
	}
	values := run.Of(t, "req."+key)
	slices.SortStableFunc(ids, func(a, b int) int {
		switch x, y := values[a], values[b]; {
		case math.IsNaN(x) || math.IsNaN(y):
			return cmp.Compare(btoi(math.IsNaN(x)), btoi(math.IsNaN(y)))
		case falling:
			return cmp.Compare(y, x)
		default:
			return cmp.Compare(x, y)
		}
	})
	return ids
}

func btoi(v bool) int {
	if v {
		return 1
	}
	return 0
}

// requests waits until the rows of the table in sight are the first of an order. What is below the fold is drawn when nothing
// has changed for a moment.
func (p *tab) requests(columns []column, order []int) {
	p.Helper()
	wrong := ""
	for range 100 {
		shown := p.texts("[...document.querySelectorAll('#requests .grid-row')].map((row) => [...row.children].map((cell) => cell.textContent))")
		if wrong = misplaced(columns, order, shown); wrong == "" {
			return
		}
		p.drawn()
	}
	p.Fatal(wrong)
}

// misplaced says in what some rows of the table differ from the first of an order, "" where they do not.
func misplaced(columns []column, order []int, shown [][]string) string {
	if len(shown) < 10 {
		return fmt.Sprintf("%d rows in sight", len(shown))
	}
	for place, row := range shown {
		for i, c := range columns {
			if want := c.text(order[place]); row[i] != want {
				return fmt.Sprintf("place %d has the %s %q, want %q of request %d", place, c.title, row[i], want, order[place])
			}
		}
	}
	return ""
}

func TestTheRequestsAreInTheChosenOrder(t *testing.T) {
	s := tightly(t)
	s.Workload.MaxConcurrency = 60 // so that some wait for the client
	run := native(t, s)
	columns := requestColumns(t, run)
	p := open(t, desktop, link(t, s))
	p.settle()
	p.requests(columns, ordered(t, run, "index", false))
	for _, c := range columns[1:] {
		for _, sort := range []string{"ascending", "descending"} {
			p.click("#requests .cell-" + c.title + " button")
			p.wait("document.querySelector('#requests .cell-" + c.title + "').getAttribute('aria-sort') === '" + sort + "'")
			p.requests(columns, ordered(t, run, c.title, sort == "descending"))
		}
	}
	p.click("#requests .cell-index button")
	p.click("#requests .cell-index button")
	p.requests(columns, ordered(t, run, "index", true))
	s.Workload.RequestRate = 6.25
	p.set("workload.request_rate", "6.25")
	p.settle()
	p.drawn()
	run = native(t, s)
	p.requests(requestColumns(t, run), ordered(t, run, "index", true))
}

func TestTheTilesAreTheRuns(t *testing.T) {
	s := tightly(t)
	run := native(t, s)
	var summary map[string]any
	head(t, run, "summary", &summary)
	figure := func(key string) float64 { return summary[key].(float64) }
	p := open(t, desktop, link(t, s))
	p.settle()
	tile := func(key, part string) string {
		return p.text("[...document.querySelectorAll('#main [data-tile=" + key + "] " + part + "')].map((e) => e.textContent.trim()).join(' ')")
	}
	stats := []string{"p50", "mean", "p90", "p99"}
	for _, stat := range stats {
		if stat != "p50" {
			p.click("[data-tile=ttft_ms] .stat[title='Show " + stat + "']")
			p.wait("document.querySelector('[data-tile=ttft_ms] .tile-note').textContent === '" + stat + "'")
		}
		for _, key := range []string{"ttft_ms", "tpot_ms", "itl_ms", "e2el_ms"} {
			number, unit := format.Latency(figure(stat + "_" + key))
			if got := tile(key, ".tile-number") + " " + tile(key, ".tile-unit"); got != number+" "+unit {
				t.Errorf("%s %s is %q, want %q", stat, key, got, number+" "+unit)
			}
			var others []string
			for _, other := range []string{"mean", "p50", "p90", "p99"} {
				if other != stat {
					others = append(others, other+format.Duration(figure(other+"_"+key)))
				}
			}
			if got := tile(key, ".stat"); got != strings.Join(others, " ") {
				t.Errorf("beside %s %s stands %q, want %q", stat, key, got, others)
			}
		}
	}
	emu := summary["llmemu"].(map[string]any)
	met := emu["slo_attainment"].(map[string]any)
	for key, want := range map[string][2]string{
		"output_throughput": {format.Number(figure("output_throughput")), "all tok/s" + format.Number(figure("total_token_throughput")) + " req/s" + format.Number(figure("request_throughput"))},
		"request_goodput":   {format.Number(figure("request_goodput")), "TTFT" + share(met["ttft"].(float64)) + " TPOT" + share(met["tpot"].(float64))},
		"preemptions": {format.Count(emu["preemptions"].(float64)), "peak KV" + share(emu["max_kv_usage"].(float64)) +
			" prefix hits" + format.Count(emu["prefix_hit_tokens"].(float64))},
	} {
		if got := [2]string{tile(key, ".tile-number"), tile(key, ".stat")}; got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	if got, want := tile("request_goodput", ".tile-foot"), share(met["all"].(float64))+" meet all"; got != want {
		t.Errorf("goodput: %q, want %q", got, want)
	}
	if got, want := tile("preemptions", ".tile-foot"), format.Of(int(emu["preempted_requests"].(float64)), "request"); got != want {
		t.Errorf("preemptions: %q, want %q", got, want)
	}
}

// asTable shows a chart as its table.
func (p *tab) asTable(card string) {
	p.Helper()
	p.run("document.querySelector('.card-" + card + " .card-action').click()")
	p.wait("document.querySelector('.card-" + card + " table tbody tr')")
}

func TestChartsOfARunAsTables(t *testing.T) {
	s := tightly(t)
	run := native(t, s)
	count := func(v float64) string { return format.Count(v) }
	p := open(t, desktop, link(t, s))
	p.settle()
	p.asTable("time")
	p.table("#chart-time", len(run.Of(t, "ts.t_s")), of(t, "time", run, "ts.t_s", seconds), of(t, "running", run, "ts.running", count), of(t, "waiting", run, "ts.waiting", count),
		of(t, "KV use", run, "ts.kv_used", share), of(t, "prefill tok/s", run, "ts.prefill_tokens", format.Number), of(t, "decode tok/s", run, "ts.decode_tokens", format.Number),
		of(t, "preemptions", run, "ts.preemptions", count))
	p.asTable("spread")
	below := func(title, name string) column { return of(t, title, run, "cdf."+name, format.Duration) }
	n := len(run.Of(t, "cdf.q"))
	p.table("#chart-spread", n, of(t, "share", run, "cdf.q", share), below("TTFT", "ttft_ms"), below("measured", "measured.ttft_ms"), below("TPOT", "tpot_ms"), below("measured", "measured.tpot_ms"))
	p.click(".card-spread .segments button:last-child")
	p.wait("document.querySelector('#chart-spread th:nth-child(2)').textContent === 'ITL'")
	p.table("#chart-spread", n, of(t, "share", run, "cdf.q", share), below("ITL", "itl_ms"), below("E2E", "e2el_ms"), below("measured", "measured.e2el_ms"))

	p.click("[data-view=gaps]")
	p.wait("document.querySelectorAll('.gap-band').length")
	var gaps struct {
		Count   int64
		P50     float64 `json:"p50_ms"`
		P99     float64 `json:"p99_ms"`
		Bands   []band
		Longest []gapStep
	}
	head(t, run, "gaps", &gaps)
	bands := p.texts("[...document.querySelectorAll('.gap-band')].map((b) => [...b.querySelectorAll('.tile-title, .tile-figure, .gap-foot')].map((e) => e.textContent))")
	number, unit := format.Latency(gaps.P50)
	want := [][]string{{"All gaps (ITL)", number + unit + " p50", format.Count(gaps.Count) + " gaps" + "p99 " + format.Duration(gaps.P99)}}
	for _, b := range gaps.Bands {
		number, unit := format.Latency(b.P50)
		want = append(want, []string{b.name(), number + unit + " p50", share(b.Share) + " of gaps" + "p99 " + format.Duration(b.P99)})
	}
	if fmt.Sprint(bands) != fmt.Sprint(want) {
		t.Errorf("bands\n%v, want\n%v", bands, want)
	}
	p.longest(gaps.Longest)
	p.click(".gap-band:nth-child(3)")
	p.wait("document.querySelector('.card-longest .card-aside').textContent !== 'of all steps'")
	p.longest(gaps.Bands[1].Longest)
	p.asTable("gaps")
	columns := []column{of(t, "from", run, "gaps.row.y", format.Duration)}
	for i, b := range gaps.Bands {
		columns = append(columns, of(t, b.name(), run, fmt.Sprintf("gaps.row.band%d", i), count))
	}
	p.table("#chart-gaps", len(run.Of(t, "gaps.row.y")), append(columns, of(t, "this long or longer", run, "gaps.row.above", count), of(t, "of those with prefill", run, "gaps.row.ride", share))...)
}

// band and gapStep are as the packed header has them.
type band struct {
	Low, High int64
	Share     float64
	P50       float64 `json:"p50_ms"`
	P99       float64 `json:"p99_ms"`
	Longest   []gapStep
}

type gapStep struct {
	Step, Prefill, Decodes, Gaps, Request int64
	AtS                                   float64 `json:"at_s"`
	Ms                                    float64
}

func (b band) name() string {
	switch {
	case b.High == 0:
		return "No prefill in the step"
	case b.Low == 1:
		return "1 to " + format.Count(b.High) + " prefill tokens"
	}
	return format.Count(b.Low) + " to " + format.Count(b.High)
}

// longest holds the list of the longest gaps to the engine's.
func (p *tab) longest(list []gapStep) {
	p.Helper()
	p.drawn()
	var want [][]string
	for _, g := range list {
		who := format.Of(int(g.Gaps), "request")
		if g.Request >= 0 {
			who = "#" + format.Count(g.Request)
		}
		want = append(want, []string{format.Count(g.Step), seconds(g.AtS), format.Duration(g.Ms), format.Count(g.Prefill), format.Count(g.Decodes), who})
	}
	got := p.texts("[...document.querySelectorAll('.card-longest tbody tr')].map((tr) => [...tr.cells].map((cell) => cell.textContent))")
	if len(want) == 0 || fmt.Sprint(got) != fmt.Sprint(want) {
		p.Errorf("longest gaps\n%v, want\n%v", got, want)
	}
}

func TestCurvesOfAProfileAsTables(t *testing.T) {
	p := open(t, desktop, "")
	p.click("[data-view=profile]")
	p.waitForCurves()
	id := tightly(t).Profile
	packed := curvesOf(t, id)
	for _, family := range []struct {
		name, unit string
		depths     []int
	}{{"decode", "sequences", []int{256, 1024, 4096, 16384}}, {"prefill", "tokens", []int{0, 1024, 4096, 16384}}} {
		p.asTable(family.name)
		columns := []column{of(t, family.unit, packed, family.name+".x", func(v float64) string { return format.Count(v) })}
		for _, depth := range family.depths {
			columns = append(columns, of(t, format.Count(depth)+"\u00a0tok", packed, fmt.Sprintf("%s.%d", family.name, depth), format.Duration))
		}
		p.table("#chart-"+family.name, len(packed.Of(t, family.name+".x")), columns...)
	}
}
