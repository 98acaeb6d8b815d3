package browsertest

import (
	"fmt"
	"strings"
	"testing"
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

func TestSweepRunsWhenItsPageOpens(t *testing.T) {
	p := open(t, desktop, "")
	p.click("[data-view=sweep]")
	p.swept()
	if got := p.text("document.querySelector('#sweep .tile-number').textContent"); got == "–" {
		t.Error("no capacity")
	}
	if got := p.text("document.getElementById('why-title').textContent"); !strings.HasPrefix(got, "Why the curve ") {
		t.Errorf("the explanation is titled %q", got)
	}
	p.enter("points", "7")
	p.enter("to", "8")
	p.wait("location.hash.includes('sx=workload.request_rate:') && location.hash.includes(':8:7')")
	p.swept()
	second := openSweep(t, desktop, p.text("location.hash"))
	for _, part := range []string{"document.getElementById('sweep-to').value", "document.querySelector('#sweep .tile-number').textContent"} {
		if got, want := second.text(part), p.text(part); got != want {
			t.Errorf("%s is %q behind the link, %q on its page", part, got, want)
		}
	}
	p.enter("to", "-3")
	p.wait("document.querySelector('#sweep-to[aria-invalid=true]')")
	p.wait("document.querySelector('.sweep-problem').textContent.includes('allowed')")
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
	p.swept()
	p.click("#run-sweep") // threads are warm now
	p.wait("!document.querySelector('.sweep-progress').hidden")
	p.swept()
	t.Log("20 rates and the searches:", p.sweepStatus())
	p.enter("seeds", "20")
	p.run("if (document.querySelector('.sweep-progress').hidden) document.getElementById('run-sweep').click()")
	p.wait("document.querySelector('#sweep [role=status]').textContent.startsWith('2')") // 20 and more runs are over
	p.run(`globalThis.cancelled = 0; const began = performance.now();
		new MutationObserver((_, o) => { if (document.querySelector('#sweep [role=status]').textContent.startsWith('Cancelled')) { cancelled = performance.now() - began; o.disconnect(); } })
			.observe(document.querySelector('#sweep [role=status]'), { childList: true, characterData: true, subtree: true });
		document.getElementById('run-sweep').click()`)
	p.wait("cancelled")
	t.Log("cancelled in", p.text("cancelled.toFixed(1)"), "ms")
}

// openScenario opens a scenario's JSON as a reader would, and waits for its run.
func (p *tab) openScenario(text string) {
	p.Helper()
	before := p.digest()
	p.click(".open-button")
	p.wait("document.getElementById('open').open")
	p.run("document.querySelector('#open textarea').value = " + fmt.Sprintf("%q", text) + "; document.querySelector('#open [value=open]').click()")
	p.wait("document.getElementById('digest').dataset.digest !== '" + before + "'")
	p.settle()
}
