package browsertest

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// openSweep opens the sweep page and waits until its sweep is over.
func openSweep(t *testing.T, s screen, hash string) *tab {
	t.Helper()
	p := open(t, s, hash)
	p.swept()
	return p
}

// swept waits until the sweep on show is over and belongs to the settings.
func (p *tab) swept() {
	p.Helper()
	p.run("if (document.querySelector('#sweep [role=status]').textContent === 'Settings changed') document.getElementById('run-sweep').click()")
	p.wait("document.querySelector('#sweep [role=status]').textContent.includes(' in ')")
	p.wait("document.querySelector('#chart-sweep canvas')")
}

func (p *tab) sweepStatus() string {
	p.Helper()
	return p.text("document.querySelector('#sweep [role=status]').textContent")
}

// enter types into an input of the sweep's form.
func (p *tab) enter(input, text string) {
	p.Helper()
	p.run("const i = document.getElementById('sweep-" + input + "'); i.focus(); i.value = '" + text + "'; i.dispatchEvent(new InputEvent('input', {bubbles: true}))")
}

// TestASweepRunsWhenAskedFor: its page says what would run, a link to it runs it, and while it goes on other views say so.
func TestASweepRunsWhenAskedFor(t *testing.T) {
	p := open(t, desktop, "")
	p.click("[data-view=sweep]")
	p.wait("document.querySelector('.sweep-empty p').textContent.includes('It takes 20 runs and some to find capacity and knee, about ')")
	p.settle()
	p.is("getComputedStyle(document.querySelector('#sweep .results')).display", "none")
	p.click(".sweep-empty .button-run")
	p.swept()
	p.is("getComputedStyle(document.querySelector('.sweep-empty')).display", "none")
	p.like("document.querySelector('#sweep .tile-number').textContent", "\\d") // a capacity
	p.starts("document.getElementById('sweep-why-title').textContent", "Why the curve ")
	p.enter("points", "7")
	p.enter("to", "8")
	p.wait("location.hash.includes('sx=workload.request_rate:') && location.hash.includes(':8:7')")
	p.swept()
	second := openSweep(t, desktop, p.link())
	for _, part := range []string{"document.getElementById('sweep-to').value", "document.querySelector('#sweep .tile-number').textContent"} {
		second.is(part, p.text(part))
	}
	p.click(".card-why .rail-link")
	p.wait("!document.getElementById('timeline').hidden")
	p.settle()
	p.like("document.querySelector('[data-path=\"workload.request_rate\"]').value", "\\d") // the point that was opened
	p.click("[data-view=sweep]")
	p.enter("to", "-3")
	p.wait("document.querySelector('#sweep-to[aria-invalid=true]')")
	p.wait("document.querySelector('.sweep-problem').textContent.includes('allowed')")
}

// TestPricesAndGPUsNeedNoRun: each kind of GPU has a price, and a rate to serve takes GPUs. The list of profiles stays open meanwhile.
func TestPricesAndGPUsNeedNoRun(t *testing.T) {
	p := openSweep(t, desktop, "#v=sweep&sx=workload.request_rate:1:12:4")
	p.run("globalThis.sweeps = 0; const start = llmemuHost.startPlan; llmemuHost.startPlan = (plan) => { sweeps++; start(plan) }")
	p.click(".sweep-profiles .button")
	for i := range 2 {
		p.run("document.querySelectorAll('.sweep-profiles-list input')[" + fmt.Sprint(i) + "].click()")
		p.settle()
		p.is("getComputedStyle(document.querySelector('.sweep-profiles-list')).display", "block")
	}
	p.do(chromedp.KeyEvent(kb.Escape))
	p.wait("document.querySelector('.sweep-profiles-list').hidden")
	p.swept()
	before := p.text("sweeps")
	p.enter("price", "2")
	p.enter("price1", "3")
	p.enter("need", "40")
	p.like("document.querySelector('.card-lines thead').textContent", "cost per million tokensfor 40.0 req/s$")
	p.like("document.querySelector('.card-lines tbody').textContent", "\\d GPUs, \\d+\\.?\\d* an hour")
	p.wait("document.querySelectorAll('#sweep .tile').length === 7")
	p.has("location.hash", "sg=40")
	p.is("sweeps", before)
	again := openSweep(t, desktop, p.link())
	again.is("document.querySelector('.card-lines tbody').textContent", p.text("document.querySelector('.card-lines tbody').textContent"))
}

