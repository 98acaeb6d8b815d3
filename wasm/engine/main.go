//go:build js

// Command engine is the emulator as WebAssembly, for a Web Worker or Node: start prepares a run, step advances it for
// some milliseconds (so that the host can show progress and cancel in between), result packs what came out. See
// metrics.Report.Pack for the format. curves looks at a profile alone.
package main

import (
	"errors"
	"runtime/debug"
	"syscall/js"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/curves"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/workload"
	"github.com/llmemu/playground/wasm/bridge"
)

// heapGrowth is how far the heap grows between collections, in percent of what is in use. A run leaves little garbage:
// collecting less often is a quarter of its time.
const heapGrowth = 400

func main() {
	debug.SetGCPercent(heapGrowth)
	h := &host{}
	bridge.Serve(map[string]func(args []js.Value) any{
		"start":  h.start,
		"step":   h.step,
		"result": h.result,
		"curves": packCurves,
	})
}

// host holds the run that its worker is busy with.
type host struct {
	profiles parsed
	run      *engine.Run
	measured *metrics.Measured
	wallMS   float64 // spent in step and result
}

// start(scenario JSON, profile bytes, stream bytes or null, measured bytes or null) prepares a run, in place of any
// that went before. It returns null, or {error, path}.
func (h *host) start(args []js.Value) any {
	began := now()
	h.run, h.measured = nil, nil
	if err := h.prepare(args[0].String(), args[1], bridge.Bytes(args[2]), bridge.Bytes(args[3])); err != nil {
		return bridge.Failure(err)
	}
	h.wallMS = now() - began
	return nil
}

func (h *host) prepare(scenarioText string, profileFile js.Value, streamFile, measuredFile []byte) (err error) {
	in := engine.Input{}
	if in.Scenario, err = scenario.Parse([]byte(scenarioText)); err != nil {
		return err
	}
	if in.Profile, err = h.profiles.parse(profileFile); err != nil {
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

// eventsPerLook is how many events pass between looks at the clock: some hundreds of microseconds.
const eventsPerLook = 512

// step(budget in ms) advances the run for about that long. It returns {done, progress 0 to 1, requests finished}, or
// {error, path} when the run cannot go on.
func (h *host) step(args []js.Value) any {
	if h.run == nil {
		return bridge.Failure(errors.New("no run was started"))
	}
	began := now()
	deadline := began + args[0].Float()
	for {
		done, err := h.run.Advance(eventsPerLook)
		if err != nil {
			h.run = nil
			return bridge.Failure(err)
		}
		if at := now(); done || at >= deadline {
			h.wallMS += at - began
			finished := h.run.Finished()
			return map[string]any{"done": done, "requests": finished, "progress": float64(finished) / float64(h.run.Requests())}
		}
	}
}

// result() packs a run that is over, as a Uint8Array.
func (h *host) result([]js.Value) any {
	if h.run == nil {
		return bridge.Failure(errors.New("no run was started"))
	}
	began := now()
	report := h.run.Report()
	summary := report.Summary()
	summary.LLMEmu.WallMS = h.wallMS + now() - began
	packed, err := report.Pack(summary, h.measured)
	if err != nil {
		return bridge.Failure(err)
	}
	h.run = nil
	return bridge.Array(packed)
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
