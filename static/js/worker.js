// The engine's thread. It emulates in slices of 10 ms and looks at its messages in between, so that a cancel arrives at
// once. Messages in: {id, type: "run", scenario, profile, stream, measured} with file names, or "" for none, in the last
// three; {type: "cancel"}; {id, type: "curves", profile}; {id, type: "import", file}; {id, type: "planOpen", kind, text,
// scenarios} and {id, type: "planTurn", kind, answers, want, show}, see pool.js. Messages out carry the id of what they answer.

import { bytes } from "./files.js";
import { read } from "./read.js";
import { turn } from "./turn.js";

importScripts("wasm_exec.js");

const slice = 10; // ms
const reportEvery = 50; // ms

const ready = new Promise((resolve, reject) => {
  self.llmemuReady = resolve;
  const go = new Go();
  WebAssembly.instantiateStreaming(fetch("engine.wasm"), go.importObject).then(({ instance }) => go.run(instance), reject);
});

let current = 0; // id of the run under way; 0 for none

const tasks = { run, curves, import: importFile, planOpen, planTurn };

self.onmessage = ({ data }) => {
  if (data.type === "run") current = data.id;
  if (data.type === "cancel") current = 0;
  else tasks[data.type](data).catch((error) => fail(data.id, { error: String(error.message ?? error), path: "" }));
};

async function run({ id, scenario, profile, stream, measured }) {
  const [profileBytes, streamBytes, measuredBytes] = await Promise.all([bytes(profile), bytes(stream), bytes(measured), ready]);
  if (id !== current) return;
  const started = performance.now();
  const refusal = llmemu.start(scenario, profileBytes, streamBytes, measuredBytes);
  if (refusal) return fail(id, refusal);
  let reported = started;
  for (;;) {
    const { done, progress, error, path } = llmemu.step(slice);
    if (error) return fail(id, { error, path });
    if (done) break;
    if (performance.now() - reported > reportEvery) {
      reported = performance.now();
      postMessage({ id, type: "progress", progress });
    }
    await turn();
    if (id !== current) return;
  }
  const buffer = whole(llmemu.result());
  postMessage({ id, type: "done", buffer, took: performance.now() - started }, [buffer]);
}

async function curves({ id, profile }) {
  const [profileBytes] = await Promise.all([bytes(profile), ready]);
  const packed = llmemu.curves(profileBytes);
  if (packed.error) return fail(id, packed);
  const buffer = whole(packed);
  postMessage({ id, type: "done", buffer }, [buffer]);
}

async function planOpen({ id, kind, text, scenarios }) {
  await ready;
  const refusal = llmemu.planOpen(kind, text, scenarios);
  if (refusal) return fail(id, refusal);
  postMessage({ id, type: "done" });
}

async function planTurn({ id, kind, answers, want, show }) {
  const reply = llmemu.planTurn(kind, answers, want, show);
  if (reply.error) return fail(id, reply);
  const outcome = reply.outcome && whole(reply.outcome);
  postMessage({ ...reply, id, type: "done", outcome }, outcome ? [outcome] : []);
}

async function importFile({ id, file }) {
  const [content] = await Promise.all([read(file, (share) => postMessage({ id, type: "progress", progress: share })), ready]);
  const { error, path, profile, sheet, report } = llmemu.importProfile(content, file.name);
  if (error) return fail(id, { error, path });
  postMessage({ id, type: "done", profile: { id: JSON.parse(sheet).id, bytes: profile, sheet, report } });
}

function fail(id, { error, path }) {
  postMessage({ id, type: "failed", error, path });
}

/** The buffer of an array, which must hold nothing else to be handed over. */
const whole = (packed) => (packed.byteLength === packed.buffer.byteLength ? packed.buffer : packed.slice().buffer);
