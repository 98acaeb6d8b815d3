package browsertest

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/llmemu/playground/build/llmemu/internal/site"
	"github.com/llmemu/playground/engine/scenario"
)

// unreachable is what Chromium itself says of requests that nobody answers.
const unreachable = "net::ERR_|Failed to load resource|was preloaded using link preload but not used" // by scripts that have not come

// line is a way to the site that can be cut.
type line struct {
	*httptest.Server
	cut  atomic.Bool
	left atomic.Int64 // requests that are answered before it is cut, where not 0

	without string // the one path that is never answered
}

func newLine(t *testing.T) *line {
	n := &line{}
	files := site.Handler(dist)
	n.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.left.Load() > 0 && n.left.Add(-1) == 0 {
			n.cut.Store(true)
		}
		if n.cut.Load() || r.URL.Path == n.without {
			panic(http.ErrAbortHandler)
		}
		files.ServeHTTP(w, r)
	}))
	n.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(n.Close)
	return n
}

// disturb is what a page needs for its faults: its threads, which can be ended without a word as a browser does that lacks memory;
// a storage that is denied, full or silent while globalThis.storageFault says so; and whether the device says that it is offline.
const disturb = `
globalThis.threads = [];
const Ending = globalThis.Worker;
globalThis.Worker = class extends Ending {
	constructor(script, options) {
		super(script, options);
		this.script = script;
		this.addEventListener("message", ({ data }) => (this.begun ||= data.type === "alive"));
		threads.push(this);
	}
};
globalThis.endThreads = (script, most = Infinity) => {
	const ended = threads.filter((thread) => thread.script === script).slice(0, most);
	globalThis.threads = threads.filter((thread) => !ended.includes(thread));
	for (const thread of ended) Ending.prototype.terminate.call(thread);
	return ended.length;
};
globalThis.storageFault = "";
const refuse = () => {
	if (storageFault === "denied") throw new DOMException("access is denied", "SecurityError");
};
const openDatabase = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...names) {
	refuse();
	return storageFault === "silent" ? {} : openDatabase.apply(this, names);
};
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...record) {
	if (storageFault === "full") throw new DOMException("no room", "QuotaExceededError");
	return put.apply(this, record);
};
for (const name of ["getItem", "setItem"]) {
	const use = Storage.prototype[name];
	Storage.prototype[name] = function (...what) {
		refuse();
		if (storageFault === "full" && name === "setItem") throw new DOMException("no room", "QuotaExceededError");
		return use.apply(this, what);
	};
}
globalThis.online = true;
Object.defineProperty(Navigator.prototype, "onLine", { get: () => online });
globalThis.setOnline = (to) => {
	online = to;
	dispatchEvent(new Event(to ? "online" : "offline"));
};
`

// openDisturbed opens the site by a network of its own, ready for faults; before runs first.
func openDisturbed(t *testing.T, n *line, before string) *tab {
	t.Helper()
	p := blankBut(t, desktop, unreachable)
	p.early(disturb + before)
	p.do(chromedp.Navigate(n.URL + "/"))
	return p
}

func (p *tab) usable() {
	p.Helper()
	p.wait("document.querySelector('.page-ready') && performance.getEntriesByName('llmemu-usable').length")
}

const notice = "document.querySelector('main:not([hidden]) .notice').textContent"

// works runs the scenario on show at a rate of its own, by a number, and expects that to be what comes on show, without a word of what was
// before.
func (p *tab) works(n int) {
	p.Helper()
	p.click("[data-view=overview]")
	p.settle()
	before := p.digest()
	p.set("workload.request_rate", fmt.Sprintf("%.3f", 5+float64(n)/1000))
	p.settle()
	p.wait("document.getElementById('digest').dataset.digest !== '" + before + "'")
	p.is(notice, "")
}

