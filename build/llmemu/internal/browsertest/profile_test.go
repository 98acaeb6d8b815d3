package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const (
	bundled = "rtx4090-llama-3.1-8b-bf16-tp1" // not the opening scenario's
	view    = "document.getElementById('profile')"
)

// bundledFile is the file of the bundled profile.
func bundledFile(t *testing.T) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(root, "profiles", bundled+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// choose picks an option of a select, once it is there.
func (p *tab) choose(id, value string) {
	p.Helper()
	p.wait(fmt.Sprintf("[...document.getElementById(%q)?.options ?? []].some((o) => o.value === %q)", id, value))
	p.run(fmt.Sprintf("const s = document.getElementById(%q); s.value = %q; s.dispatchEvent(new Event('change', {bubbles: true}))", id, value))
}

// showProfiles goes to the view of profiles and waits for its charts.
func (p *tab) showProfiles() {
	p.Helper()
	p.click("[data-view=profile]")
	p.waitForCurves()
}

func (p *tab) waitForCurves() {
	p.Helper()
	p.wait("document.querySelectorAll('#profile .chart canvas').length === 2")
}

// bring drops a file on the page. content is a JavaScript expression.
func (p *tab) bring(name, content string) {
	p.Helper()
	p.run(fmt.Sprintf("const d = new DataTransfer(); d.items.add(new File([%s], %q)); window.dispatchEvent(new DragEvent('drop', {dataTransfer: d, bubbles: true, cancelable: true}))", content, name))
}

func TestBadgeShowsItsEvidence(t *testing.T) {
	p := open(t, desktop, "")
	p.starts("document.querySelector('.badge').textContent", "Validated: TPOT 0.")
	p.like("document.querySelector('.badge').textContent", "TPOT 0\\.\\d.%, at worst TTFT p50 .8\\.9.%, off real vLLM 0.19.0 on 300 ShareGPT requests")
	p.is("document.getElementById('facts').checkVisibility()", "false")
	p.click("#facts-button")
	p.wait("document.getElementById('facts').checkVisibility() && document.getElementById('facts-button').getAttribute('aria-expanded') === 'true'")
	facts := p.text("document.getElementById('facts').textContent")
	for _, want := range []string{"TTFT p99", "−4.0", "enforce_eager true", "vLLM 0.19.0, 300 ShareGPT requests", "licence MIT", "beside a prefill"} {
		if !strings.Contains(strings.Join(strings.Fields(facts), " "), want) {
			t.Errorf("the evidence does not say %q", want)
		}
	}
}

func TestHardwareKeepsTheModel(t *testing.T) {
	p := open(t, desktop, "")
	p.choose("gpu", bundled)
	p.wait("document.getElementById('model').value === '" + bundled + "'")
	p.settle()
	p.is("document.querySelector('.pick-more').textContent", "24 GB, 1 GPU")
}

func TestExtrapolationIsSaid(t *testing.T) {
	p := open(t, desktop, "")
	p.set("engine.max_num_batched_tokens", "8192")
	p.settle()
	p.wait("document.querySelector('.tiles-extrapolated')")
	p.has("document.querySelector('.tiles-extrapolated').textContent", "more than 2,048 prefill tokens (")
	p.starts("document.querySelector('[data-tile=ttft_ms] .tile-number').textContent", "≈")
	p.has("document.querySelector('.caveats').textContent", "max_num_batched_tokens 8,192: prefill was measured up to 2,048")
}

func TestTwoProfilesSideBySide(t *testing.T) {
	p := open(t, desktop, "")
	p.showProfiles()
	p.is("document.getElementById('main').checkVisibility()", "false")
	p.choose("compared", bundled)
	p.wait(view + ".classList.contains('main-pair') && " + view + ".querySelectorAll('.card-sheet').length === 2")
	p.click(".card-decode .card-action")
	p.wait(view + ".querySelectorAll('#chart-decode thead th').length === 9")
	p.click(".card-decode .card-action")
	p.waitForCurves()
	hash := p.link()

	second := open(t, desktop, hash)
	second.waitForCurves()
	second.is("document.getElementById('compared').value", bundled)
	second.click("[data-view=overview]")
	second.wait("document.querySelectorAll('#main .chart canvas').length === 3 && document.getElementById('main').checkVisibility()")
}

// TestBringYourOwn takes a profile through its life on the page: brought, kept, run with, exported, removed.
func TestBringYourOwn(t *testing.T) {
	p := open(t, desktop, "")
	file := bundledFile(t)
	own := "own-" + bundled
	p.bring("mine.json", fmt.Sprintf("%q", file))
	p.wait("!document.getElementById('open').open && document.getElementById('shown')?.value === '" + own + "'")
	p.waitForCurves()
	p.has("document.querySelector('.import-report').textContent", "read from mine.json")

	p.do(chromedp.Reload())
	p.wait("document.querySelector('.page-ready') && document.getElementById('shown')?.value === '" + own + "'")
	before := p.digest()
	p.click(".profile-use")
	p.wait("document.getElementById('digest').dataset.digest !== '" + before + "'")
	p.settle()
	ran := p.digest()
	p.starts("document.querySelector('.badge').textContent", "Yours, not validated")
	p.choose("gpu", bundled)
	p.choose("model", bundled)
	p.settle()
	if got := p.digest(); got != ran {
		t.Errorf("the bundled profile gives digest %s, the imported copy %s", got, ran)
	}

	link := p.link()
	p.run("URL.createObjectURL = (blob) => { blob.text().then((text) => { globalThis.saved = text }); return 'blob:none' }; HTMLAnchorElement.prototype.click = function () { globalThis.savedAs = this.download }")
	p.click(".profile-export")
	p.wait("globalThis.saved")
	if name, start := p.text("savedAs"), p.text("saved.slice(0, 200)"); name != own+".json" || !strings.Contains(start, `"id": "`+own+`"`) {
		t.Errorf("saved %s: %s", name, start)
	}

	p.choose("model", own)
	p.settle()
	stranger := open(t, desktop, p.link())
	stranger.wait("document.querySelector('#profile .notice').textContent.includes('There is no profile " + own + " here')")

	p.run("location.hash = '" + link + "'")
	p.click(".profile-remove")
	p.wait("![...document.getElementById('shown').options].some((o) => o.value === '" + own + "')")
	p.do(chromedp.Reload())
	p.wait("document.querySelector('.page-ready')")
	p.is("[...document.getElementById('shown').options].some((o) => o.value === '"+own+"')", "false")
}

// stepTrace is a trace of a made-up GPU as a tracer writes it: decode steps of 1 to 32 sequences, and prefills among them.
func stepTrace() string {
	var out strings.Builder
	out.WriteString(`{"_header": true, "model_name": "Qwen/Qwen3-8B", "gpu_name": "Made Up", "async_scheduling": false, "num_gpu_blocks": 4000}` + "\n")
	for i := range 3000 {
		decodes := 1 + i%32
		tokens, admitted, us := decodes, 0, 8000+50*decodes
		if i%20 == 0 {
			tokens, admitted, us = decodes+100*(1+i/20%8), 1, us+6000*(1+i/20%8)
		}
		fmt.Fprintf(&out, `{"total_tokens": %d, "num_new_reqs": %d, "num_decode_seqs": %d, "sum_kv": %d, "step_cycle_us": %d}`+"\n",
			tokens, admitted, decodes, 300*decodes, us)
	}
	return out.String()
}

// TestBringCaptures imports what LLM-Emu captures, a step trace and a pack, and runs a scenario with it.
func TestBringCaptures(t *testing.T) {
	const pack = `{"version": "2.0", "gpu_model": "Made Up Too", "model_name": "Qwen/Qwen3-8B", "profile_type": "serving_step_cycle_2d",
		"bucketing": {"tt_bucket_width": 5, "conc_bucket_width": 5},
		"prefill_2d_distribution": [{"tt": 1002, "conc": 2, "num_samples": 2, "samples": [50000, 52000]}, {"tt": 502, "conc": 2, "num_samples": 2, "samples": [25000, 26000]}],
		"decode_2d_distribution": [{"tt": 2, "conc": 2, "num_samples": 2, "samples": [9000, 9100]}, {"tt": 17, "conc": 17, "num_samples": 1, "samples": [11000]}],
		"step_cycle_2d_distribution": []}`
	for name, content := range map[string]string{"trace.jsonl": stepTrace(), "serving-full.json": pack} {
		p := open(t, desktop, "")
		before := p.digest()
		p.bring(name, fmt.Sprintf("%q", content))
		p.wait("!document.getElementById('open').open && document.getElementById('shown')?.value.startsWith('own-')")
		p.waitForCurves()
		if got := p.text("document.querySelector('.import-report').textContent"); !strings.Contains(got, "read from "+name) || !strings.Contains(got, "one-step shift") {
			t.Errorf("%s: the report says %q", name, got)
		}
		p.choose("scenario", "chat")
		p.click(".profile-use")
		p.wait("document.getElementById('digest').dataset.digest !== '" + before + "'")
		p.settle()
		p.starts("document.querySelector('.notice').textContent + document.querySelector('.badge').textContent", "Yours, not validated")
		p.click(".profile-remove")
		p.wait("!document.getElementById('shown')?.value.startsWith('own-')")
	}
}

func TestFilesThatAreNoProfile(t *testing.T) {
	p := open(t, desktop, "")
	problem := "document.querySelector('#open .field-error').textContent"
	for _, c := range []struct{ content, want string }{
		{`'{"format": 1, "id": "x"'`, "f.json: profile: it ends too early"},
		{`'{"format": 7}'`, "format: 7, allowed is 1"},
		{`'hello'`, "f.json: neither a profile nor a pack: not a JSON object"},
	} {
		p.bring("f.json", c.content)
		p.wait(problem + ".includes(" + fmt.Sprintf("%q", c.want) + ")")
	}
	p.wait("document.getElementById('importing').hidden")
	// The size is judged before a byte is read: reading this file would throw.
	p.run(`const d = new DataTransfer(); const f = new File(['x'], 'huge.json'); Object.defineProperty(f, 'size', {value: 3e8});
		f.slice = f.stream = f.text = f.arrayBuffer = () => { throw new Error('read') };
		const e = new DragEvent('drop', {bubbles: true, cancelable: true}); Object.defineProperty(e, 'dataTransfer', {value: {files: [f]}}); window.dispatchEvent(e)`)
	p.wait(problem + ".includes('286.1 MB is too much; allowed: at most 256 MB')")
}

// TestALargeFileLeavesThePageUsable edits and runs while a file of 60 MB is on its way.
func TestALargeFileLeavesThePageUsable(t *testing.T) {
	p := open(t, desktop, "")
	before := p.digest()
	p.run("new MutationObserver(() => { globalThis.barSeen ||= !document.getElementById('importing').hidden }).observe(document.getElementById('importing'), {attributes: true})")
	p.bring("large.json", "'x'.repeat(6e7)")
	p.set("seed", "3")
	p.set("workload.request_rate", "6.25")
	p.settle()
	if p.digest() == before {
		t.Error("no run happened")
	}
	p.wait("document.querySelector('#open .field-error').textContent.startsWith('large.json: ')")
	p.wait("globalThis.barSeen")
}

// TestAnImportIsSeenAndCancelled brings a trace of 500,000 passes, gives it up on the way, and brings a small one.
func TestAnImportIsSeenAndCancelled(t *testing.T) {
	p := open(t, desktop, "")
	p.run(`globalThis.seen = []; const bar = document.getElementById('importing'), meter = bar.querySelector('progress');
		new MutationObserver(() => seen.push([bar.querySelector('span').textContent, meter.value])).observe(bar, {attributes: true, subtree: true, childList: true})`)
	p.bring("long.jsonl", fmt.Sprintf("%q.repeat(170)", stepTrace()))
	p.wait("seen.some(([label, share]) => label === 'Going through long.jsonl' && share > 0 && share < 1)")
	p.is("document.getElementById('open').open", "false")
	p.click("#importing button")
	p.wait("document.getElementById('importing').hidden")
	p.is("document.getElementById('open').open", "false")
	p.bring("short.jsonl", fmt.Sprintf("%q", stepTrace()))
	p.wait("document.getElementById('shown')?.value.startsWith('own-')")
	p.has("document.querySelector('.import-report').textContent", "read from short.jsonl")
	p.has("document.querySelector('.import-report').textContent", "3,000 of 3,000 step times")
	p.wait("document.getElementById('importing').hidden")
}

func TestProfileScreenshots(t *testing.T) {
	for name, s := range map[string]screen{"profile-light": desktop, "profile-dark": dark, "profile-phone": phone} {
		p := open(t, s, "")
		p.click("[data-view=profile]")
		if name != "profile-light" {
			p.choose("compared", bundled)
		}
		p.waitForCurves()
		p.screenshot(name)
	}
}

func TestTheProfileViewFitsNarrowWindows(t *testing.T) {
	for _, width := range []int64{1000, 610, 390} {
		p := open(t, screen{width: width, height: 800, scale: 1, phone: width < 600}, "")
		p.click("[data-view=profile]")
		p.choose("compared", bundled)
		p.waitForCurves()
		p.fits()
	}
}