func TestSweepScreenshots(t *testing.T) {
	for name, s := range map[string]screen{"sweep-light": desktop, "sweep-dark": dark, "sweep-phone": phone} {
		openSweep(t, s, "#v=sweep").screenshot(name)
	}
}

// thousands is a sweep of 20 rates over 2,000 requests each.
const thousands = `{"version": 1, "name": "thousands", "profile": "h100-llama-3.1-8b-bf16-tp1", "engine": {"num_gpu_blocks": 26000},
 "workload": {"num_prompts": 2000, "request_rate": 40, "random_input_len": 512, "random_output_len": 256}, "slo": {"ttft_ms": 500}}`

func TestSweepOfManyRequestsAndItsCancel(t *testing.T) {
	p := open(t, desktop, "")
	p.openScenario(thousands)
	p.click("[data-view=sweep]")
	p.click("#run-sweep")
	p.swept()
	p.click("#run-sweep") // threads are warm now
	p.wait("!document.querySelector('.sweep-progress').hidden")
	p.swept()
	t.Log("20 rates and the searches:", p.sweepStatus())
	p.enter("seeds", "20")
	p.run("if (document.querySelector('.sweep-progress').hidden) document.getElementById('run-sweep').click()")
	p.wait("document.querySelector('#sweep [role=status]').textContent.startsWith('2')") // 20 and more runs are over
	p.wait("(({ max, value }) => max === 400 && value >= 20 && value < 400)(document.querySelector('.sweep-progress'))")
	p.run(`globalThis.cancelled = 0; const began = performance.now();
		new MutationObserver((_, o) => { if (document.querySelector('#sweep [role=status]').textContent.startsWith('Cancelled')) { cancelled = performance.now() - began; o.disconnect(); } })
			.observe(document.querySelector('#sweep [role=status]'), { childList: true, characterData: true, subtree: true });
		document.getElementById('run-sweep').click()`)
	p.wait("cancelled")
	t.Log("cancelled in", p.text("cancelled.toFixed(1)"), "ms")
	p.run("document.activeElement.blur()")
	p.illustration("sweep-cancelled")
}

// openScenario opens a scenario's JSON as a reader would, and waits for its run.
func (p *tab) openScenario(text string) {
	p.Helper()
	before := p.digest()
	p.enterScenario(text)
	p.wait("document.getElementById('digest').dataset.digest !== '" + before + "'")
	p.settle()
}

// enterScenario opens a scenario's JSON as a reader would.
func (p *tab) enterScenario(text string) {
	p.Helper()
	p.click(".open-button")
	p.wait("document.getElementById('open').open")
	p.run("document.querySelector('#open textarea').value = " + fmt.Sprintf("%q", text) + "; document.querySelector('#open [value=open]').click()")
}

// grid is a sweep over two fields, and overProfiles one over two GPUs.
const (
	grid         = "#v=sweep&sx=workload.request_rate:2:12:6&sy=engine.max_num_seqs:16:256:5:log"
	overProfiles = "#v=sweep&sp=rtx4090-llama-3.1-8b-bf16-tp1,h100-llama-3.1-8b-bf16-tp1&sc=2&sx=workload.request_rate:1:12:8"
)

