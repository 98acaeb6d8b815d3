package browsertest

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/scenarios"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

var faults = flag.Int("faults", 24, "how many seeded faults TestFaults puts the page through; docs/TESTING.md has the figures of 200")

// fault is something that goes wrong at a random moment of a page in use.
type fault struct {
	name   string
	views  []string      // in which it can happen; all where there are none
	begin  func(*faulty) // before the page is opened
	happen func(*faulty) // while the page does what its view is for
	heavy  bool          // the run of the view takes a while
}

// faulty is a page to which a fault happens.
type faulty struct {
	*tab
	*line
	random *rand.Rand
	view   string
}

var views = []string{"overview", "timeline", "gaps", "sweep", "live", "profile"}

// moment is up to when a fault may wait, from when the page is told to do something.
const moment = 400 * time.Millisecond

func (f *faulty) soon() int { return f.random.IntN(int(moment.Milliseconds())) }

// later runs a statement of JavaScript at a random moment.
func (f *faulty) later(statement string) {
	f.Helper()
	f.run(fmt.Sprintf("setTimeout(() => { %s }, %d)", statement, f.soon()))
}

// ends is a fault in which the browser ends all threads of a script.
func ends(script string) func(*faulty) {
	return func(f *faulty) { f.later("endThreads('" + script + "')") }
}

// storage is a fault of the browser's storage, from the beginning or a random moment on. A profile is brought then.
func storage(how string) (begin, happen func(*faulty)) {
	begin = func(f *faulty) {
		if f.random.IntN(2) == 0 {
			f.early(fmt.Sprintf("if (location.search !== %q) storageFault = %q;", healed, how))
		}
	}
	happen = func(f *faulty) {
		f.run(fmt.Sprintf("storageFault = %q", how))
		f.bring("brought.json", fmt.Sprintf("%q", bundledFile(f.T)))
		f.wait("document.getElementById('shown')?.value === 'own-" + bundled + "'")
		f.has(notice, "until the page is closed: the storage of this browser ")
		f.click(".profile-use")
		f.settle()
		f.is(notice, "")
	}
	return begin, happen
}

// cut is a device that is offline from a random moment on, while the reader asks for what may not be there.
func cut(f *faulty) {
	f.later("setOnline(false)")
	time.Sleep(time.Duration(f.soon()) * time.Millisecond)
	f.cut.Store(true)
	f.CloseClientConnections()
	f.choose("gpu", bundled)
	f.rerun()
	f.click(".help-button")
	f.run("setTimeout(() => document.getElementById('help').close(), 50)")
	f.wait("!document.getElementById('help').open")
	f.click("[data-view=" + views[f.random.IntN(len(views))] + "]")
}

func allFaults() []fault {
	list := []fault{
		{name: "engine ended", happen: ends("worker.js"), heavy: true},
		{name: "engine stopped", heavy: true, happen: func(f *faulty) {
			f.later("threads.find(({ script }) => script === 'worker.js')?.postMessage({ id: 'nobody', type: 'planOpen', kind: 'sweep', text: '{}', scenarios: null })")
		}},
		{name: "pool ended", views: []string{"sweep"}, happen: ends("runner.js")},
		{name: "one of the pool ended", views: []string{"sweep"}, happen: func(f *faulty) {
			f.later("endThreads('runner.js', 1)")
		}},
		{name: "session ended", views: []string{"live"}, happen: ends("liveworker.js")},
		{name: "all threads ended", happen: func(f *faulty) {
			f.later("for (const script of ['worker.js', 'runner.js', 'liveworker.js']) endThreads(script)")
		}},
		{name: "importer ended", happen: func(f *faulty) {
			f.bring("trace.jsonl", fmt.Sprintf("%q.repeat(40)", stepTrace()))
			f.later("endThreads('importer.js')")
			f.wait("document.getElementById('importing').hidden")
			f.run("if (document.getElementById('open').open) document.querySelector('#open [value=cancel]').click()")
		}},
		{name: "offline at loading", begin: func(f *faulty) { f.left.Store(2 + f.random.Int64N(24)) }, happen: cut},
		{name: "offline", happen: cut},
	}
	for _, how := range []string{"denied", "full", "silent"} {
		begin, happen := storage(how)
		list = append(list, fault{name: "storage " + how, begin: begin, happen: happen})
	}
	return list
}

// TestFaults has a fault happen to a page in use, and expects of what is then there that the next run works, with a native run's
// digest, and that no profile that the browser kept is lost.
func TestFaults(t *testing.T) {
	list := allFaults()
	for seed := range *faults {
		random := rand.New(rand.NewPCG(uint64(seed), 7))
		which := list[seed%len(list)]
		view := views[random.IntN(len(views))]
		if which.views != nil {
			view = which.views[random.IntN(len(which.views))]
		}
		t.Run(fmt.Sprintf("%d %s in %s", seed, which.name, view), func(t *testing.T) { faultIn(t, which, view, seed, random) })
	}
}

