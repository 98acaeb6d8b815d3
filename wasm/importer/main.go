//go:build js

// Command importer reads what someone brings, as WebAssembly for a Web Worker: it makes profiles of files and scenarios of vLLM's command
// lines, and writes these. It is a module of its own since few visitors need it: what reads packs, step traces and shells would make the
// engine's a fifth larger.
package main

import (
	"syscall/js"

	"github.com/llmemu/playground/engine/pack"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/vllmflags"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/profiles/versions"
	"github.com/llmemu/playground/wasm/bridge"
)

func main() {
	bridge.Serve(map[string]func(args []js.Value) any{"importProfile": importProfile, "fromFlags": fromFlags, "toFlags": toFlags})
}

// importProfile(file bytes, file name, taken) makes a profile of what someone brings: {profile: Uint8Array, digest, sheet:
// JSON, report: [lines]}, or {error, path}. The digest tells profiles of one id apart. taken is called meanwhile with the share
// of the file that is taken in, see pack.FromFile.
func importProfile(args []js.Value) any {
	p, lines, err := pack.FromFile(bridge.Bytes(args[0]), args[1].String(), func(share float64) { args[2].Invoke(share) })
	if err != nil {
		return bridge.Failure(err)
	}
	file, err := p.Encode()
	if err != nil {
		return bridge.Failure(err)
	}
	sheet, err := plainjson.Marshal(p.Sheet())
	if err != nil {
		return bridge.Failure(err)
	}
	report := make([]any, len(lines))
	for i, line := range lines {
		report[i] = line
	}
	return map[string]any{"profile": bridge.Array(file), "digest": versions.Digest(file), "sheet": string(sheet), "report": report}
}

// fromFlags(text, offers JSON, profile id) makes a scenario of command lines: {scenario: JSON, notes: JSON}, or {error, path}.
func fromFlags(args []js.Value) any {
	var offers []vllmflags.Offer
	if err := plainjson.Unmarshal([]byte(args[1].String()), plainjson.List(&offers)); err != nil {
		return bridge.Failure(err)
	}
	reading, err := vllmflags.Read(args[0].String(), offers, args[2].String())
	if err != nil {
		return bridge.Failure(err)
	}
	return answer("scenario", string(reading.Scenario.JSON()), reading.Notes)
}

// toFlags(scenario JSON, offer JSON) writes the command lines of a scenario: {text, notes: JSON}, or {error, path}.
func toFlags(args []js.Value) any {
	s, err := scenario.Parse([]byte(args[0].String()))
	if err != nil {
		return bridge.Failure(err)
	}
	var offer vllmflags.Offer
	if err := plainjson.Unmarshal([]byte(args[1].String()), &offer); err != nil {
		return bridge.Failure(err)
	}
	commands := vllmflags.Write(s, offer)
	return answer("text", commands.Text(), commands.Notes)
}

func answer(name, text string, notes []vllmflags.Note) any {
	list, err := plainjson.Marshal(plainjson.List(&notes))
	if err != nil {
		return bridge.Failure(err)
	}
	return map[string]any{name: text, "notes": string(list)}
}
