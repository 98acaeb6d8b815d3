package browsertest

import "testing"

// TestBackAndForward goes through views and scenarios as the browser's buttons do, and edits on the way.
func TestBackAndForward(t *testing.T) {
	p := open(t, desktop, "")
	view := "document.querySelector('.tab[aria-current=true]').dataset.view"
	title := "document.title"
	opening := p.digest()
	for _, page := range []string{"timeline", "gaps", "profile"} {
		p.click("[data-view=" + page + "]")
		p.is(view, page)
	}
	p.is(title, "Profile: Llama-3.1-8B on RTX PRO 6000, bf16, TP 1 · LLM-Emu Playground")
	p.run("history.back()")
	p.is(view, "gaps")
	p.is(title, "Token gaps: ShareGPT on RTX PRO 6000 · LLM-Emu Playground")
	p.run("history.back()")
	p.is(view, "timeline")
	p.run("history.forward()")
	p.is(view, "gaps")

	p.run("const s = document.getElementById('scenario'); s.value = 'chat'; s.dispatchEvent(new Event('change', {bubbles: true}))")
	p.is(title, "Token gaps: Chat: short prompts at 8 req/s · LLM-Emu Playground")
	p.settle()
	for _, rate := range []string{"9", "9.5"} {
		p.set("workload.request_rate", rate)
	}
	p.settle()
	p.click("#run")
	p.settle()
	edited := p.digest()
	rate := "document.querySelector('[data-path=\"workload.request_rate\"]').value"
	p.run("history.back()") // to before the edits
	p.is(rate, "8")
	p.run("history.back()") // to the scenario before, in one entry
	p.is("document.getElementById('digest').dataset.digest", opening)
	p.is(view, "gaps")
	p.run("history.go(2)")
	p.is(rate, "9.5")
	p.is("document.getElementById('digest').dataset.digest", edited)
	p.run("history.go(-4)") // where all began, without a fragment
	p.is(view, "overview")
	p.is("document.getElementById('digest').dataset.digest", opening)
	p.is("location.hash", "")
}