// TestAScriptThatDoesNotComeIsSaid: without any one of its scripts the page cannot be used, and does not look as if it could.
func TestAScriptThatDoesNotComeIsSaid(t *testing.T) {
	for _, script := range []string{"/app.js", "/wasm_exec.js", "/vugu.js"} {
		n := newLine(t)
		n.without = script
		p := openDisturbed(t, n, "")
		p.wait(notice + ".includes('The page cannot be used: its code could not be loaded')")
	}
}

// TestAThreadThatTheBrowserEndsIsReplaced ends the engine's thread without a word: idle, and in the middle of a run.
func TestAThreadThatTheBrowserEndsIsReplaced(t *testing.T) {
	p := openDisturbed(t, newLine(t), "")
	p.usable()
	p.works(3)
	p.run("endThreads('worker.js')")
	p.works(4)
	p.enterScenario(long)
	p.wait("document.documentElement.dataset.run")
	p.run("setTimeout(endThreads, 300, 'worker.js')")
	p.has(notice, "The engine stopped: the browser ended its thread")
	p.wait("!document.documentElement.dataset.run")
	p.set("workload.num_prompts", "100")
	p.works(5)
}

// TestAPoolThreadThatTheBrowserEndsIsReplaced does the same to a sweep, and to a live session.
func TestOtherThreadsThatTheBrowserEndsAreReplaced(t *testing.T) {
	p := openDisturbed(t, newLine(t), "")
	p.usable()
	p.openScenario(thousands)
	p.click("[data-view=sweep]")
	p.run("if (document.querySelector('.sweep-progress').hidden) document.getElementById('run-sweep').click()")
	p.wait("threads.some(({ script, begun }) => script === 'runner.js' && begun)")
	p.run("endThreads('runner.js')")
	p.has("document.querySelector('.sweep-problem').textContent", "the browser ended its thread")
	p.enter("seeds", "1")
	p.run("if (document.querySelector('.sweep-progress').hidden) document.getElementById('run-sweep').click()")
	p.swept()
	p.is("document.querySelector('.sweep-problem').textContent.includes('ended')", "false")

	p.click("[data-view=live]")
	p.wait(serving)
	p.run("endThreads('liveworker.js')")
	p.has("document.getElementById('live-stage').textContent", "the browser ended its thread")
	p.click(".live-restart")
	p.wait("!document.getElementById('live-stage').textContent.includes('ended') && " + serving)
}

// serving is whether the live session on show has ended a step.
const serving = "/step [1-9]/.test(document.querySelector('.live-engine .card-aside')?.textContent)"

// TestAStorageThatKeepsNothing brings a profile where storage is denied, full or silent: the page is there at once, what was
// brought is used for as long as the page is open, and the page says so.
func TestAStorageThatKeepsNothing(t *testing.T) {
	for fault, words := range map[string]string{"denied": "is closed to this page", "full": "has no room left", "silent": "does not answer"} {
		t.Run(fault, func(t *testing.T) {
			p := openDisturbed(t, newLine(t), fmt.Sprintf("storageFault = %q;", fault))
			p.usable()
			if fault == "silent" {
				p.has(notice, "The profiles that this browser keeps are not here: its storage does not answer")
			}
			p.works(3)
			p.bring("mine.json", fmt.Sprintf("%q", bundledFile(t)))
			p.wait("document.getElementById('shown')?.value === 'own-" + bundled + "'")
			p.has(notice, "This profile is here until the page is closed: the storage of this browser "+words+". Export it to keep it.")
			p.has("document.querySelector('.import-report').textContent", words)
			p.waitForCurves()
			p.click(".profile-use")
			p.works(4)
			p.is("document.getElementById('model').value", "own-"+bundled)
		})
	}
}

