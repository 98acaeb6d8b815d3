//go:build js

// Command importer makes profiles of files that someone brings, as WebAssembly for a Web Worker. It is a module of its
// own since few visitors need it: what reads packs and step traces would make the engine's a tenth larger.
package main

import (
	"syscall/js"

	"github.com/llmemu/playground/engine/pack"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/profiles/versions"
	"github.com/llmemu/playground/wasm/bridge"
)

func main() {
	bridge.Serve(map[string]func(args []js.Value) any{"importProfile": importProfile})
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
