//go:build js

package main

import (
	"errors"
	"syscall/js"

	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/wasm/bridge"
)

// explainer answers questions about one run: explainStart and explainAdvance record it, as start and step emulate one;
// after that explainTimeline packs it (see explain.Session.Pack), and the others answer in JSON. explainRequest takes a
// request's id, explainStep {engine, step}. All of them may return {error, path}.
type explainer struct {
	profiles *parsed
	session  *explain.Session
	done     bool
}

func (x *explainer) functions() map[string]func(args []js.Value) any {
	return map[string]func(args []js.Value) any{
		"explainStart":    x.start,
		"explainAdvance":  x.advance,
		"explainTimeline": x.timeline,
		"explainDrop":     x.drop,
		"explainStep": func(args []js.Value) any {
			return x.answer(func() (any, error) {
				return x.session.Step(metrics.StepRef{Engine: args[0].Get("engine").Int(), Step: args[0].Get("step").Int()})
			})
		},
		"explainRequest": func(args []js.Value) any {
			return x.answer(func() (any, error) { return x.session.Request(args[0].Int()) })
		},
		"explainFacts": func([]js.Value) any {
			return x.answer(func() (any, error) { return x.session.Facts(), nil })
		},
	}
}

// start(scenario JSON, profile bytes, stream bytes or null) prepares the retrace of a run, in place of any other.
func (x *explainer) start(args []js.Value) any {
	x.drop(nil)
	in, err := input(x.profiles, args[0].String(), args[1], bridge.Bytes(args[2]))
	if err == nil {
		x.session, err = explain.Open(in)
	}
	if err != nil {
		return bridge.Failure(err)
	}
	return nil
}

// advance(budget in ms) records for about that long and says whether it is {done}.
func (x *explainer) advance(args []js.Value) any {
	deadline := now() + args[0].Float()
	for x.session != nil {
		done, err := x.session.Advance(eventsPerLook)
		if err != nil {
			x.session = nil
			return bridge.Failure(err)
		}
		if x.done = done; done || now() >= deadline {
			return map[string]any{"done": done, "progress": x.session.Progress()}
		}
	}
	return bridge.Failure(errNothingRecorded)
}

var errNothingRecorded = errors.New("no run was recorded")

// drop() lets go of what is recorded: a long run needs the memory.
func (x *explainer) drop([]js.Value) any {
	x.session, x.done = nil, false
	return nil
}

func (x *explainer) timeline([]js.Value) any {
	if !x.done {
		return bridge.Failure(errNothingRecorded)
	}
	packed, err := x.session.Pack()
	if err != nil {
		return bridge.Failure(err)
	}
	return bridge.Array(packed)
}

// answer gives what ask finds as JSON.
func (x *explainer) answer(ask func() (any, error)) any {
	if !x.done {
		return bridge.Failure(errNothingRecorded)
	}
	found, err := ask()
	if err != nil {
		return bridge.Failure(err)
	}
	text, err := plainjson.Marshal(found)
	if err != nil {
		return bridge.Failure(err)
	}
	return string(text)
}
