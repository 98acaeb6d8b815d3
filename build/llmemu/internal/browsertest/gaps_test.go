package browsertest

import (
	"strings"
	"testing"
)

func TestGaps(t *testing.T) {
	p := open(t, desktop, "#v=gaps")
	p.wait("document.querySelector('#gaps:not([hidden]) #chart-gaps canvas')")
	if got := p.text("document.querySelectorAll('.gap-band').length"); got != "5" {
		t.Errorf("%s bands", got)
	}
	if got := p.text("document.querySelector('.reading').textContent"); !strings.Contains(got, "Each 1,000 prefill tokens add about") {
		t.Errorf("the page says %q", got)
	}
	p.run(`const c = document.querySelector('#chart-gaps canvas'), b = c.getBoundingClientRect();
		for (const type of ['mousedown', 'mouseup', 'click']) c.dispatchEvent(new MouseEvent(type, {bubbles: true, clientX: b.left + 78, clientY: b.top + b.height * 0.775}))`)
	p.wait("document.querySelector('.gap-chosen') && location.hash.includes('&k=')") // the cell of gaps without prefill
	p.click(".gap-band:last-child")
	p.wait("document.querySelector('.gap-band:last-child').getAttribute('aria-pressed') === 'true'")
	if got := p.text("location.hash"); !strings.Contains(got, "&gb=3") {
		t.Errorf("the band is not in the link: %s", got)
	}
	p.click(".card-gaps .segments button:last-child")
	p.wait("location.hash.includes('&gx=batch')")
	p.click(".card-gaps .card-action")
	p.wait("document.querySelector('#chart-gaps table tbody tr')")
	p.click(".card-gaps .card-action")
	p.wait("document.querySelector('#chart-gaps canvas')")
	p.click(".card-longest tbody tr:first-child button")
	p.wait("document.querySelector('#timeline:not([hidden])') && /&k=\\d+&t=/.test(location.hash)")
}

func TestGapsScreenshots(t *testing.T) {
	for name, s := range map[string]screen{"gaps-light": desktop, "gaps-dark": dark, "gaps-phone": phone} {
		p := open(t, s, "#v=gaps")
		p.set("engine.num_gpu_blocks", "8000") // so few that requests are preempted
		p.settle()
		p.wait("document.querySelector('#chart-gaps canvas')")
		if got := p.text("document.documentElement.scrollWidth <= innerWidth"); got != "true" {
			t.Errorf("%s: the page is %s pixels wide", name, p.text("document.documentElement.scrollWidth"))
		}
		p.axe()
		p.screenshot(name)
	}
}
