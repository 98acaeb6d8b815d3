package browsertest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestOpeningScenario(t *testing.T) {
	p := open(t, desktop, "")
	opening := p.digest()
	for tile, unit := range map[string]string{"ttft_ms": "s", "tpot_ms": "ms", "itl_ms": "ms", "e2el_ms": "s", "output_throughput": "tok/s"} {
		p.is("document.querySelector('[data-tile="+tile+"] .tile-unit').textContent", unit)
	}
	p.starts("document.querySelector('[data-tile=ttft_ms] .tile-foot').textContent.trim()", "measured")
	p.click("#run")
	p.wait("document.querySelector('.header-status').textContent.includes('300 requests')")
	p.settle()
	if got := p.digest(); got != opening || got == "" {
		t.Errorf("the run in the browser has digest %q, the one from the build %q", got, opening)
	}
}

// TestEvalIsTheBrowsers: without it no tool that automates browsers can look into the page.
func TestEvalIsTheBrowsers(t *testing.T) {
	p := open(t, desktop, "")
	p.like("eval.toString()", `native code`)
}

// TestAToolMayEvaluateWhileThePageStarts, and the page starts nevertheless. The browser's eval is one that only notes what it
// is asked: a real one would be refused by the content security policy, as it does not come from a tool.
func TestAToolMayEvaluateWhileThePageStarts(t *testing.T) {
	p := blank(t, desktop)
	p.early(`
		globalThis.asked = [];
		const own = (text) => { asked.push(text.slice(0, 20)); return 2 };
		globalThis.eval = own;
		globalThis.ownEval = () => globalThis.eval === own;
		const look = setInterval(() => {
			if (globalThis.eval === own) return;
			clearInterval(look);
			globalThis.answer = globalThis.eval("1 + 1");
		}, 0);`)
	p.do(chromedp.Navigate(address + "/"))
	p.wait("document.querySelector('.page-ready') && performance.getEntriesByName('llmemu-usable').length")
	p.is("answer", "2")
	p.is("asked", "1 + 1")
	p.is("ownEval()", "true")
}

// TestTakeover holds the page's own code to the prerendered document: it may change attributes and text, but an input or
// a chart that it put in anew would flash, or lose what the reader is doing.
func TestTakeover(t *testing.T) {
	p := blank(t, desktop)
	p.early(`
			globalThis.lost = [];
			const kept = "input, select, button, canvas, .picture, .chart, .card, .field";
			new MutationObserver((changes) => {
				for (const { removedNodes } of changes) {
					for (const node of removedNodes) {
						if (node.nodeType === 1 && (node.matches(kept) || node.querySelector(kept))) lost.push(node.outerHTML.slice(0, 200));
					}
				}
			}).observe(document, { childList: true, subtree: true });`)
	p.do(chromedp.Navigate(address))
	p.wait("document.querySelector('.page-ready')")
	if lost := p.text("lost.join('\\n')"); lost != "" {
		t.Errorf("taking over put these in anew:\n%s", lost)
	}
}

func TestEditAndLink(t *testing.T) {
	p := open(t, desktop, "")
	opening := p.digest()
	p.set("workload.request_rate", "6.25")
	p.settle()
	if p.digest() == opening {
		t.Error("another rate gave the same digest")
	}
	p.is("document.querySelector('.rail-changed').textContent", "1 field changed")
	p.has("document.querySelector('.badge-diff').textContent", "differs in 1 field")
	hash := p.link()
	if len(hash) > 8000 {
		t.Errorf("the link has %d bytes", len(hash))
	}

	second := open(t, desktop, hash)
	second.wait("document.getElementById('digest').dataset.digest !== '" + opening + "'")
	second.settle()
	if got, want := second.digest(), p.digest(); got != want {
		t.Errorf("the link leads to digest %s, its page has %s", got, want)
	}
	second.click(".rail-reset")
	second.settle()
	second.wait("document.getElementById('digest').dataset.digest === '" + opening + "'")
}

func TestTypingKeepsTheFocus(t *testing.T) {
	p := open(t, desktop, "")
	input := "document.querySelector('[data-path=\"engine.max_num_seqs\"]')"
	p.run(input + ".select()")
	for _, key := range []string{"6", "4", "x"} {
		p.do(chromedp.KeyEvent(key))
		p.settle()
	}
	p.wait("document.activeElement === " + input)
	p.is(input+".value", "64x")
}

