package browsertest

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/llmemu/playground/engine/links"
	"github.com/llmemu/playground/engine/scenario"
)

// tight is the address of the opening scenario with a pool so small that requests wait for it and are preempted.
func tight(t *testing.T) string {
	t.Helper()
	return link(t, tightly(t))
}

func link(t *testing.T, s *scenario.Scenario) string {
	t.Helper()
	text, err := links.Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	return "#s=" + text
}

// waitForTimeline waits until the timeline shows the run on show.
func (p *tab) waitForTimeline() {
	p.Helper()
	p.settle()
	p.wait("document.querySelector('#timeline-range').textContent.includes(' steps')")
}

// chosen waits until the inspector's title is not the one before, and returns its number.
func (p *tab) chosen(title, before string) string {
	p.Helper()
	text := "document.getElementById('" + title + "')?.textContent"
	p.wait(text + " && " + text + " !== '" + before + "'")
	return p.text(text)
}

// key presses a key wherever the focus is.
func (p *tab) key(key string, shift bool) {
	p.Helper()
	p.run(fmt.Sprintf("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: %q, shiftKey: %t, bubbles: true, cancelable: true}))", key, shift))
}

func TestTimeline(t *testing.T) {
	p := open(t, desktop, tight(t)+"&v=timeline&t=66-78")
	p.waitForTimeline()
	p.like("document.getElementById('timeline-range').textContent", "^66 to 78\\s.*, .* of 6,680 steps$")
	p.click("[data-panel=running]")
	step := p.chosen("step-title", "")
	if !strings.HasPrefix(step, "Step 4,") {
		t.Errorf("a click in the middle of the window chose %q", step)
	}
	for _, key := range []struct {
		name  string
		shift bool
	}{{"ArrowRight", false}, {"ArrowRight", true}, {"ArrowLeft", false}} {
		p.key(key.name, key.shift)
		step = p.chosen("step-title", step)
	}
	p.click("[aria-label='Step before']")
	p.chosen("step-title", step)
	p.click(".tl-gantt")
	first := p.chosen("why-title", "")
	p.key("ArrowDown", false)
	if second := p.chosen("why-title", first); !strings.HasPrefix(second, "Why did #") {
		t.Errorf("the next request is %q", second)
	}
	p.wait("document.querySelectorAll('.why-parts tr').length >= 4 && document.querySelectorAll('.why-words p').length >= 1")
	p.wait("/&r=\\d+/.test(location.hash) && /&k=\\d+/.test(location.hash)")
	second := open(t, desktop, p.link())
	second.waitForTimeline()
	second.is("document.getElementById('step-title')?.textContent", p.text("document.getElementById('step-title').textContent"))
	p.key("Escape", false)
	p.wait("!document.getElementById('step-title') && !document.getElementById('why-title') && document.querySelector('#inspector .facts')")
}

// TestWhoWasRefused looks at a step that refused and at one of those that waited.
func TestWhoWasRefused(t *testing.T) {
	p := open(t, desktop, tight(t)+"&v=timeline&k=4102")
	p.waitForTimeline()
	p.chosen("step-title", "")
	p.is("document.querySelector('.refusals .pill').textContent", "KV pool full")
	p.click(".refusals .request-link")
	if got := p.chosen("why-title", ""); !strings.HasPrefix(got, "Why did #212 take ") {
		t.Errorf("the request is %q", got)
	}
	p.has("document.querySelector('.why-words').textContent", "the pool lacked free blocks")
}

func TestFindAndFilter(t *testing.T) {
	p := open(t, desktop, tight(t)+"&v=timeline")
	p.waitForTimeline()
	find := func(text string) {
		p.run(fmt.Sprintf("const i = document.getElementById('find'); i.value = %q; i.dispatchEvent(new Event('change', {bubbles: true}))", text))
	}
	find("300")
	p.wait("document.getElementById('find-problem').textContent === 'There are #0 to #299.'")
	p.run("document.getElementById('find').value = ''; document.getElementById('find').focus()")
	p.do(chromedp.KeyEvent("#214\r"))
	if got := p.chosen("why-title", ""); !strings.HasPrefix(got, "Why did #214 take ") {
		t.Errorf("found %q", got)
	}
	p.like("location.hash", "&r=214&.*t=[1-9]") // the window came to it
	before := p.text("location.hash")
	p.run("[...document.querySelectorAll('.why-life li')].at(-1).querySelector('.why-when').click()") // to its last token
	p.wait("location.hash !== " + strconv.Quote(before) + " && /&t=/.test(location.hash)")
	p.run("[...document.querySelectorAll('.why-life li')].at(-1).querySelector('.why-what .rail-link:not([hidden])').click()")
	p.chosen("step-title", "")
	p.click(".timeline-head .segments button:nth-child(2)")
	p.wait("document.querySelector('.tl-label .tl-note').textContent && !document.querySelector('.tl-row-gantt .tl-note').textContent.includes('of 300')")
	p.wait("location.hash.includes('&f=preempted')")
}

