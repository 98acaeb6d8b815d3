package browsertest

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/llmemu/playground/engine/scenario"
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

	p.pauseLive()
	before := p.number(liveStep)
	p.click(".live-step")
	p.wait(fmt.Sprintf("%s === %v", liveStep, before+1))
	now, known := p.text(clock), p.number(liveKnown)
	p.click(".live-burst")
	p.drawn()
	p.is(clock, now)
	p.stepLive(before + 3) // the burst arrives while a step is under way
	if got := p.number(liveKnown); got < known+20 {
		t.Errorf("after the burst the engine knows %v requests, before it %v", got, known)
	}
	p.click(".live-pause")
	p.wait(clock + " > " + now + " + 2")
}

// What the stage of the live view says: the number of its last step, and the requests that the engine has got, finished ones
// included.
const (
	liveStep  = "Number(document.querySelector('.live-engine .card-aside').textContent.match(/step ([\\d,]+)/)[1].replaceAll(',', ''))"
	liveKnown = "[...document.querySelectorAll('.live-waiting b, .live-engine b:not(.live-needs), .live-count')].reduce((sum, e) => sum + parseInt(e.textContent.replaceAll(',', '')), 0)"
)

// pauseLive pauses the session. Its thread goes on until it hears of that: the last picture is the one that stays.
func (p *tab) pauseLive() {
	p.Helper()
	p.click(".live-pause")
	p.wait("document.querySelector('#live-clock .card-aside').textContent === 'paused'")
	p.wait("((now) => { if (window.pausedAt !== now) [window.pausedAt, window.pausedSince] = [now, performance.now()]; return performance.now() - window.pausedSince > 500 })(" + clock + ")")
}

// stepLive lets a paused session end one step after another, up to one by its number: however fast this machine is, the
// engine is then where any other has it.
func (p *tab) stepLive(step float64) {
	p.Helper()
	at := p.number(liveStep)
	if at > step {
		p.Fatalf("step %v is over: the session is at %v", step, at)
	}
	for ; at < step; at = min(at+200, step) {
		p.run(fmt.Sprintf("let left = %v; const some = () => { for (let i = 0; i < 20 && left > 0; i++, left--) document.querySelector('.live-step').click(); if (left > 0) requestAnimationFrame(some) }; some()", min(200, step-at)))
		p.wait(fmt.Sprintf("%s === %v", liveStep, min(at+200, step)))
	}
	p.drawn()
}

func TestLiveAsTables(t *testing.T) {
	p := open(t, desktop, "#v=live")
	p.wait(clock + " > 0.2")
	p.click("[aria-label='Show Tokens as table']")
	p.run("document.querySelector('.live-form').requestSubmit()")
	p.wait("document.querySelectorAll('.live-tokens tbody tr').length > 2 && !document.querySelector('.live-chart').checkVisibility()")
	p.wait("document.querySelector('.live-tokens tbody').textContent.includes('yours')")
	p.click("[aria-label='Show Gap before each token as table']")
	p.wait("document.querySelectorAll('.live-own tbody tr').length > 10")
	p.like("document.querySelector('.live-own tbody tr').textContent", "ms(decode only|shared with prefill)")
	p.axe()
	p.click("[aria-label='Show Tokens as table']")
	p.wait("document.querySelector('.live-chart').checkVisibility()")
}

// TestLiveArrivals opens sessions whose requests come otherwise than at one rate.
func TestLiveArrivals(t *testing.T) {
	s := scenario.Default("h100-llama-3.1-8b-bf16-tp1")
	s.Workload.NumPrompts, s.Engine.MaxNumSeqs = 60, 32
	p := open(t, desktop, link(t, s)+"&v=live")
	p.starts("[...document.querySelectorAll('.live-pinned')].map((e) => e.textContent).join('')", "All 60 requests arrive at the start, and none after them.")
	p.wait("document.querySelector('.live-engine b').textContent === '32 of 32 running'")
	p.has("document.querySelector('.live-arriving').textContent", "0 requests, no rate")
	s.Workload.RampUpStrategy, s.Workload.RampUpStartRPS, s.Workload.RampUpEndRPS = scenario.RampLinear, 1, 20
	p = open(t, desktop, link(t, s)+"&v=live")
	p.starts("[...document.querySelectorAll('.live-pinned')].map((e) => e.textContent).join('')", "The rate ramps from 1 to 20")
	p.click(".live-controls .segments button:nth-child(5)") // 20×
	p.wait("document.querySelector('.live-arriving').textContent.includes('20.0\u00a0req/s')")
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

// TestLiveScreenshots takes its pictures at a step by its number, so that they are alike on every machine.
func TestLiveScreenshots(t *testing.T) {
	alone(t)
	for name, s := range map[string]screen{"live-light": desktop, "live-dark": dark, "live-phone": phone} {
		p := open(t, s, "")
		p.set("engine.num_gpu_blocks", "2600")
		p.set("engine.max_num_seqs", "48")
		p.set("workload.request_rate", "8.7")
		p.settle()
		p.run("document.querySelector('[data-view=live]').click()")
		p.pauseLive()
		p.stepLive(200)
		p.run("document.querySelector('.live-form textarea').value = 'Why does a language model server sometimes pause in the middle of an answer?'; document.querySelector('.live-form').requestSubmit()")
		p.wait("document.querySelector('.live-prompt').textContent.startsWith('Why does')")
		p.stepLive(440)
		p.fits()
		p.axe()
		p.screenshot(name)
	}
}

// TestLiveAbort sends a request of one's own and lets its client go away as it runs, on a phone and by key.
func TestLiveAbort(t *testing.T) {
	const (
		button = "document.querySelector('.live-abort')"
		told   = "document.querySelector('.live-own').textContent"
		blocks = "Number(document.querySelector('.live-engine').textContent.match(/([\\d,]+) of [\\d,]+ blocks/)[1].replaceAll(',', ''))"
	)
	for _, s := range []screen{desktop, phone} {
		p := open(t, s, "#v=live")
		p.wait(clock + " > 0.2")
		p.is(button+".checkVisibility()", "false")
		p.is("document.querySelector('.live-aborted').textContent", "")
		p.run("document.querySelectorAll('.live-form select')[1].value = '600'; document.querySelector('.live-form').requestSubmit()")
		p.wait("/[1-9]\\d* of 600 tokens/.test(" + told + ")")
		p.pauseLive()
		finished, used := p.text("document.querySelector('.live-count').textContent"), p.number(blocks)
		tokens := p.text(told + ".match(/\\d+ of 600 tokens/)[0]")
		if s.phone {
			p.expect(button+".getBoundingClientRect().height", ">= 40")
			p.click(".live-abort")
		} else {
			p.run(button + ".focus()")
			p.do(chromedp.KeyEvent(" "))
		}
		p.has(told, "aborted after "+tokens)
		p.has(told, "until aborted")
		p.is(button+".checkVisibility()", "false")
		p.is("document.querySelector('.live-aborted').textContent", "1 aborted")
		p.is("document.querySelector('.live-count').textContent", finished)
		p.wait(fmt.Sprintf("%s < %v", blocks, used))
		p.is("document.querySelector('#live-clock .card-aside').textContent", "paused")
		if !s.phone {
			p.is("document.activeElement.className", "live-answer")
		}
		p.fits()
		p.axe()

		// Time goes on without it, and the next request is one of its own.
		p.click(".live-pause")
		p.wait(clock + " > 1")
		p.has(told, "aborted after "+tokens)
		p.run("document.querySelector('.live-form').requestSubmit()")
		p.wait("!" + told + ".includes('aborted') && " + button + ".checkVisibility()")
	}
}