func TestShare(t *testing.T) {
	p := open(t, desktop, "")
	p.run("navigator.clipboard.writeText = async (text) => { globalThis.copied = text }")
	p.click(".share-button")
	p.wait("document.querySelector('.header-status').textContent === 'Link copied'")
	if copied, address := p.text("copied"), p.text("location.href"); copied != address || !strings.Contains(copied, "#s=1.") {
		t.Errorf("copied %s at %s", copied, address)
	}
}

// TestShareAndOpenCommands: what the dialog makes of a scenario, vLLM's command lines among it, opens as the same scenario, and what vLLM
// would do otherwise is said. Command lines that cannot be leave everything as it is.
func TestShareAndOpenCommands(t *testing.T) {
	p := open(t, desktop, "")
	p.set("engine.max_num_seqs", "96")
	p.settle()
	p.run("navigator.clipboard.writeText = async (text) => { globalThis.copied = text }")
	p.click(".share-button")
	p.wait("document.getElementById('share').open")
	p.axe()
	p.run("document.querySelector('.share-later button').click()")
	p.wait("document.querySelectorAll('.share-text').length === 4")
	p.has("document.querySelector('#share .flag-notes').textContent", "workload.dataset")
	p.run("document.querySelectorAll('.share-later')[1].querySelector('button').click()")
	p.wait("document.querySelector('.share-code path')?.getAttribute('d').length > 1000")
	p.axe()
	commands := p.text("document.querySelectorAll('.share-text')[3].value")
	link := p.text("document.querySelectorAll('.share-text')[0].value")
	p.run("document.getElementById('share').close()")
	paste := func(text string) {
		p.click(".open-button")
		p.run("document.querySelector('#open textarea').value = " + strconv.Quote(text))
		p.run("document.querySelector('#open [value=open]').click()")
	}
	p.set("engine.max_num_seqs", "32")
	p.settle()
	paste("vllm serve x --max-num-seqs many")
	p.has("document.querySelector('#open .field-error').textContent", "--max-num-seqs: \"many\" is not a number; allowed: a whole number, 1 to 65,536")
	p.is("document.querySelector('[data-path=\"engine.max_num_seqs\"]').value", "32")
	p.run("document.querySelector('#open [value=cancel]').click()")
	paste(commands + " --enable-lora")
	p.wait("document.querySelector('.flag-report h3')?.textContent === 'The scenario is open'")
	p.has("document.querySelector('.flag-report').textContent", "--enable-lora adapters would add time")
	p.axe()
	p.run("document.querySelector('#open [value=cancel]').click()")
	p.is("document.querySelector('[data-path=\"engine.max_num_seqs\"]').value", "96")
	p.wait("location.href === " + strconv.Quote(link))
}

// TestBundledScenarios holds Chromium to the digests that the native engine and Node are held to as well.
func TestBundledScenarios(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, "engine", "testdata", "digests.json"))
	if err != nil {
		t.Fatal(err)
	}
	var digests map[string]string
	if err := json.Unmarshal(data, &digests); err != nil {
		t.Fatal(err)
	}
	p := open(t, desktop, "")
	ids := strings.Split(p.text("[...document.getElementById('scenario').options].map((o) => o.value)"), ",")
	if len(ids) != len(digests) {
		t.Errorf("the page offers %d scenarios, %d have digests", len(ids), len(digests))
	}
	for _, id := range ids {
		p.run("const s = document.getElementById('scenario'); s.value = '" + id + "'; s.dispatchEvent(new Event('change', {bubbles: true}))")
		p.wait("document.getElementById('digest').dataset.digest === '" + digests[id] + "'")
		p.settle()
		p.is("document.querySelector('.notice').textContent", "")
	}
}

func TestCancel(t *testing.T) {
	p := open(t, desktop, "")
	before := p.digest()
	p.click(".auto-run")
	p.run("const s = document.getElementById('dataset'); s.value = 'random'; s.dispatchEvent(new Event('change', {bubbles: true}))")
	p.wait("document.querySelector('[data-path=\"workload.random_input_len\"]')")
	p.set("workload.num_prompts", "200000")
	p.set("workload.request_rate", "5")
	p.wait("document.querySelector('.main-stale')")
	p.click("#run")
	p.wait("document.documentElement.dataset.run && Number(document.documentElement.style.getPropertyValue('--run-progress')) > 0")
	p.click("#run")
	p.wait("document.querySelector('.header-status').textContent === 'Run cancelled'")
	if got := p.digest(); got != before {
		t.Errorf("a cancelled run left digest %s, was %s", got, before)
	}
	p.click(".rail-reset")
	p.settle()
}

