//go:build js

package main

import (
	"encoding/json"
	"errors"
	"syscall/js"

	"github.com/llmemu/playground/engine/explain"
)

// explainer answers questions about one run: open and advance record it, as start and step emulate one; after that
// timeline packs it (see explain.Session.Pack), and stepAt, request and facts answer in JSON. All of them may return
// {error, path}.
type explainer struct {
	session *explain.Session
	done    bool
}

func (x *explainer) functions() map[string]any {
	return map[string]any{
		"open":     js.FuncOf(x.open),
		"advance":  js.FuncOf(x.advance),
		"timeline": js.FuncOf(x.timeline),
		"step": js.FuncOf(func(_ js.Value, args []js.Value) any {
			return x.answer(func() (any, error) { return x.session.Step(args[0].Int()) })
		}),
		"request": js.FuncOf(func(_ js.Value, args []js.Value) any {
			return x.answer(func() (any, error) { return x.session.Request(args[0].Int()) })
		}),
		"facts": js.FuncOf(func(js.Value, []js.Value) any {
			return x.answer(func() (any, error) { return x.session.Facts(), nil })
		}),
	}
}

// open(scenario JSON, profile bytes, stream bytes or null) prepares the recording of a run, in place of any other.
func (x *explainer) open(_ js.Value, args []js.Value) any {
	x.session, x.done = nil, false
	in, err := input(args[0].String(), bytes(args[1]), bytes(args[2]))
	if err == nil {
		x.session, err = explain.Open(in)
	}
	if err != nil {
		return failure(err)
	}
	return nil
}

// advance(budget in ms) records for about that long and says whether it is {done}.
func (x *explainer) advance(_ js.Value, args []js.Value) any {
	deadline := now() + args[0].Float()
	for x.session != nil {
		done, err := x.session.Advance(eventsPerLook)
		if err != nil {
			x.session = nil
			return failure(err)
		}
		if x.done = done; done || now() >= deadline {
			return map[string]any{"done": done, "progress": x.session.Progress()}
		}
	}
	return failure(errNothingRecorded)
}

var errNothingRecorded = errors.New("no run was recorded")

func (x *explainer) timeline(js.Value, []js.Value) any {
	if !x.done {
		return failure(errNothingRecorded)
	}
	packed, err := x.session.Pack()
	if err != nil {
		return failure(err)
	}
	return array(packed)
}

// answer gives what ask finds as JSON.
func (x *explainer) answer(ask func() (any, error)) any {
	if !x.done {
		return failure(errNothingRecorded)
	}
	found, err := ask()
	if err != nil {
		return failure(err)
	}
	text, err := json.Marshal(found)
	if err != nil {
		return failure(err)
	}
	return string(text)
}
