package engine

import (
	"math"

	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/workload"
	"github.com/llmemu/playground/internal/detmath"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

// Expected is what a run is expected to take, worked out before it starts.
type Expected struct {
	Requests int
	Steps    float64 // of the engine, to three digits
	Memory   float64 // bytes, at most, of the program that runs it and reports
	WallMS   float64 // milliseconds of a desktop's browser, report included
}

// MaxSteps is how many steps a run may be expected to take. Its log and what explains it fit a browser's 4 GB then.
const MaxSteps = 10_000_000

// What a run takes, as measured with runs of a million requests and of half a million steps in WebAssembly: see
// docs/PERFORMANCE.md.
const (
	bytesOfProgram = 12e6
	bytesARequest  = 250
	bytesAStep     = 320
	bytesABlock    = 24
	nsARequest     = 1500
	nsAStep        = 350
)

// demand is what the requests of a run ask for, on the whole.
type demand struct {
	requests, prompts, outputs, longest float64 // requests; tokens; tokens of the longest output
	span                                float64 // nanoseconds from the first arrival to the last
}

// demandOf sums requests up. An output ends at max_model_len.
func demandOf(requests []workload.Request, maxModelLen int) demand {
	d := demand{requests: float64(len(requests))}
	for i := range requests {
		prompt, output := requests[i].PromptLen, min(requests[i].OutputLen, maxModelLen-requests[i].PromptLen)
		d.prompts, d.outputs, d.longest = d.prompts+float64(prompt), d.outputs+float64(output), max(d.longest, float64(output))
	}
	if n := len(requests); n > 0 {
		d.span = float64(requests[n-1].Arrival - requests[0].Arrival)
	}
	return d
}

// expect works out what a run of requests takes: as many run at once as by Little's law, if every step takes what one of that
// many decodes does, with its share of the prefills, and as settings allow.
func (s *Started) expect(requests []workload.Request, maxConcurrency int) Expected {
	d := demandOf(requests, s.Config.MaxModelLen)
	e := Expected{Requests: len(requests)}
	if len(requests) > 0 {
		e.Steps = d.steps(d.together(s, maxConcurrency), float64(s.Config.Budget()))
	}
	e.Steps = roughly(e.Steps)
	e.Memory = bytesOfProgram + float64(bytesARequest*d.requests) + float64(bytesAStep*e.Steps) + float64(bytesABlock*float64(s.Config.NumGPUBlocks))
	e.WallMS = (float64(nsARequest*d.requests) + float64(nsAStep*e.Steps)) / 1e6
	return e
}

// together is how many requests run at once, on average over the run.
func (d *demand) together(s *Started, maxConcurrency int) float64 {
	prompt, output := d.prompts/d.requests, d.outputs/d.requests
	blocks := math.Ceil((prompt + float64(output/2)) / float64(s.Config.BlockSize))
	limit := min(d.requests, float64(s.Config.MaxNumSeqs), float64(s.Config.Budget()), max(1, float64(s.Config.NumGPUBlocks-1)/blocks))
	if maxConcurrency > 0 {
		limit = min(limit, float64(maxConcurrency))
	}
	running := 1.0
	for range 40 { // it settles, or comes to the limit
		life := float64(output * s.typicalStep(prompt, output, running))
		next := min(limit, d.requests*life/(d.span+life))
		if math.Abs(next-running) < 0.01*running {
			return next
		}
		running = next
	}
	return running
}

// typicalStep is how long a step takes in which so many requests run, in nanoseconds.
func (s *Started) typicalStep(prompt, output, running float64) float64 {
	decodes, context := int64(max(1, math.Round(running))), int64(prompt+float64(output/2))
	b := oracle.Batch{Decodes: decodes, DecodeContext: decodes * context, DecodeMin: context, DecodeMax: context, Outputs: decodes}
	alone := float64(s.Oracle.Mean(&b).Total())
	chunk := min(int64(prompt), int64(s.Config.Budget())-decodes)
	if chunk < 2 {
		return alone
	}
	b.PrefillTokens, b.PrefillReqs, b.PrefillPairs = chunk, 1, chunk*chunk/2
	prefills := running / output * prompt / float64(chunk) // a step
	return alone + float64(prefills*max(0, float64(s.Oracle.Mean(&b).Total())-alone))
}

// steps is how many steps requests take of which so many run at once on average. An engine without requests takes none: where
// running is far below 1, hardly any two share one.
func (d *demand) steps(running, budget float64) float64 {
	running = max(running, 1e-6)
	shared := running / (1 - detmath.Exp(-running))
	return max(d.longest, d.outputs/shared+d.prompts/budget)
}

// roughly rounds what is not known exactly to three digits.
func roughly(v float64) float64 {
	unit := 1.0
	for v >= 1000*unit {
		unit *= 10
	}
	return math.Round(v/unit) * unit
}

// roomForRequests is how many requests the runs may have in all that are under way side by side: about half a gigabyte.
const roomForRequests = 1_000_000

// AtOnce is how many runs of a scenario, or of some like it, may be under way side by side.
func AtOnce(s *scenario.Scenario) int {
	return int(max(1, roomForRequests/max(1, s.Workload.Prompts())))
}

// refuse says which field makes a run too long, and what it could hold.
func (e *Expected) refuse(s *scenario.Scenario) error {
	if e.Steps <= MaxSteps {
		return nil
	}
	path, allowed := "workload.num_prompts", ""
	if s.Workload.Dataset == scenario.DatasetRequests {
		path = "workload.requests"
	}
	if fits := math.Floor(float64(e.Requests) * MaxSteps / e.Steps); fits >= 1 {
		allowed = message.Sprintf(", which about %s of such requests take", format.Count(roughly(fits)))
	}
	return &scenario.Error{Path: path, Message: message.Sprintf("%s would take about %s steps of the engine and %s GB of memory; allowed: at most %s steps%s",
		format.Of(e.Requests, "request"), format.Count(e.Steps), format.Number(e.Memory/1e9), format.Count(MaxSteps), allowed)}
}
