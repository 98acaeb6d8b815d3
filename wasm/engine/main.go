//go:build js

// Command engine is the emulator as WebAssembly, for a Web Worker or Node: start prepares a run, step advances it for
// some milliseconds (so that the host can show progress and cancel in between), soFar tells how far it is, result packs what came out. See
// metrics.Report.Pack for the format. curves looks at a profile alone, what begins with explain answers questions about a
// run, see explainer, what begins with live serves a live session, see session. planOpen and planFeed plan many runs; on the
// threads that run them jobProfile, jobStream and jobsOpen bring what the runs share, jobStart and step run one, and
// jobFigures tells what it came to.
package main

import (
	"errors"
	"maps"
	"runtime"
	"syscall/js"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/curves"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/workload"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/wasm/bridge"
)

func main() {
	h := &host{}
	functions := map[string]func(args []js.Value) any{
		"start":    h.start,
		"step":     h.step,
		"expected": h.expected,
		"soFar":    h.soFar,
		"summary":  h.summary,
		"result":   h.result,
		"rest":     rest,
		"curves":   packCurves,
	}
	maps.Copy(functions, (&session{}).functions())
	maps.Copy(functions, (&explainer{profiles: &h.profiles}).functions())
	maps.Copy(functions, planners{}.functions())
	maps.Copy(functions, newJobs(h).functions())
	bridge.Serve(functions)
}

// host holds the run that its worker is busy with.
type host struct {
	profiles parsed
	measured *metrics.Measured
	wallMS   float64 // spent on the run so far

	run       *engine.Run
	report    *metrics.Report  // of run, once it is over
	evaluated *metrics.Summary // the same
}

// start(scenario JSON, profile bytes, stream bytes or null, measured bytes or null) prepares a run, in place of any
// that went before. It returns null, or {error, path}.
func (h *host) start(args []js.Value) any {
	began := now()
	h.run, h.report, h.evaluated, h.measured = nil, nil, nil, nil
	if err := h.prepare(args[0].String(), args[1], bridge.Bytes(args[2]), bridge.Bytes(args[3])); err != nil {
		return bridge.Failure(err)
	}
	h.wallMS = now() - began
	return nil
}

func (h *host) prepare(scenarioText string, profileFile js.Value, streamFile, measuredFile []byte) error {
	in, err := input(&h.profiles, scenarioText, profileFile, streamFile)
	if err != nil {
		return err
	}
	if measuredFile != nil {
		if h.measured, err = metrics.ParseMeasured(measuredFile); err != nil {
			return err
		}
	}
	h.run, err = engine.NewRun(in)
	return err
}

// input reads what a run depends on. streamFile may be nil.
func input(profiles *parsed, scenarioText string, profileFile js.Value, streamFile []byte) (in engine.Input, err error) {
	if in.Scenario, err = scenario.Parse([]byte(scenarioText)); err != nil {
		return in, err
	}
	if in.Profile, err = profiles.parse(profileFile); err != nil {
		return in, err
	}
	if streamFile != nil {
		in.Stream, err = workload.ParseStream(streamFile)
	}
	return in, err
}

// rest() collects what a run left behind, while nobody waits. The next run then mostly ends before a collection would
// begin, which would be a quarter of its time.
func rest([]js.Value) any {
	runtime.GC()
	return nil
}

// parsed is the profile of the last run: the next one mostly has the same.
type parsed struct {
	file    js.Value
	profile *profile.Profile
}

func (p *parsed) parse(file js.Value) (*profile.Profile, error) {
	if p.profile != nil && p.file.Equal(file) {
		return p.profile, nil
	}
	read, err := profile.Parse(bridge.Bytes(file))
	if err != nil {
		return nil, err
	}
	p.file, p.profile = file, read
	return read, nil
}

var errNoRun = errors.New("no run was started")

// eventsPerLook is how many events pass between looks at the clock: some hundreds of microseconds.
const eventsPerLook = 512

// step(budget in ms) advances the run for about that long. It returns {done, progress 0 to 1, requests finished}, or
// {error, path} when the run cannot go on.
func (h *host) step(args []js.Value) any {
	if h.run == nil {
		return bridge.Failure(errNoRun)
	}
	began := now()
	deadline := began + args[0].Float()
	for {
		done, err := h.run.Advance(eventsPerLook)
		if err != nil {
			h.run = nil
			return bridge.Failure(err)
		}
		runtime.Gosched() // a collection under way goes on: until it ends, every pointer that is written costs more
		if at := now(); done || at >= deadline {
			h.wallMS += at - began
			finished := h.run.Finished()
			return map[string]any{"done": done, "requests": finished, "progress": float64(finished) / float64(h.run.Requests())}
		}
	}
}

// expected() is how long the run is expected to take, in milliseconds of a desktop's browser; 0 without one.
func (h *host) expected([]js.Value) any {
	if h.run == nil {
		return 0
	}
	return h.run.Expected().WallMS
}

// soFar() says how far the run is and what was expected of it, as the JSON of engine.Progress.
func (h *host) soFar([]js.Value) any {
	if h.run == nil {
		return bridge.Failure(errNoRun)
	}
	text, err := plainjson.Marshal(h.run.Progress(h.wallMS))
	if err != nil {
		return bridge.Failure(err)
	}
	return string(text)
}

// summary() evaluates a run that is over, all but the figures for charts. It returns {digest}.
func (h *host) summary([]js.Value) any {
	if h.run == nil {
		return bridge.Failure(errNoRun)
	}
	return map[string]any{"digest": h.evaluate().LLMEmu.Digest}
}

// result() packs a run that is over, as a Uint8Array.
func (h *host) result([]js.Value) any {
	if h.run == nil {
		return bridge.Failure(errNoRun)
	}
	summary := h.evaluate()
	packed, err := h.report.Pack(summary, h.measured)
	if err != nil {
		return bridge.Failure(err)
	}
	h.run, h.report, h.evaluated = nil, nil, nil
	return bridge.Array(packed)
}

func (h *host) evaluate() *metrics.Summary {
	if h.evaluated == nil {
		began := now()
		h.report = h.run.Report()
		h.evaluated = h.report.Summary()
		h.evaluated.LLMEmu.WallMS = h.wallMS + now() - began
	}
	return h.evaluated
}

// packCurves(profile bytes) draws a profile's latencies, as a Uint8Array; see curves.Pack. Or {error, path}.
func packCurves(args []js.Value) any {
	p, err := profile.Parse(bridge.Bytes(args[0]))
	if err != nil {
		return bridge.Failure(err)
	}
	packed, err := curves.Pack(p)
	if err != nil {
		return bridge.Failure(err)
	}
	return bridge.Array(packed)
}

func now() float64 { return js.Global().Get("performance").Call("now").Float() }