func TestSweepOfTwoFields(t *testing.T) {
	p := openSweep(t, desktop, grid)
	p.wait("document.querySelector('#chart-heat canvas')")
	p.is("document.querySelectorAll('.card-lines tbody tr').length", "5")
	p.click(".card-heat .card-action")
	p.wait("document.querySelectorAll('#chart-heat tbody tr').length >= 30")
	p.click(".card-heat .card-action")
	p.run("const s = document.getElementById('sweep-heat'); s.value = 'request_goodput'; s.dispatchEvent(new Event('change', {bubbles: true}))")
	p.wait("location.hash.includes('sh=request_goodput')")
	p.screenshot("sweep-grid")
}

func TestSweepOverProfiles(t *testing.T) {
	p := openSweep(t, desktop, overProfiles)
	p.like("[...document.querySelectorAll('.card-lines tbody th')].map((h) => h.textContent)", "^RTX PRO 6000.*H100")
	p.is("document.querySelectorAll('#sweep .tile').length", "6")
	p.screenshot("sweep-profiles")
}

func TestTheMapOfEachProfile(t *testing.T) {
	p := openSweep(t, desktop, "#v=sweep&sx=workload.request_rate:1:7:4&sy=engine.max_num_seqs:16:128:4:log&sp=h100-llama-3.1-8b-bf16-tp1")
	p.click(".card-heat .card-action")
	p.wait("document.querySelector('#chart-heat tbody')")
	first := p.text("document.querySelector('#chart-heat tbody').textContent")
	p.run("const s = document.getElementById('sweep-heat-of'); s.value = 'h100-llama-3.1-8b-bf16-tp1'; s.dispatchEvent(new Event('change', {bubbles: true}))")
	p.wait("location.hash.includes('so=h100')")
	p.wait(fmt.Sprintf("document.querySelector('#chart-heat tbody').textContent !== %q", first))
	p.click(".card-heat .card-action")
	p.wait("document.querySelector('#chart-heat canvas')")
	p.run("document.querySelector('.card-heat').scrollIntoView()")
	p.click(".card-sweep .segments button:nth-child(3)")
	p.is("document.getElementById('sweep-title').textContent", "ITL against request_rate")
}

func TestSweepAsTables(t *testing.T) {
	p := openSweep(t, desktop, "#v=sweep")
	for _, card := range []string{"sweep", "goodput", "speed"} {
		p.click(".card-" + card + " .card-action")
		p.wait("document.querySelectorAll('#chart-" + card + " tbody tr').length >= 20")
	}
}

func TestSweepAccessibility(t *testing.T) {
	for name, s := range map[string]screen{"light": desktop, "dark": dark, "phone": phone} {
		t.Run(name, func(t *testing.T) {
			p := openSweep(t, s, "#v=sweep&sx=workload.request_rate:2:12:4&sy=engine.max_num_seqs:32:128:2&sp=h100-llama-3.1-8b-bf16-tp1&sc=2")
			p.run("document.querySelector('.sweep-profiles .button').click()")
			p.wait("!document.querySelector('.sweep-profiles-list').hidden")
			p.axe()
			p.run("document.querySelector('.sweep-profiles .button').click()")
			for _, card := range []string{"heat", "sweep", "goodput", "speed"} {
				p.run("document.querySelector('.card-" + card + " .card-action').click()") // on a phone the tabs may lie over it
				p.wait("document.querySelector('#chart-" + card + " tbody tr')")
			}
			p.enter("seeds", "many")
			p.wait("document.querySelector('.sweep-problem').textContent")
			p.axe()
		})
	}
}

// TestTheVerdictLeadsToTheSweep of rates around the one that the run sustains.
func TestTheVerdictLeadsToTheSweep(t *testing.T) {
	p := open(t, desktop, "")
	p.like("document.querySelector('#main .verdict').textContent", "10.3.req/s offered, 5.16.req/s sustained: max_num_seqs 128 is the limit. 33.7.% of all requests meet the SLO.")
	p.click(".verdict-next")
	p.swept()
	p.has("location.hash", "sx=workload.request_rate:1.3:7.7:12")
	p.starts("document.querySelector('#sweep .tile').textContent", "SLO capacity")
}