func TestBadInput(t *testing.T) {
	p := open(t, desktop, "")
	before := p.digest()
	// A run that starts takes back what the one before was refused for, so the message is awaited with its field.
	tells := func(path, want string) {
		t.Helper()
		p.has("document.getElementById(document.querySelector('[data-path=\""+path+"\"][aria-invalid=true]')?.getAttribute('aria-describedby'))?.textContent", want)
	}
	for _, c := range []struct{ path, text, want string }{
		{"workload.request_rate", "-1", "allowed: 0.001 to 1,000,000"},
		{"engine.num_gpu_blocks", "0", "allowed: a whole number, 2 to"},
		{"engine.num_gpu_blocks", "20", "blocks"},
		{"engine.max_num_seqs", "many", "is not a number"},
	} {
		p.set(c.path, c.text)
		p.rerun()
		tells(c.path, c.want)
		p.click(".rail-scroll .rail-head") // somewhere else
		p.run("document.querySelector('.rail-reset')?.click()")
		p.set(c.path, p.text("document.querySelector('[data-path=\""+c.path+"\"]').defaultValue || ''"))
	}
	if got := p.digest(); got != before {
		t.Errorf("the last good result is gone: digest %s, was %s", got, before)
	}

	p.run("const d = new DataTransfer(); d.setData('text/plain', '1'.repeat(1e8)); document.querySelector('[data-path=\"engine.max_num_seqs\"]').dispatchEvent(new ClipboardEvent('paste', {clipboardData: d, bubbles: true, cancelable: true}))")
	tells("engine.max_num_seqs", "100,000,000 characters pasted")
}

func TestOpenDialog(t *testing.T) {
	p := open(t, desktop, "")
	before := p.digest()
	p.click(".open-button")
	p.wait("document.getElementById('open').open")
	problem := "document.querySelector('#open .field-error').textContent"
	submit := func(text string) {
		p.run("document.querySelector('#open textarea').value = " + text + "; document.querySelector('#open [value=open]').click()")
	}
	for text, want := range map[string]string{
		"'{\"version\": 1, \"engines\": {}}'":                               "engines",
		"'{\"version\": 1, \"profile\": \"x\", \"engine\": {\"seqs\": 1}}'": "seqs",
		"'x#s=1.abc'": "link",
	} {
		submit(text)
		p.wait(problem)
		p.has(problem, want)
	}
	p.run("const d = new DataTransfer(); d.setData('text/plain', '1'.repeat(1e8)); document.querySelector('#open textarea').dispatchEvent(new ClipboardEvent('paste', {clipboardData: d, bubbles: true, cancelable: true}))")
	p.has(problem, "95.4 MB is too much for a scenario; allowed: at most 8 MB")
	submit(`'{"version": 1, "name": "tiny", "profile": "rtx4090-llama-3.1-8b-bf16-tp1", "workload": {"num_prompts": 20, "request_rate": 5}}'`)
	p.wait("!document.getElementById('open').open")
	p.wait("document.getElementById('digest').dataset.digest !== '" + before + "'")
	p.settle()
	p.starts("document.querySelector('.header-status').textContent", "20 requests")
}

func TestBrokenLink(t *testing.T) {
	p := open(t, desktop, "#s=1.eNqrVkrOz0vLTFeyUiguSS0qBgA")
	p.wait("document.querySelector('.notice').textContent")
	p.is("document.querySelectorAll('.chart canvas').length", "3")
	p.starts("document.querySelector('.notice').textContent", "This link cannot be opened: ")
	p.is("document.getElementById('scenario').value", "rtxpro6000-sharegpt")
}

// TestThePageSaysThatItStopped ends the page's own code as a defect in it would.
func TestThePageSaysThatItStopped(t *testing.T) {
	p := open(t, desktop, "")
	p.run("console.warn = console.error = console.log = () => {}; addEventListener('error', (e) => e.preventDefault()); llmemuHost.share = () => { throw new Error('a defect') }")
	p.click("[data-view=gaps]")
	p.starts("document.querySelector('#gaps .notice').textContent", "The page cannot be used: its code stopped. Load it again")
}

