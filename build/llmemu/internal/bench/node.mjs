// node node.mjs WASM_EXEC RUNS: times runs of scenario.json with profile.json and stream.json (empty: none) on engine.wasm,
// all in this folder, and prints one JSON line. The first run is cold: the module is compiled, but nothing of it has run.
import { readFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";

const [wasmExec, runs] = process.argv.slice(2);
await import(pathToFileURL(wasmExec));
const go = new Go();
const ready = new Promise((resolve) => (globalThis.llmemuReady = resolve));
const { instance } = await WebAssembly.instantiate(await readFile("engine.wasm"), go.importObject);
go.run(instance);
await ready;

const scenario = await readFile("scenario.json", "utf8");
const profile = new Uint8Array(await readFile("profile.json"));
const streamFile = await readFile("stream.json");
const stream = streamFile.length > 0 ? new Uint8Array(streamFile) : null;
const times = [];
let packed;
for (let run = 0; run < Number(runs); run++) {
  const began = performance.now();
  const refusal = llmemu.start(scenario, profile, stream, null);
  if (refusal) throw new Error(refusal.error);
  for (let step = { done: false }; !step.done; ) {
    step = llmemu.step(1000);
    if (step.error) throw new Error(step.error);
  }
  packed = llmemu.result();
  times.push(performance.now() - began);
}
const size = new DataView(packed.buffer, packed.byteOffset).getUint32(0, true);
const { summary } = JSON.parse(new TextDecoder().decode(packed.subarray(4, 4 + size)));
const peakBytes = instance.exports.mem.buffer.byteLength;
console.log(JSON.stringify({ times, peakBytes, digest: summary.llmemu.digest }));
process.exit(0);
