package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// compareTo pins the run on show, edits a field, and waits for the comparison over several seeds.
func (p *tab) compareTo(path, text string) {
	p.Helper()
	p.run("document.activeElement?.blur()")
	p.do(chromedp.KeyEvent("p"))
	p.wait("!document.querySelector('.pin-strip').hidden")
	p.set(path, text)
	p.settle()
	p.compared()
}

// compared waits until the table of differences is complete.
func (p *tab) compared() {
	p.Helper()
	p.run("document.querySelector('.compare-note button:not([hidden])')?.click()")
	p.wait("document.querySelector('.card-compare:not(.card-stale) tbody tr')")
}

func TestCompareWithThePinnedRun(t *testing.T) {
	p := open(t, desktop, "")
	p.openScenario(thousands)
	p.compareTo("engine.max_num_batched_tokens", "1024")
	p.is("document.querySelector('.pin-fields').textContent.replace(/\\s+/g, ' ').trim()", "max_num_batched_tokens 2,048 1,024")
	p.like("document.querySelector('[data-tile=ttft_ms] .tile-foot').textContent.trim()", "^A .*%")
	p.is("document.querySelector('.card-compare .card-aside').textContent", "means over 8 seeds, 0 to 7")
	p.wait("[...document.querySelectorAll('.card-compare tbody td:last-child')].some((c) => c.textContent.startsWith('yes'))")
	second := open(t, desktop, p.link())
	second.wait("document.querySelector('[data-tile=ttft_ms] .tile-foot').textContent.trim().startsWith('A ')")
	second.settle()
	second.compared()
	for _, part := range []string{"document.querySelector('.pin-fields').textContent", "document.querySelector('[data-tile=ttft_ms] .tile-foot').textContent", "document.querySelector('.card-compare tbody').textContent"} {
		second.is(part, p.text(part))
	}
	p.click(".pin-button")
	p.wait("document.querySelector('.pin-strip').hidden")
	p.wait("!location.hash.includes('&a=')")
}

// TestThePinnedRunIsInEveryView goes through the views that have a place for A.
func TestThePinnedRunIsInEveryView(t *testing.T) {
	p := open(t, desktop, "")
	p.openScenario(thousands)
	p.compareTo("engine.max_num_seqs", "96")
	mark := "document.querySelector('.mark-pinned').parentElement.hidden"
	p.is(mark, "false")
	p.viewPinnedTimeline()
	running := "document.querySelector('[data-panel=running] canvas').getAttribute('aria-label')"
	p.has(running, "at most 96 in the run, at most 256 in A")
	p.click("[data-view=gaps]")
	p.like("document.querySelector('.gap-pinned')?.textContent", "^A .*p99")
	p.click("[data-view=live]")
	p.starts("document.querySelector('.live-pinned:last-of-type').textContent", "A, pinned, is a run that is over")
	p.click("[data-view=timeline]")
	p.click(".pin-button")
	p.wait("document.querySelector('.tl-key-pinned').parentElement.hidden && " + mark)
	p.wait("!" + running + ".includes('in A')")
}

// viewPinnedTimeline shows the timeline and waits for the pinned run's.
func (p *tab) viewPinnedTimeline() {
	p.Helper()
	p.run("document.querySelector('[data-view=timeline]').click()")
	p.waitForTimeline()
	p.wait("!document.querySelector('.tl-key-pinned').parentElement.hidden")
}

func TestCompareScreenshots(t *testing.T) {
	for name, s := range map[string]screen{"compare-light": desktop, "compare-dark": dark, "compare-phone": phone} {
		p := open(t, s, "")
		p.openScenario(thousands)
		p.compareTo("engine.max_num_seqs", "96")
		p.screenshot(name)
		p.run("document.getElementById('comparison').scrollIntoView()")
		p.screenshot(name + "-table")
		p.run("document.querySelector('[data-view=gaps]').click(); scrollTo(0, 0)")
		p.wait("document.querySelector('#chart-gaps canvas')")
		p.fonts()
		p.screenshot(name + "-gaps")
		p.viewPinnedTimeline()
		p.fonts()
		p.screenshot(name + "-timeline")
	}
}

func TestCompareAccessibility(t *testing.T) {
	for name, s := range map[string]screen{"light": desktop, "dark": dark, "phone": phone} {
		t.Run(name, func(t *testing.T) {
			p := open(t, s, "")
			p.openScenario(thousands)
			p.compareTo("engine.max_num_seqs", "32")
			p.axe()
			p.run("document.querySelector('[data-view=gaps]').click()")
			p.wait("document.querySelector('#chart-gaps canvas')")
			p.axe()
			p.viewPinnedTimeline()
			p.run("document.querySelector('.tl-more').click()")
			p.axe()
			p.run("document.querySelector('[data-view=live]').click()")
			p.wait("document.querySelector('.live-tokens canvas')")
			p.axe()
		})
	}
}
