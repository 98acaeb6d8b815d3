package browsertest

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/internal/columns/columnstest"
	"github.com/llmemu/playground/internal/format"
)

// tip moves the pointer to a place of an element, in shares of its size, and returns what the tooltip says: nil where there
// is none.
func (p *tab) tip(selector, tooltip string, x, y float64) []string {
	p.Helper()
	p.run(fmt.Sprintf(`const canvas = document.querySelector(%q), box = canvas.getBoundingClientRect();
		window.tip = null;
		const move = (type) => canvas.dispatchEvent(new (type.startsWith("pointer") ? PointerEvent : MouseEvent)(type, {bubbles: true, clientX: box.left + box.width * %g, clientY: box.top + box.height * %g}));
		move("mousemove"); move("pointermove");
		requestAnimationFrame(() => requestAnimationFrame(() => {
			const body = [...document.querySelectorAll(%q)].find((e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true}));
			window.tip = body ? [[...body.children].map((e) => [...e.children].map((c) => c.textContent).join(": ") || e.textContent)] : [[]];
		}))`, selector, x, y, tooltip))
	p.wait("window.tip")
	return p.texts("window.tip")[0]
}

// says is what a tooltip must say of some row, by the title that it has there.
type says struct {
	title string
	lines []string
}

// tips looks for tooltips on a chart, from place to place, until it has met some, and holds each to what it must say.
func (p *tab) tips(chart string, wanted int, want []says) {
	p.Helper()
	met := map[string]bool{}
	for i := 0; i < 400 && len(met) < wanted; i++ {
		x, y := 0.1+0.85*float64(i%20)/20, 0.1+0.8*math.Mod(float64(i)*0.381966, 1)
		lines := p.tip("#chart-"+chart+" canvas", "#chart-"+chart+" .tip-body", x, y)
		if len(lines) == 0 {
			continue
		}
		met[lines[0]] = true
		if !slices.ContainsFunc(want, func(s says) bool { return s.title == lines[0] && slices.Equal(s.lines, lines[1:]) }) {
			p.Errorf("%s: %q is nothing that the run has", chart, lines)
			return
		}
	}
	if len(met) < wanted {
		p.Errorf("%s has %d tooltips, want %d", chart, len(met), wanted)
	}
}

func requestTips(t *testing.T, run columnstest.Figures) (list []says) {
	t.Helper()
	at := func(name string, row int) float64 { return run.Of(t, "req."+name)[row] }
	for row := range run.Of(t, "req.arrival_s") {
		times := ""
		if n := at("preemptions", row); n > 0 {
			times = ", preempted " + format.Count(n) + "×"
		}
		list = append(list, says{fmt.Sprintf("Request %d, arrived at %s", row, seconds(at("arrival_s", row))), []string{
			"TTFT: " + format.Duration(at("ttft_ms", row)) + ", queue " + format.Duration(at("queue_ms", row)),
			"E2E: " + format.Duration(at("e2el_ms", row)) + ", TPOT " + format.Duration(at("tpot_ms", row)),
			"tokens: " + format.Count(at("prompt_len", row)) + " in, " + format.Count(at("output_len", row)) + " out",
			"most delay: " + []string{"queue", "prefill", "decode", "preempted"}[int(at("cause", row))] + times,
		}})
	}
	return list
}

func TestTooltipsOfARun(t *testing.T) {
	s := tightly(t)
	run := native(t, s)
	p := open(t, desktop, link(t, s))
	p.settle()
	p.run("document.querySelector('.card-time').scrollIntoView()")
	p.wait("document.querySelectorAll('#main .chart canvas').length === 3")
	p.tips("requests", 8, requestTips(t, run))

	at := func(name string, row int) float64 { return run.Of(t, "ts."+name)[row] }
	var load []says
	for row, s := range run.Of(t, "ts.t_s") {
		load = append(load, says{seconds(s), []string{
			"requests: " + format.Count(at("running", row)) + " running, " + format.Count(at("waiting", row)) + " waiting",
			"KV blocks: " + share(at("kv_used", row)) + " in use",
			"tokens/s: " + format.Number(at("prefill_tokens", row)) + " prefill, " + format.Number(at("decode_tokens", row)) + " decode",
			"preemptions: " + format.Count(at("preemptions", row)),
		}})
	}
	p.tips("time", 8, load)

	var below []says
	for row, q := range run.Of(t, "cdf.q") {
		lines := []string{}
		for _, c := range []struct{ name, column string }{{"TTFT", "ttft_ms"}, {"TTFT measured", "measured.ttft_ms"}, {"TPOT", "tpot_ms"}, {"TPOT measured", "measured.tpot_ms"}} {
			lines = append(lines, c.name+": "+format.Duration(run.Of(t, "cdf."+c.column)[row]))
		}
		title := share(q) + " are below" // first of the panel that the pointer is in
		below = append(below, says{title, lines}, says{title, append(slices.Clone(lines[2:]), lines[:2]...)})
	}
	p.tips("spread", 8, below)
}

