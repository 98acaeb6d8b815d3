package browsertest

import "testing"

func TestGaps(t *testing.T) {
	p := open(t, desktop, "#v=gaps")
	p.wait("document.querySelector('#gaps:not([hidden]) #chart-gaps canvas')")
	p.is("document.querySelectorAll('.gap-band').length", "5")
	p.is("getComputedStyle(document.querySelector('.gap-band .tile-number')).fontSize", "22px")
	p.has("document.querySelector('.reading').textContent", "Each 1,000 prefill tokens add about")
	p.run(`const c = document.querySelector('#chart-gaps canvas'), b = c.getBoundingClientRect();
		for (const type of ['mousedown', 'mouseup', 'click']) c.dispatchEvent(new MouseEvent(type, {bubbles: true, clientX: b.left + 78, clientY: b.top + b.height * 0.775}))`)
	p.wait("document.querySelector('.gap-chosen') && location.hash.includes('&k=')") // the cell of gaps without prefill
	p.click(".gap-band:last-child")
	p.wait("document.querySelector('.gap-band:last-child').getAttribute('aria-pressed') === 'true'")
	p.has("location.hash", "&gb=3")
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
		p.fits()
		p.axe()
		p.screenshot(name)
	}
}
