package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/llmemu/playground/build/llmemu/internal/bench"
	"github.com/llmemu/playground/engine/links"
)

// TestMeasureMillion opens S7, a million requests, and every view of it. It prints how long each took to come on show, the longest
// frame of the page's thread meanwhile, and the most memory that the tab's process, threads included, has had.
func TestMeasureMillion(t *testing.T) {
	if !*measure {
		t.Skip("a measurement: run it with -measure")
	}
	alone(t)
	selected, err := bench.Select([]string{"S7"})
	if err != nil {
		t.Fatal(err)
	}
	link, err := links.Encode(selected[0].Scenario)
	if err != nil {
		t.Fatal(err)
	}
	p := blank(t, desktop)
	p.early(`globalThis.longest = 0;
		let last = performance.now();
		const frame = () => { const now = performance.now(); longest = Math.max(longest, now - last); last = now; requestAnimationFrame(frame) };
		requestAnimationFrame(frame);
		globalThis.longTasks = [];
		new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((e) => Math.round(e.duration)))).observe({ entryTypes: ["longtask"] });`)
	began := time.Now()
	note := func(what string) {
		t.Helper()
		t.Logf("%-28s %6.1f s; longest frame %s ms, tasks above 100 ms: [%s]; at most %d MB so far", what, time.Since(began).Seconds(), p.text("Math.round(longest)"),
			p.text("longTasks.filter((ms) => ms > 100).join(' ')"), mostMemory(t)/1_000_000)
		p.run("longest = 0; longTasks.length = 0")
		began = time.Now()
	}
	p.do(chromedp.Navigate(address))
	p.wait("document.querySelector('.page-ready') && performance.getEntriesByName('llmemu-usable').length")
	note("page")
	p.run("location.hash = '#s=" + link + "'")
	p.rerun()
	p.wait("document.getElementById('run') && document.documentElement.dataset.run")
	p.settle()
	p.drawn()
	note("run, Overview")
	p.wait("document.querySelector('#chart-requests canvas')")
	p.drawn()
	note("charts of the Overview")
	p.run("document.querySelector('.cell-e2el_ms button').click()")
	p.drawn()
	note("table sorted by E2E")
	p.run("const grid = document.querySelector('.grid'); for (let i = 0; i < 20; i++) requestAnimationFrame(() => (grid.scrollTop += 400_000))")
	p.drawn()
	note("table scrolled")
	for _, view := range []struct{ name, shown string }{
		{"timeline", "document.querySelector('.tl-ready')"},
		{"gaps", "document.querySelector('#chart-gaps canvas')"},
		{"live", "document.querySelector('#live canvas')"},
		{"sweep", "true"},
		{"profile", "document.querySelector('#profile canvas')"},
		{"overview", "true"},
		{"timeline", "true"},
	} {
		p.run(fmt.Sprintf("document.querySelector('[data-view=%s]').click()", view.name))
		p.wait(view.shown)
		p.drawn()
		note(view.name)
	}
	p.run("const input = document.getElementById('find'); input.value = '700000'; input.dispatchEvent(new Event('change', {bubbles: true}))")
	p.drawn()
	note("timeline, #700,000 found")
	p.run("document.querySelector('[data-view=overview]').click()")
	p.drawn()
	note("overview")
	p.click(".pin-button")
	p.drawn()
	note("pinned, to be compared")
	p.set("workload.request_rate", "41")
	p.rerun()
	p.wait("document.documentElement.dataset.run")
	p.settle()
	p.drawn()
	note("compared with another")
}

// mostMemory is the most memory that one of the browser's renderers has had, in bytes: that of the page with its threads.
func mostMemory(t *testing.T) int {
	t.Helper()
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	most := 0
	for _, file := range files {
		command, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(command), "--type=renderer") {
			continue
		}
		status, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "status"))
		for line := range strings.Lines(string(status)) {
			if kb, found := strings.CutPrefix(line, "VmHWM:"); found {
				n, _ := strconv.Atoi(strings.Fields(kb)[0])
				most = max(most, n*1024)
			}
		}
	}
	return most
}
