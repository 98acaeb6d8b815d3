//go:build js

package main

import (
	"encoding/json"
	"syscall/js"

	"github.com/llmemu/playground/engine/curves"
	"github.com/llmemu/playground/engine/imports"
	"github.com/llmemu/playground/engine/profile"
)

// packCurves(profile bytes) draws a profile's latencies, as a Uint8Array; see curves.Pack. Or {error, path}.
func packCurves(_ js.Value, args []js.Value) any {
	p, err := profile.Parse(bytes(args[0]))
	if err != nil {
		return failure(err)
	}
	packed, err := curves.Pack(p)
	if err != nil {
		return failure(err)
	}
	return array(packed)
}

// importProfile(file bytes, file name) makes a profile of what someone brings: {profile: Uint8Array, sheet: JSON,
// report: [lines]}, or {error, path}.
func importProfile(_ js.Value, args []js.Value) any {
	p, lines, err := imports.Profile(bytes(args[0]), args[1].String())
	if err != nil {
		return failure(err)
	}
	file, err := p.Encode()
	if err != nil {
		return failure(err)
	}
	sheet, err := json.Marshal(p.Sheet())
	if err != nil {
		return failure(err)
	}
	report := make([]any, len(lines))
	for i, line := range lines {
		report[i] = line
	}
	return map[string]any{"profile": array(file), "sheet": string(sheet), "report": report}
}