// TestOffline goes on with what is loaded, says "offline" of the rest, and does it once it is back.
func TestOffline(t *testing.T) {
	n := newLine(t)
	p := openDisturbed(t, n, "")
	p.usable()
	p.works(3)
	n.cut.Store(true)
	n.CloseClientConnections()
	p.run("setOnline(false)")
	p.works(4)
	p.choose("gpu", bundled)
	p.rerun()
	p.has(notice, "offline")
	p.click(".help-button")
	p.has("document.getElementById('help').textContent", "this device is offline")
	p.run("document.getElementById('help').close()")
	p.click("[data-view=sweep]")
	p.run("if (document.querySelector('.sweep-progress').hidden) document.getElementById('run-sweep').click()")
	p.has("document.querySelector('.sweep-problem').textContent", "offline")
	p.click("[data-view=overview]")
	n.cut.Store(false)
	p.run("setOnline(true)")
	p.is(notice, "")
	p.works(5)
	p.is("document.getElementById('gpu').value", bundled)
}

// TestChartsThatDoNotComeAreFetchedAgain lets the first fetch of ECharts fail.
func TestChartsThatDoNotComeAreFetchedAgain(t *testing.T) {
	n := newLine(t)
	files := n.Config.Handler
	var there atomic.Bool
	n.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "echarts.js") && !there.Load() {
			panic(http.ErrAbortHandler)
		}
		files.ServeHTTP(w, r)
	})
	p := openDisturbed(t, n, "")
	p.usable()
	p.set("workload.request_rate", "6.25")
	p.settle()
	p.has("document.getElementById('chart-requests').textContent", "charts could not be loaded: ")
	there.Store(true)
	p.wait("document.querySelectorAll('#main .chart canvas').length >= 3")
	p.is("document.querySelector('#main .chart-problem') === null", "true")
}

// TestAProfileInUseIsRemoved takes the scenario to the most similar profile, and back at a press.
func TestAProfileInUseIsRemoved(t *testing.T) {
	p := open(t, desktop, "")
	p.bring("mine.json", fmt.Sprintf("%q", bundledFile(t)))
	p.wait("document.getElementById('shown')?.value === 'own-" + bundled + "'")
	p.click(".profile-use")
	p.settle()
	p.click(".profile-remove")
	p.has("document.querySelector('.profile-removed').textContent", "is removed. The scenario ran on it and goes on with ")
	p.is("document.getElementById('model').value", bundled)
	p.is("document.querySelector('.rail').textContent.includes('TP 0') || document.querySelector('.rail').textContent.includes('0 GPUs')", "false")
	p.settle()
	p.click(".profile-restore")
	p.is("document.getElementById('model').value", "own-"+bundled)
	p.is("document.querySelector('.profile-removed').hidden", "true")
	p.link() // which the page writes a moment later
	p.do(chromedp.Reload())
	p.usable()
	p.settle()
	p.is("document.getElementById('model').value", "own-"+bundled)
}

// TestALinkToAProfileThatIsNotHere shows no run in any view, says what to do, and leads on.
func TestALinkToAProfileThatIsNotHere(t *testing.T) {
	p := open(t, desktop, link(t, scenario.DefaultOf(2, "own-of-somebody")))
	for _, page := range []string{"overview", "timeline", "gaps", "sweep", "live"} {
		p.click("[data-view=" + page + "]")
		p.wait("document.querySelector('main:not([hidden]) .absent')?.checkVisibility()")
		p.has("document.querySelector('main:not([hidden]) .absent').textContent", "own-of-somebody, which is not here")
		p.is("[...document.querySelectorAll('main:not([hidden]) > :not(.notice, .absent)')].filter((e) => e.checkVisibility()).length", "0")
		p.is("document.querySelector('.header-status').textContent", "No run")
	}
	p.click("[data-view=overview]")
	p.has(notice, "There is no profile own-of-somebody here")
	p.is("document.querySelector('.rail').textContent.includes('TP 0') || document.querySelector('.rail').textContent.includes('0 GPUs')", "false")
	p.click("#main .absent-run")
	p.wait("!document.querySelector('#main .absent').checkVisibility()")
	p.settle()
	p.is(notice, "")
	p.is("document.querySelector('.results').checkVisibility()", "true")
}
