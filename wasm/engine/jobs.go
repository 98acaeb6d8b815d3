//go:build js

package main

import (
	"errors"
	"syscall/js"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/engine/workload"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/wasm/bridge"
)

// jobs runs the jobs of a plan, one after another. What they share is read once.
type jobs struct {
	host     *host
	profiles map[string]*profile.Profile
	streams  map[string]*workload.Stream
	bases    []base
}

// base is a scenario that jobs change, and the name of its stream.
type base struct {
	scenario *scenario.Scenario
	stream   string
}

func newJobs(h *host) *jobs {
	return &jobs{host: h, profiles: map[string]*profile.Profile{}, streams: map[string]*workload.Stream{}}
}

func (j *jobs) functions() map[string]func(args []js.Value) any {
	return map[string]func(args []js.Value) any{"jobProfile": j.profile, "jobStream": j.stream, "jobsOpen": j.open, "jobStart": j.start, "jobFigures": j.figures}
}

// profile(id, bytes) keeps a profile for the jobs to come. It returns null, or {error, path}.
func (j *jobs) profile(args []js.Value) any {
	p, err := profile.Parse(bridge.Bytes(args[1]))
	if err != nil {
		return bridge.Failure(err)
	}
	j.profiles[args[0].String()] = p
	return nil
}

// stream(name, bytes) keeps a recorded stream for the jobs to come. It returns null, or {error, path}.
func (j *jobs) stream(args []js.Value) any {
	s, err := workload.ParseStream(bridge.Bytes(args[1]))
	if err != nil {
		return bridge.Failure(err)
	}
	j.streams[args[0].String()] = s
	return nil
}

// open(scenarios, names of their streams) sets what the next jobs change. It returns null, or {error, path}.
func (j *jobs) open(args []js.Value) any {
	j.bases = nil
	for i := range args[0].Length() {
		s, err := scenario.Parse([]byte(args[0].Index(i).String()))
		if err != nil {
			return bridge.Failure(err)
		}
		j.bases = append(j.bases, base{s, args[1].Index(i).String()})
	}
	return nil
}

// start(job JSON) prepares a job, to be advanced by the host's step. It returns null, or {error, path}.
func (j *jobs) start(args []js.Value) any {
	var job sweep.Job
	if err := plainjson.Unmarshal([]byte(args[0].String()), &job); err != nil {
		return bridge.Failure(err)
	}
	if job.Base < 0 || job.Base >= len(j.bases) {
		return bridge.Failure(errors.New("the job belongs to no scenario"))
	}
	on := j.bases[job.Base]
	s, err := job.Apply(on.scenario)
	if err != nil {
		return bridge.Failure(err)
	}
	in := engine.Input{Scenario: s, Profile: j.profiles[s.Profile], Stream: j.streams[on.stream]}
	if in.Profile == nil {
		return bridge.Failure(errors.New("profile " + s.Profile + " is not at hand"))
	}
	if j.host.run, err = engine.NewRun(in); err != nil {
		return bridge.Failure(err)
	}
	return nil
}

// figures() gives what the job that is over came to, as a Float64Array.
func (j *jobs) figures([]js.Value) any {
	set := j.host.run.Figures()
	out := js.Global().Get("Float64Array").New(len(set))
	for f, v := range set {
		out.SetIndex(f, v)
	}
	j.host.run = nil
	return out
}
