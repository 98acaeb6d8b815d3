//go:build js

// Package bridge carries values between Go and the JavaScript of a worker.
package bridge

import (
	"errors"
	"syscall/js"

	"github.com/llmemu/playground/engine/scenario"
)

// Serve puts functions in place as globalThis.llmemu, says so by calling globalThis.llmemuReady, and never returns: the
// functions are called from JavaScript from then on.
func Serve(functions map[string]func(args []js.Value) any) {
	object := js.Global().Get("Object").New()
	for name, call := range functions {
		object.Set(name, js.FuncOf(func(_ js.Value, args []js.Value) any { return call(args) }))
	}
	js.Global().Set("llmemu", object)
	js.Global().Call("llmemuReady")
	select {}
}

// Bytes copies a Uint8Array; nil for null.
func Bytes(v js.Value) []byte {
	if v.IsNull() || v.IsUndefined() {
		return nil
	}
	data := make([]byte, v.Get("length").Int())
	js.CopyBytesToGo(data, v)
	return data
}

// Array copies data to a Uint8Array.
func Array(data []byte) js.Value {
	out := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(out, data)
	return out
}

// Failure is {error, path}: what is wrong, and the scenario's field at fault or "".
func Failure(err error) any {
	path := ""
	if at, ok := errors.AsType[*scenario.Error](err); ok {
		path = at.Path
	}
	return map[string]any{"error": err.Error(), "path": path}
}