func faultIn(t *testing.T, which fault, view string, seed int, random *rand.Rand) {
	n := newLine(t)
	f := &faulty{blankBut(t, desktop, unreachable), n, random, view}
	f.keepBefore()
	f.early(disturb)
	if which.begin != nil {
		which.begin(f)
	}
	s := scenariostest.Load(t, scenarios.Opening)
	if which.heavy {
		s = parsed(t, thousands)
		s.Workload.NumPrompts = 6000
	}
	f.do(chromedp.Navigate(n.URL + "/" + link(t, s) + "&v=" + view))
	if f.begins() {
		f.act()
		which.happen(f)
		time.Sleep(moment) // until it has happened
		f.wait("!document.documentElement.dataset.run")
	}
	f.heal()
	f.worksLike(s, seed)
	f.keeps(seed)
}

// begins waits until the page can be used, or cannot and says so; not even that where its own script has not come.
func (f *faulty) begins() bool {
	f.Helper()
	f.wait("document.querySelector('.page-ready') && performance.getEntriesByName('llmemu-usable').length || document.querySelector('.notice')?.textContent || !performance.getEntriesByType('resource').some(({ name, responseStatus }) => name.endsWith('/app.js') && responseStatus === 200) && document.readyState === 'complete'")
	return f.text("Boolean(document.querySelector('.page-ready'))") == "true"
}

// parsed reads a scenario.
func parsed(t *testing.T, text string) *scenario.Scenario {
	t.Helper()
	s, err := scenario.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const keptID = "own-kept"

// healed is the part of the address of a page without a fault.
const healed = "?healed"

// keepBefore has the browser keep a profile from an earlier visit.
func (f *faulty) keepBefore() {
	f.Helper()
	raw, err := profiles.Raw(bundled)
	if err != nil {
		f.Fatal(err)
	}
	p, err := profile.Parse(raw)
	if err != nil {
		f.Fatal(err)
	}
	p.ID = keptID
	file, err := p.Encode()
	if err != nil {
		f.Fatal(err)
	}
	sheet, err := plainjson.Marshal(p.Sheet())
	if err != nil {
		f.Fatal(err)
	}
	record, err := json.Marshal(map[string]any{"id": keptID, "digest": "kept", "text": string(file), "sheet": string(sheet), "report": []string{"kept before"}})
	if err != nil {
		f.Fatal(err)
	}
	f.do(chromedp.Navigate(f.URL + "/words.json"))
	f.run(`const { text, ...record } = ` + string(record) + `;
		const opening = indexedDB.open("llmemu", 1);
		opening.onupgradeneeded = () => opening.result.createObjectStore("profiles", { keyPath: "id" });
		opening.onsuccess = () => {
			const put = opening.result.transaction("profiles", "readwrite");
			put.objectStore("profiles").put({ ...record, bytes: new TextEncoder().encode(text) });
			put.oncomplete = () => { opening.result.close(); globalThis.put = true; };
		}`)
	f.wait("globalThis.put")
}

// act has the page do what its view is for.
func (f *faulty) act() {
	f.Helper()
	rate := fmt.Sprintf("%.2f", 4+4*f.random.Float64())
	switch f.view {
	case "sweep":
		f.run("if (document.querySelector('.sweep-progress').hidden) document.getElementById('run-sweep').click()")
	case "live":
		f.run("document.querySelector('.live-restart').click()")
	case "profile":
		f.choose("compared", bundled)
	default:
		f.set("workload.request_rate", rate)
		f.rerun()
	}
}

// heal ends whatever is wrong. A page that could not begin has said so, unless not even its script came, and is loaded again.
func (f *faulty) heal() {
	f.Helper()
	f.left.Store(0)
	f.cut.Store(false)
	f.run("globalThis.storageFault = ''; globalThis.setOnline?.(true)")
	if f.text("Boolean(document.querySelector('.page-ready'))") == "false" {
		f.do(chromedp.Reload())
		f.usable()
	}
}

// worksLike runs the scenario on show at a rate of its own, and expects the digest of a native run.
func (f *faulty) worksLike(s *scenario.Scenario, seed int) {
	f.Helper()
	f.click("[data-view=overview]")
	if id := f.text("document.getElementById('model').value"); id != s.Profile {
		f.choose("gpu", s.Profile)
		f.choose("model", s.Profile)
	}
	f.settle()
	s.Workload.RequestRate = scenario.Rate(5 + float64(seed)/1000)
	f.set("workload.request_rate", fmt.Sprint(float64(s.Workload.RequestRate)))
	f.settle()
	f.shows(s)
	f.is(notice, "")
	f.is("document.querySelectorAll('#main .chart canvas').length >= 3", "true")
}

// keeps expects the profile of an earlier visit in the browser's storage; of every fourth fault also in a page that is opened anew,
// which runs with it.
func (f *faulty) keeps(seed int) {
	f.Helper()
	if seed%4 != 0 {
		f.run(`globalThis.kept = 0;
			const opening = indexedDB.open("llmemu", 1);
			opening.onsuccess = () => {
				const get = opening.result.transaction("profiles").objectStore("profiles").get("` + keptID + `");
				get.onsuccess = () => { opening.result.close(); globalThis.kept = get.result?.bytes.length; };
			}`)
		f.wait("globalThis.kept > 1000")
		return
	}
	f.do(chromedp.Navigate(f.URL + "/" + healed))
	f.usable()
	before := f.digest()
	f.choose("gpu", bundled)
	f.choose("model", keptID)
	f.settle()
	f.wait("document.getElementById('digest').dataset.digest !== '" + before + "'")
	f.is(notice, "")
}