func TestTheTimelinesTooltip(t *testing.T) {
	s := tightly(t)
	run, steps := native(t, s), recorded(t, s)
	p := open(t, desktop, link(t, s)+"&v=timeline&t=66-78")
	p.waitForTimeline()
	start, end := steps.Of(t, "step.start_s"), steps.Of(t, "step.end_s")
	var want []says
	for k := range start {
		at := func(name string) float64 { return steps.Of(t, "step."+name)[k] }
		refused, preempted := "", ""
		if code := int(at("refused")); code > 0 {
			refused = ", head refused: " + []string{"", "step preempts", "max_num_seqs", "budget spent", "chunking off", "KV pool full", "KV pool full", "behind the head"}[code]
		}
		if n := at("preempted"); n > 0 {
			preempted = ", " + format.Count(n) + " preempted"
		}
		want = append(want, says{fmt.Sprintf("Step %s at %.2f\u00a0s, %s", format.Count(k), start[k], format.Duration((end[k]-start[k])*1000)), []string{
			"running: " + format.Count(at("running")), "waiting: " + format.Count(at("waiting")) + refused,
			"tokens: " + format.Count(at("prefill")) + " prefill, " + format.Count(at("decode")) + " decode",
			"KV blocks: " + format.Count(at("blocks")) + " of 2,599" + preempted,
		}})
	}
	for i := range 12 {
		x := 0.15 + 0.8*float64(i)/12
		lines := p.tip("[data-panel=running] canvas", ".tl-tip .tip-body", x, 0.5)
		width := p.number("document.querySelector('[data-panel=running] canvas').getBoundingClientRect().width")
		moment := 66 + 12*(x*width-46)/(width-60)
		k := slices.IndexFunc(end, func(e float64) bool { return e > moment })
		near := want[max(0, k-1) : k+2] // a pixel is about half a step
		if !slices.ContainsFunc(near, func(s says) bool { return slices.Equal(append([]string{s.title}, s.lines...), lines) }) {
			t.Errorf("at %.2f s the tooltip says %q, want one of %q", moment, lines, near)
		}
	}
	lines := p.tip(".tl-gantt canvas", ".tl-tip .tip-body", 0.5, 0.5)
	var id int
	if len(lines) == 0 {
		t.Fatal("no request is under the pointer")
	}
	fmt.Sscanf(lines[0], "#%d,", &id)
	of := func(name string) float64 { return run.Of(t, "req."+name)[id] }
	if want := []string{fmt.Sprintf("#%d, %s in, %s out", id, format.Count(of("prompt_len")), format.Count(of("output_len"))), "queue wait: " + format.Duration(of("queue_ms")), "TTFT: " + format.Duration(of("ttft_ms"))}; !slices.Equal(lines[:3], want) || !strings.HasPrefix(lines[3], "E2E: "+format.Duration(of("e2el_ms"))) {
		t.Errorf("of a request the tooltip says %q, want %q", lines, want)
	}
}

func TestTheTimelineInWordsAndAsTables(t *testing.T) {
	s := tightly(t)
	run, steps := native(t, s), recorded(t, s)
	p := open(t, desktop, link(t, s)+"&v=timeline&t=66-78")
	p.waitForTimeline()
	start, end := steps.Of(t, "step.start_s"), steps.Of(t, "step.end_s")
	longest := 0.0
	for k := range start {
		longest = max(longest, (end[k]-start[k])*1000)
	}
	most := func(column string) string { return format.Count(slices.Max(steps.Of(t, column))) }
	for panel, want := range map[string]string{"running": most("step.running"), "waiting": most("step.waiting"), "prefill": most("step.prefill"), "decode": most("step.decode"),
		"blocks": most("step.blocks"), "took": format.Duration(longest), "output": most("out.tokens_s")} {
		p.like("document.querySelector('[data-panel="+panel+"] canvas').getAttribute('aria-label')", "at most "+want+" in the run$")
	}
	p.click(".timeline-head .card-action")
	p.wait("document.querySelector('.tl-tables table')")
	var inWindow, alive []int
	for k := range start {
		if end[k] > 66 && start[k] <= 78 {
			inWindow = append(inWindow, k)
		}
	}
	firsts, from, to := steps.Of(t, "row.first"), steps.Of(t, "seg.from_s"), steps.Of(t, "seg.to_s")
	for id := range run.Of(t, "req.arrival_s") {
		if from[int(firsts[id])] <= 78 && to[int(firsts[id+1])-1] >= 66 {
			alive = append(alive, id)
		}
	}
	count := func(v float64) string { return format.Count(v) }
	reason := func(v float64) string {
		return []string{"nobody", "step preempts", "max_num_seqs", "budget spent", "chunking off", "KV pool full", "KV pool full", "behind the head"}[int(v)]
	}
	p.tableOf(".tl-tables .figures-scroll:nth-of-type(1)", inWindow, column{"step", func(k int) string { return format.Count(k) }}, of(t, "start", steps, "step.start_s", seconds),
		column{"duration", func(k int) string { return format.Duration((end[k] - start[k]) * 1000) }}, of(t, "running", steps, "step.running", count), of(t, "waiting", steps, "step.waiting", count),
		of(t, "prefill tok", steps, "step.prefill", count), of(t, "decode tok", steps, "step.decode", count), of(t, "KV blocks", steps, "step.blocks", count),
		of(t, "preempted", steps, "step.preempted", count), of(t, "refused", steps, "step.refused", reason))
	p.tableOf(".tl-tables .figures-scroll:nth-of-type(2)", alive, column{"request", func(id int) string { return format.Count(id) }}, of(t, "arrival", run, "req.arrival_s", seconds),
		of(t, "queue wait", run, "req.queue_ms", format.Duration), of(t, "TTFT", run, "req.ttft_ms", format.Duration), of(t, "E2E", run, "req.e2el_ms", format.Duration), of(t, "preempted", run, "req.preemptions", count))
}
