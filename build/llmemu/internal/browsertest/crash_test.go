package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// openSpied opens the playground with its threads in globalThis.threads, each with the last message of each type that it was
// sent: whoever repeats one with scenarios: null has its Go program end in a panic, as one without memory ends. What stands in
// globalThis.fatal goes right behind a run, and so is read in the middle of it.
func openSpied(t *testing.T) *tab {
	p := blank(t, desktop)
	p.early(`globalThis.threads = [];
		globalThis.Worker = class extends Worker {
			constructor(script, options) {
				super(script, options);
				Object.assign(this, { script, sent: {} });
				threads.push(this);
			}
			postMessage(message, transfer) {
				this.sent[message.type] = message;
				super.postMessage(message, transfer);
				if (message.type === "run" && globalThis.fatal) super.postMessage(globalThis.fatal);
			}
		};`)
	p.do(chromedp.Navigate(address))
	p.wait("document.querySelector('.page-ready') && performance.getEntriesByName('llmemu-usable').length")
	return p
}

// long is a run of many slices.
const long = `{"version": 1, "name": "long", "profile": "h100-llama-3.1-8b-bf16-tp1", "engine": {"num_gpu_blocks": 26000},
 "workload": {"num_prompts": 200000, "request_rate": 40, "random_input_len": 512, "random_output_len": 256}}`

// TestAnEngineThatDiesIsReplaced lets the engine's Go program end in the middle of a run: the page says so, and the next run has
// another thread.
func TestAnEngineThatDiesIsReplaced(t *testing.T) {
	p := openSpied(t)
	opening := p.digest()
	p.run("globalThis.fatal = { id: 'nobody', type: 'planOpen', kind: 'sweep', text: '{}', scenarios: null }")
	p.enterScenario(long)
	p.has("document.querySelector('.notice').textContent", "The engine stopped: ")
	p.run("globalThis.fatal = null")
	p.wait("!document.documentElement.dataset.run")
	p.set("workload.num_prompts", "100")
	p.settle()
	p.wait("document.getElementById('digest').dataset.digest !== '" + opening + "'")
	p.is("document.querySelector('.notice').textContent.includes('The engine stopped')", "false")
	p.is("threads.filter(({ script }) => script === 'worker.js').length", "2")
}

// TestAPoolThreadThatDiesIsReplaced lets a thread of the pool end in the middle of a sweep: the sweep says so, and the next one
// is carried out.
func TestAPoolThreadThatDiesIsReplaced(t *testing.T) {
	p := openSpied(t)
	p.openScenario(thousands)
	p.click("[data-view=sweep]")
	p.click("#run-sweep")
	p.swept()
	p.enter("seeds", "20")
	p.run("if (document.querySelector('.sweep-progress').hidden) document.getElementById('run-sweep').click()")
	p.wait("document.querySelector('#sweep [role=status]').textContent.startsWith('2')") // 20 and more runs are over
	p.run("const [runner] = threads.filter(({ script }) => script === 'runner.js'); globalThis.pool = threads.length; runner.postMessage({ ...runner.sent.open, scenarios: null })")
	p.has("document.querySelector('.sweep-problem').textContent", "The engine stopped: ")
	p.enter("seeds", "1")
	p.swept()
	p.is("document.querySelector('.sweep-problem').textContent.includes('The engine stopped')", "false")
	p.is("threads.length - pool", "1")
}
