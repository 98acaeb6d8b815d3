//go:build js

package main

import (
	"errors"
	"math"
	"syscall/js"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/live"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/workload"
	"github.com/llmemu/playground/wasm/bridge"
)

// session is the live session of its worker.
type session struct {
	profiles parsed
	live     *live.Live
}

// functions are what a worker may ask of the session. Each returns {error, path} where it fails.
func (s *session) functions() map[string]func(args []js.Value) any {
	return map[string]func(args []js.Value) any{
		"liveStart":   s.start,
		"liveAdvance": s.running(s.advance),
		"liveStep":    s.running(s.step),
		"liveRate":    s.running(func(args []js.Value) (any, error) { return nil, s.live.SetRate(args[0].Float()) }),
		"liveBurst":   s.running(func(args []js.Value) (any, error) { return nil, s.live.Burst(args[0].Int()) }),
		"liveSend":    s.running(func(args []js.Value) (any, error) { return s.live.Send(args[0].Int(), args[1].Int()) }),
		"liveAbort":   s.running(s.abort),
		"livePack":    s.running(s.pack),
	}
}

// start(scenario JSON, profile bytes, stream bytes or null) begins a session, in place of any that went before.
func (s *session) start(args []js.Value) any {
	s.live = nil
	if err := s.begin(args[0].String(), args[1], bridge.Bytes(args[2])); err != nil {
		return bridge.Failure(err)
	}
	return nil
}

func (s *session) begin(text string, profileFile js.Value, stream []byte) (err error) {
	in := engine.Input{}
	if in.Scenario, err = scenario.Parse([]byte(text)); err != nil {
		return err
	}
	if in.Profile, err = s.profiles.parse(profileFile); err != nil {
		return err
	}
	if stream != nil {
		if in.Stream, err = workload.ParseStream(stream); err != nil {
			return err
		}
	}
	s.live, err = live.New(in)
	return err
}

func (s *session) running(do func(args []js.Value) (any, error)) func(args []js.Value) any {
	return func(args []js.Value) any {
		if s.live == nil {
			return bridge.Failure(errors.New("no live session was started"))
		}
		answer, err := do(args)
		if err != nil {
			return bridge.Failure(err)
		}
		return answer
	}
}

// advance(virtual seconds, budget in ms) lets everything happen up to then, for about that long, and returns the virtual
// time that it reached.
func (s *session) advance(args []js.Value) (any, error) {
	to, deadline := int64(math.Round(args[0].Float()*1e9)), now()+args[1].Float()
	for {
		reached, err := s.live.Advance(to, eventsPerLook)
		if reached || err != nil || now() >= deadline {
			return float64(s.live.Now()) / 1e9, err
		}
	}
}

// step() ends one more step of the engine and returns the virtual time.
func (s *session) step([]js.Value) (any, error) {
	err := s.live.Step()
	return float64(s.live.Now()) / 1e9, err
}

// abort(id) ends a request of the watcher's own. One that is over stays as it is.
func (s *session) abort(args []js.Value) (any, error) {
	s.live.Abort(args[0].Int())
	return nil, nil
}

// pack(seconds of the past, rows) is a snapshot as a Uint8Array; see live.Live.Pack.
func (s *session) pack(args []js.Value) (any, error) {
	packed, err := s.live.Pack(int64(args[0].Float()*1e9), args[1].Int())
	if err != nil {
		return nil, err
	}
	return bridge.Array(packed), nil
}
