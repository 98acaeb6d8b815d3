// node node.mjs WASM_EXEC RUNS: times runs of scenario.json with profile.json and stream.json (empty: none) on engine.wasm,
// all in this folder, and prints one JSON line. The first run is cold: the module is compiled, but nothing of it has run.
// With RUNS 0 it is timed alone, after a run of the scenario's first 64 requests that warms up, as the page's does.
import { readFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";

const [wasmExec, runs] = process.argv.slice(2);
await import(pathToFileURL(wasmExec));
const go = new Go();
go.env = { GOGC: "400", GOMEMLIMIT: "360MiB" }; // as static/js/program.js does
const ready = new Promise((resolve) => (globalThis.llmemuReady = resolve));
const { instance } = await WebAssembly.instantiate(await readFile("engine.wasm"), go.importObject);
go.run(instance);
await ready;

const scenario = await readFile("scenario.json", "utf8");
const profile = new Uint8Array(await readFile("profile.json"));
const streamFile = await readFile("stream.json");
const stream = streamFile.length > 0 ? new Uint8Array(streamFile) : null;

/** One run: milliseconds until its summary is there, and for the figures of its charts. What it leaves is collected after. */
function run(text = scenario) {
  const began = performance.now();
  const refusal = llmemu.start(text, profile, stream, null);
  if (refusal) throw new Error(refusal.error);
  for (let step = { done: false }; !step.done; ) {
    step = llmemu.step(1000);
    if (step.error) throw new Error(step.error);
  }
  const { digest } = llmemu.summary();
  const summed = performance.now();
  llmemu.result();
  const packed = performance.now();
  llmemu.rest();
  return { digest, ms: summed - began, chartsMs: packed - summed };
}

if (runs === "0") {
  const few = JSON.parse(scenario);
  few.workload.num_prompts = 64;
  run(JSON.stringify(few));
  console.log(JSON.stringify(run()));
  process.exit(0);
}

// The browser compiles as it goes: warm is what two seconds of runs have warmed up, or the second run of a longer one.
const cold = run();
const until = performance.now() + 2000;
do run();
while (performance.now() < until);
const timed = Array.from({ length: Number(runs) }, () => run());
console.log(
  JSON.stringify({
    coldMs: cold.ms,
    ms: timed.map((r) => r.ms),
    chartsMs: timed.map((r) => r.chartsMs),
    peakBytes: instance.exports.mem.buffer.byteLength,
    digest: cold.digest,
  }),
);
process.exit(0);
