package browsertest

import (
	"strings"
	"testing"
)

// hours is a run of some seconds: a cancel comes in time.
const hours = `{"version": 1, "name": "hours", "profile": "h100-llama-3.1-8b-bf16-tp1", "engine": {"num_gpu_blocks": 26000},
 "workload": {"num_prompts": 1000000, "request_rate": 20, "random_input_len": 512, "random_output_len": 256}}`

// TestALongRunSaysHowFarItIs: what it is expected to take, what is finished so far and how long it goes on, in place of the figures
// of the run before; a cancel brings those back.
func TestALongRunSaysHowFarItIs(t *testing.T) {
	for _, s := range []screen{desktop, phone} {
		p := open(t, s, "")
		opening, tile := p.digest(), p.text("document.querySelector('[data-tile=ttft_ms]').textContent")
		p.enterScenario(hours)
		p.wait("document.querySelector('.under-way').checkVisibility()")
		p.is("document.querySelector('.under-way h2').textContent", "hours")
		p.like("document.querySelector('.under-way-figures').textContent", `Finished[\d,]+ of 1,000,000 requestsSteps[\d,]+ of about [\d,]+Simulated[\d,.]+.sMemoryabout [\d.]+.GB`)
		p.is("document.querySelector('.results').checkVisibility()", "false")
		p.like("document.querySelector('.under-way-reached').textContent", `^[<>\d]+\s%, (about \d+|under 1)\ss left$`)
		p.like("document.querySelector('.header-status').textContent", `left$`)
		p.like("document.querySelector('.under-way-figures').textContent", `TTFT p50 of those finished[\d,.]+.m?s`)
		p.fits()
		p.axe()
		p.click(".under-way-cancel")
		p.is("document.querySelector('.under-way').checkVisibility()", "false")
		p.is("document.querySelector('.results').checkVisibility()", "true")
		p.is("document.querySelector('.header-status').textContent", "Run cancelled")
		if p.digest() != opening || p.text("document.querySelector('[data-tile=ttft_ms]').textContent") != tile {
			t.Errorf("%+v: another run is on show than before", s)
		}
	}
}

// TestTooLongARunIsRefused before anything of it is made, at its field and with what is allowed.
func TestTooLongARunIsRefused(t *testing.T) {
	p := open(t, desktop, "")
	opening := p.digest()
	p.enterScenario(strings.Replace(strings.Replace(hours, `"request_rate": 20`, `"max_concurrency": 1`, 1), "hours", "days", 1))
	p.like("document.querySelector('.rail').textContent", `1,000,000 requests would take about [\d,]+ steps of the engine and [\d,.]+ GB of memory; allowed: at most 10,000,000 steps, which about [\d,]+ of such requests take`)
	if p.digest() != opening {
		t.Error("the run before is gone")
	}
}

// TestAutoRunSaysWhyItWaits: an edit of a run that is expected to take long starts nothing, and says so.
func TestAutoRunSaysWhyItWaits(t *testing.T) {
	p := open(t, desktop, "")
	p.is("document.querySelector('.paused').checkVisibility()", "false")
	p.set("workload.num_prompts", "300") // of a stream: no other requests
	p.settle()
	p.openScenario(thousands)
	p.set("workload.num_prompts", "900000")
	p.like("document.querySelector('.paused').textContent", `^Settings changed, and auto-run waits: it starts runs that are expected to take under 100\sms, and this one would take longer\.Run$`)
	p.set("workload.num_prompts", "100")
	p.settle()
	p.is("document.querySelector('.paused').checkVisibility()", "false")
}

// manyRecorded is a run of hundreds of thousands of requests, which are recorded for some seconds.
const manyRecorded = `{"version": 1, "name": "many", "profile": "h100-llama-3.1-8b-bf16-tp1", "engine": {"num_gpu_blocks": 26000},
 "workload": {"num_prompts": 600000, "request_rate": 40, "random_input_len": 512, "random_output_len": 256}}`

// TestARecordingSaysHowFarItIs: the timeline of a long run stands in nobody else's place, can be given up and asked for again.
func TestARecordingSaysHowFarItIs(t *testing.T) {
	alone(t)
	p := open(t, desktop, "#v=timeline")
	p.wait("document.querySelector('.tl-ready')")
	p.openScenario(manyRecorded)
	p.like("document.querySelector('.tl-wait').textContent", `record it: \d+\s%\.Cancel$`)
	p.is("document.querySelector('.tl-ready')", "null")
	p.is("document.getElementById('timeline-range').textContent", "")
	p.click(".tl-wait button")
	p.is("document.querySelector('.tl-wait').textContent", "The run was not recorded: cancelled.Record it")
	p.click(".tl-wait button")
	p.wait("document.querySelector('.tl-ready')")
	p.has("document.getElementById('timeline-range').textContent", "Whole run")
}
