//go:build js

// Command engine is the emulator as WebAssembly, for a Web Worker or Node. It puts globalThis.llmemu in place and calls
// globalThis.llmemuReady: start prepares a run, step advances it for some milliseconds (so that the host can show
// progress and cancel in between), result packs what came out. See metrics.Report.Pack for the format. curves and
// importProfile look at a profile alone. planOpen and planTurn plan many runs; on the threads that run them jobProfile,
// jobStream and jobsOpen bring what the runs share, jobStart and step run one, and jobFigures tells what it came to.
package main

import (
	"errors"
	"syscall/js"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/workload"
)

func main() {
	h := &host{}
	p := planners{}
	j := &jobs{host: h, profiles: map[string]*profile.Profile{}, streams: map[string]*workload.Stream{}}
	js.Global().Set("llmemu", js.ValueOf(map[string]any{
		"start":  js.FuncOf(h.start),
		"step":   js.FuncOf(h.step),
		"result": js.FuncOf(h.result),

		"curves":        js.FuncOf(packCurves),
		"importProfile": js.FuncOf(importProfile),

		"planOpen": js.FuncOf(p.open),
		"planTurn": js.FuncOf(p.turn),

		"jobProfile": js.FuncOf(j.profile),
		"jobStream":  js.FuncOf(j.stream),
		"jobsOpen":   js.FuncOf(j.open),
		"jobStart":   js.FuncOf(j.start),
		"jobFigures": js.FuncOf(j.figures),
	}))
	js.Global().Call("llmemuReady")
	select {} // the functions above are called from JavaScript from now on
}

// host holds the run that its worker is busy with.
type host struct {
	run      *engine.Run
	measured *metrics.Measured
	wallMS   float64 // spent in step and result
}

// start(scenario JSON, profile bytes, stream bytes or null, measured bytes or null) prepares a run, in place of any
// that went before. It returns null, or {error, path}.
func (h *host) start(_ js.Value, args []js.Value) any {
	began := now()
	h.run, h.measured = nil, nil
	if err := h.prepare(args[0].String(), bytes(args[1]), bytes(args[2]), bytes(args[3])); err != nil {
		return failure(err)
	}
	h.wallMS = now() - began
	return nil
}

func (h *host) prepare(scenarioText string, profileFile, streamFile, measuredFile []byte) (err error) {
	in := engine.Input{}
	if in.Scenario, err = scenario.Parse([]byte(scenarioText)); err != nil {
		return err
	}
	if in.Profile, err = profile.Parse(profileFile); err != nil {
		return err
	}
	if streamFile != nil {
		if in.Stream, err = workload.ParseStream(streamFile); err != nil {
			return err
		}
	}
	if measuredFile != nil {
		if h.measured, err = metrics.ParseMeasured(measuredFile); err != nil {
			return err
		}
	}
	h.run, err = engine.NewRun(in)
	return err
}

// eventsPerLook is how many events pass between looks at the clock: some tens of microseconds.
const eventsPerLook = 64

// step(budget in ms) advances the run for about that long. It returns {done, progress 0 to 1, requests finished}, or
// {error, path} when the run cannot go on.
func (h *host) step(_ js.Value, args []js.Value) any {
	if h.run == nil {
		return failure(errors.New("no run was started"))
	}
	began := now()
	deadline := began + args[0].Float()
	for {
		done, err := h.run.Advance(eventsPerLook)
		if err != nil {
			h.run = nil
			return failure(err)
		}
		if at := now(); done || at >= deadline {
			h.wallMS += at - began
			finished := h.run.Finished()
			return map[string]any{"done": done, "requests": finished, "progress": float64(finished) / float64(h.run.Requests())}
		}
	}
}

// result() packs a run that is over, as a Uint8Array.
func (h *host) result(js.Value, []js.Value) any {
	if h.run == nil {
		return failure(errors.New("no run was started"))
	}
	began := now()
	report := h.run.Report()
	summary := report.Summary()
	summary.LLMEmu.WallMS = h.wallMS + now() - began
	packed, err := report.Pack(summary, h.measured)
	if err != nil {
		return failure(err)
	}
	h.run = nil
	return array(packed)
}

func array(data []byte) js.Value {
	out := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(out, data)
	return out
}

func failure(err error) any {
	path := ""
	var at *scenario.Error
	if errors.As(err, &at) {
		path = at.Path
	}
	return map[string]any{"error": err.Error(), "path": path}
}

func bytes(v js.Value) []byte {
	if v.IsNull() || v.IsUndefined() {
		return nil
	}
	data := make([]byte, v.Get("length").Int())
	js.CopyBytesToGo(data, v)
	return data
}

func now() float64 { return js.Global().Get("performance").Call("now").Float() }
