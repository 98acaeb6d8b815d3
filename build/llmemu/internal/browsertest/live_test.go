package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// clock is the virtual time on show, in seconds.
const clock = "parseFloat(document.querySelector('#live-clock b').textContent)"

func TestLive(t *testing.T) {
	p := open(t, desktop, "#v=live")
	p.wait(clock + " > 1")
	p.click(".live-controls .segments button:nth-child(5)") // 20×
	p.wait(clock + " > 20 && Number(document.querySelector('.live-count').textContent) > 0")
	p.run("const i = document.getElementById('live-rate'); i.value = '12'; i.dispatchEvent(new InputEvent('input', {bubbles: true}))")
	p.wait("document.querySelector('.live-arriving').textContent.includes('12.0\\u00a0req/s')")
	p.run("const i = document.getElementById('live-rate'); i.value = 'x'; i.dispatchEvent(new InputEvent('input', {bubbles: true}))")
	p.wait("document.getElementById('live-rate-problem').textContent.includes('allowed')")

	p.click(".live-pause")
	p.wait("document.querySelector('#live-clock .card-aside').textContent === 'paused'")
	step := "Number(document.querySelector('.live-engine .card-aside').textContent.match(/step ([\\d,]+)/)[1].replaceAll(',', ''))"
	before := p.text(step)
	p.click(".live-step")
	p.wait(step + " > " + before)
	now := p.text(clock)
	waiting := p.text("document.querySelector('.live-waiting b').textContent")
	p.click(".live-burst")
	p.wait("true")
	p.is(clock, now)
	p.click(".live-pause")
	p.wait("Number(document.querySelector('.live-waiting b').textContent) > " + waiting + " || " + clock + " > " + now + " + 2")
}

func TestLiveOwnRequest(t *testing.T) {
	p := open(t, desktop, "#v=live")
	p.wait(clock + " > 0.2")
	p.run("document.querySelector('.live-form textarea').value = 'Why does a server pause?'; document.querySelector('.live-form').requestSubmit()")
	p.wait("document.querySelector('.live-prompt').textContent.includes('Why does a server pause?')")
	p.click(".live-controls .segments button:nth-child(4)") // 4×
	p.wait("/^TTFT \\d/.test(document.querySelector('.live-own h3:nth-of-type(1)').textContent) || [...document.querySelectorAll('.live-own h3')].some((h) => /^TTFT \\d/.test(h.textContent))")
	p.wait("document.querySelector('.live-answer').textContent.startsWith('A server can pause')")
	p.click(".live-controls .segments button:nth-child(5)")
	p.wait("document.querySelector('.live-own').textContent.includes('256 of 256 tokens')")
	p.like("document.querySelector('.live-parts').textContent", "Queue wait.*Own prefill")

	// What the engine refuses is said, and the session goes on.
	p.run("const s = document.querySelector('.live-form select'); s.add(new Option('', '900000')); s.value = '900000'; document.querySelector('.live-form').requestSubmit()")
	p.wait("document.querySelector('.live-form .field-error').textContent.includes('max_model_len')")
	now := p.text(clock)
	p.wait(clock + " > " + now)

	// Nothing happens while another view is on show.
	p.click("[data-view=overview]")
	p.click("[data-view=live]")
	p.set("engine.max_num_seqs", "16")
	p.wait("document.getElementById('live-rate-problem').textContent.includes('start again')")
	p.click(".live-restart")
	p.wait("document.querySelector('.live-engine').textContent.includes('of 16 running') && " + clock + " < " + now)
	p.do(chromedp.KeyEvent(" "))
}

func TestLiveScreenshots(t *testing.T) {
	for name, s := range map[string]screen{"live-light": desktop, "live-dark": dark, "live-phone": phone} {
		p := open(t, s, "")
		p.set("engine.num_gpu_blocks", "2600")
		p.set("engine.max_num_seqs", "48")
		p.set("workload.request_rate", "2.9")
		p.settle()
		p.run("document.querySelector('[data-view=live]').click()")
		p.click(".live-controls .segments button:nth-child(5)")
		p.wait(clock + " > 30")
		p.click(".live-controls .segments button:nth-child(4)")
		p.run("document.querySelector('.live-form textarea').value = 'Why does a language model server sometimes pause in the middle of an answer?'; document.querySelector('.live-form').requestSubmit()")
		p.wait("[...document.querySelectorAll('.live-own h3')].some((h) => /^TTFT \\d/.test(h.textContent))")
		p.click(".live-controls .segments button:nth-child(3)")
		p.wait("Number((document.querySelector('.live-own').textContent.match(/([\\d]+) of 256 tokens/) ?? [])[1]) > 90")
		p.click(".live-pause")
		p.wait("document.querySelector('#live-clock .card-aside').textContent === 'paused'")
		p.fits()
		p.axe()
		p.screenshot(name)
	}
}
