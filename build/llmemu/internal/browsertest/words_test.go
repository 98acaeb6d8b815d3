package browsertest

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestTermsAndHelp(t *testing.T) {
	p := open(t, desktop, "")
	p.run("document.querySelector('[data-tile=ttft_ms] [data-term]').focus()")
	p.wait("!document.getElementById('term-tip').hidden")
	p.starts("document.getElementById('term-tip').textContent", "TTFT Time to first token")
	p.is("document.activeElement.getAttribute('aria-describedby')", "term-tip")
	p.do(chromedp.KeyEvent("\x1b"))
	p.wait("document.getElementById('term-tip').hidden")
	p.do(chromedp.KeyEvent("\r"))
	p.wait("document.getElementById('help').open && document.activeElement.id === 'word-ttft'")
	p.run("document.getElementById('help').close(); document.activeElement.blur()")

	p.do(chromedp.KeyEvent("?"))
	p.wait("document.getElementById('help').open")
	p.wait("document.querySelector('#help dfn')")
	p.axe()
	p.screenshot("help-light")
	p.run("document.getElementById('help').close(); document.activeElement.blur()")
}

// press sends a key to what has the focus. Chromium's own key events would go on to what the page focuses meanwhile.
func (p *tab) press(key string) {
	p.Helper()
	p.run("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '" + key + "', bubbles: true, cancelable: true}))")
}

func TestFind(t *testing.T) {
	p := open(t, desktop, "")
	find := func(text string) {
		t.Helper()
		p.run("document.activeElement.blur()")
		p.press("/")
		p.wait("document.getElementById('finder').open && document.querySelectorAll('#found li').length > 5")
		p.run("const i = document.querySelector('#finder input'); i.value = '" + text + "'; i.dispatchEvent(new InputEvent('input'))")
		p.wait("document.querySelector('#found li')")
		p.press("Enter")
		p.wait("!document.getElementById('finder').open")
	}
	find("token gaps")
	p.wait("document.querySelector('#gaps:not([hidden])')")
	find("#214")
	p.wait("location.hash.includes('&r=214')")
	find("max_num_seqs")
	p.wait("document.activeElement.dataset.path === 'engine.max_num_seqs'")
	find("scheduler_reserve_full_isl")
	p.wait("document.activeElement.id === 'f-engine-scheduler_reserve_full_isl'")
	find("goodput")
	p.wait("document.activeElement.id === 'word-goodput'")
	p.run("document.getElementById('help').close(); document.activeElement.blur()")
	p.press("/")
	p.wait("document.querySelector('#found li')")
	p.axe()
}

func TestUndoKeys(t *testing.T) {
	p := open(t, desktop, "")
	opening := p.digest()
	p.set("engine.num_gpu_blocks", "8000")
	p.settle()
	p.set("workload.request_rate", "6")
	p.settle()
	press := func(on, key string) {
		p.run("document.querySelector('" + on + "').dispatchEvent(new KeyboardEvent('keydown', {key: '" + key + "', ctrlKey: true, shiftKey: " + strconv.FormatBool(key == "Z") + ", bubbles: true, cancelable: true}))")
	}
	changed := func(want string) {
		t.Helper()
		p.wait("document.querySelector('.rail-changed').textContent === '" + want + "'")
	}
	press("[data-path=\"workload.request_rate\"]", "z")
	changed("1 field changed")
	p.click(".rail-undo")
	changed("No field changed")
	p.settle()
	p.wait("document.getElementById('digest').dataset.digest === '" + opening + "'")
	press("body", "Z")
	changed("1 field changed")
	p.like("document.querySelector('[data-path=\"engine.num_gpu_blocks\"]').value", "^8,?000$")
}