// TestFactsLeadOn goes from what explains the tail to the step that shows it.
func TestFactsLeadOn(t *testing.T) {
	p := open(t, desktop, "")
	p.is("document.querySelectorAll('#main .fact').length", "3")
	p.click("#main .fact .rail-link")
	p.waitForTimeline()
	p.chosen("step-title", "")
	p.click("[data-view=overview]")
	p.run("document.querySelector('#requests .grid-row').click()")
	p.wait("document.querySelector('.page-peek') && document.getElementById('why-title')")
	p.click(".inspect-close button")
	p.wait("document.getElementById('inspector').hidden")
	before := p.digest()
	p.run("[...document.querySelectorAll('#main .fact .rail-link')].find((b) => b.textContent.startsWith('Try ')).click()")
	p.wait("document.getElementById('digest').dataset.digest !== '" + before + "'")
	p.settle()
	p.is("document.querySelector('.rail-changed').textContent", "1 field changed")
}

// TestTenThousandRequests scrolls and switches. The targets are 50 frames a second and 200 ms; a busy machine gets more.
func TestTenThousandRequests(t *testing.T) {
	alone(t)
	s := scenario.Default("h100-llama-3.1-8b-bf16-tp1")
	s.Workload.NumPrompts, s.Workload.RequestRate, s.Workload.RandomInputLen, s.Workload.RandomOutputLen = 10000, 40, 512, 256
	p := open(t, desktop, link(t, s))
	p.wait("document.querySelector('.header-status').textContent.startsWith('10,000 requests')")
	p.settle()
	p.click("[data-view=timeline]")
	p.waitForTimeline()
	for _, view := range []string{"overview", "timeline", "overview", "timeline"} {
		p.run("globalThis.switched = 0; const t = performance.now(); document.querySelector('[data-view=" + view + "]').click(); requestAnimationFrame(() => requestAnimationFrame(() => { globalThis.switched = performance.now() - t }))")
		p.wait("switched")
		if took := p.number("switched"); took > 800 {
			t.Errorf("switching to %s took %.0f ms", view, took)
		} else {
			t.Logf("switching to %s took %.0f ms", view, took)
		}
	}
	p.run(`globalThis.rate = 0; const list = document.querySelector('.tl-gantt'); let frames = 0; const began = performance.now();
		const next = () => { frames++; list.scrollTop += 150; const t = performance.now() - began; if (t < 1000) requestAnimationFrame(next); else globalThis.rate = frames / t * 1000 }; next()`)
	p.wait("rate")
	if rate := p.number("rate"); rate < 20 {
		t.Errorf("%.0f frames a second", rate)
	} else {
		t.Logf("%.0f frames a second", rate)
	}
	if got := p.number("document.querySelector('.tl-gantt').scrollTop"); got < 1000 {
		t.Errorf("scrolled to %.0f", got)
	}
}

func (p *tab) number(expression string) float64 {
	p.Helper()
	v, err := strconv.ParseFloat(p.text(expression), 64)
	if err != nil {
		p.Fatal(err)
	}
	return v
}

func TestTheTimelineFitsNarrowWindows(t *testing.T) {
	for _, width := range []int64{1000, 700, 390, 360} {
		p := open(t, screen{width: width, height: 800, scale: 1, phone: width < 600}, tight(t)+"&v=timeline&r=214&k=4102&t=66-78")
		p.waitForTimeline()
		p.chosen("why-title", "")
		p.fits()
		if small := p.text(`[...document.querySelectorAll('#timeline button, #timeline input, #inspector button, #inspector summary')].filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 40).map((e) => e.className || e.textContent)`); width < 600 && small != "" {
			t.Errorf("at %d pixels these are lower than 40: %s", width, small)
		}
	}
}

func TestAPhoneFoldsPanels(t *testing.T) {
	p := open(t, phone, tight(t)+"&v=timeline")
	p.waitForTimeline()
	output := "document.querySelector('[data-panel=output] canvas')"
	p.wait("!" + output + ".checkVisibility() && document.querySelector('[data-panel=blocks] canvas').checkVisibility()")
	p.is("document.querySelector('.tl-more').textContent", "More panels: decode, step, output")
	p.run("document.querySelector('.tl-more').click()")
	p.wait(output + ".checkVisibility() && " + output + ".style.width")
	p.is("document.querySelector('.tl-more').getAttribute('aria-expanded')", "true")
}

func TestTimelineScreenshots(t *testing.T) {
	for name, s := range map[string]screen{"timeline-light": desktop, "timeline-dark": dark, "timeline-phone": phone} {
		p := open(t, s, tight(t)+"&v=timeline&r=214&k=4102&t=66-78")
		p.waitForTimeline()
		p.chosen("step-title", "")
		p.chosen("why-title", "")
		p.fonts()
		p.screenshot(name)
	}
	p := open(t, desktop, "#r=200")
	p.settle()
	p.chosen("why-title", "")
	p.screenshot("why-light")
}