func TestRequestsTable(t *testing.T) {
	p := open(t, desktop, "")
	p.click("#requests .cell-e2el_ms button")
	p.click("#requests .cell-e2el_ms button")
	p.wait("document.querySelector('#requests .cell-e2el_ms').getAttribute('aria-sort') === 'descending'")
	p.has("location.hash", "&sort=-e2el_ms")
	p.run("document.querySelector('#requests .grid').focus()")
	p.do(chromedp.KeyEvent("\r"))
	p.wait("document.querySelector('#requests .grid-row[aria-selected=true]')")
	p.wait("document.querySelectorAll('#requests .grid-row').length < 60")
}

func TestChartsAsTables(t *testing.T) {
	p := open(t, desktop, "")
	for _, card := range []string{"spread", "time"} {
		p.click(".card-" + card + " .card-action")
		p.wait("document.querySelector('#chart-" + card + " table tbody tr')")
		p.click(".card-" + card + " .card-action")
		p.wait("document.querySelector('#chart-" + card + " canvas')")
	}
}

func TestPhone(t *testing.T) {
	p := open(t, phone, "")
	p.fits()
	p.click(".summary-row .button")
	p.wait("document.querySelector('.rail-open')")
	p.set("workload.request_rate", "6.25")
	p.settle()
	p.click(".rail-close")
	p.wait("!document.querySelector('.rail-open')")
	p.click(".segments.phone-only button:last-child")
	p.wait("document.querySelector('.segments.phone-only button:last-child').getAttribute('aria-pressed') === 'true'")
	small := p.text(`[...document.querySelectorAll('.page button, .page input, .page select')].filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.closest('.rail') && !e.closest('.grid') && e.getBoundingClientRect().height < 40).map((e) => e.className || e.id)`)
	if small != "" {
		t.Errorf("smaller than 40 pixels: %s", small)
	}
}

func TestScreenshots(t *testing.T) {
	open(t, desktop, "").screenshot("overview-light")
	open(t, dark, "").screenshot("overview-dark")
	open(t, phone, "").screenshot("phone-light")
	edited := open(t, desktop, "")
	edited.set("engine.num_gpu_blocks", "8000")
	edited.set("workload.request_rate", "6.25")
	edited.settle()
	edited.wait("!document.querySelector('#main .card-tail-old')")
	edited.screenshot("edited-light")
}

// TestAbout: one line says what this is, and its links lead to pages of the site.
func TestAbout(t *testing.T) {
	p := open(t, desktop, "")
	p.run(`globalThis.answers = Promise.all([...document.querySelectorAll('#main .about a[href^="docs/"], #help .about a[href^="docs/"]')].map(async (a) => [a.textContent, (await fetch(a.href)).status].join(' ')))
		.then((all) => { globalThis.answered = all.sort().join(', ') })`)
	p.wait("globalThis.answered")
	p.is("answered", "How it is built 200, How it is built 200, How true it is 200, How true it is 200, Licence 200, Licence 200, Where the latencies come from 200, Where the latencies come from 200")
	p.do(chromedp.Navigate(p.text("document.querySelector('#main .about a[href*=FIDELITY]').href")))
	p.wait("document.querySelector('h1')?.textContent === 'Fidelity'")
	p.wait("getComputedStyle(document.body).maxWidth === '840px'") // its style came
	p.wait("document.documentElement.dataset.theme")
}

// TestTheScenarioIsNamedAtEveryWidth: product, GPU, model and scenario are in sight, beside the rail or without it.
func TestTheScenarioIsNamedAtEveryWidth(t *testing.T) {
	for _, width := range []int{600, 768, 980, 1024, 1100, 1279, 1280, 1920} {
		s := desktop
		s.width = int64(width)
		p := open(t, s, "")
		const seen = `((text) => [...document.querySelectorAll('header *, .rail *, #main *')].some((e) => (e.children.length === 0 || e.matches('.brand-name')) && e.textContent.includes(text) && e.checkVisibility({ visibilityProperty: true }) && ((r) => r.width > 20 && r.left >= 0 && r.right <= innerWidth && r.top < innerHeight)(e.getBoundingClientRect())))`
		for _, text := range []string{"LLM-Emu", "RTX PRO 6000", "Llama-3.1-8B", "ShareGPT on RTX PRO 6000"} {
			if got := p.text(seen + "('" + text + "')"); got != "true" {
				t.Errorf("at %d pixels %q is out of sight", width, text)
			}
		}
	}
}
