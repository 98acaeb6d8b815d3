// The engine's thread. It emulates in slices of 10 ms and looks at its messages in between, so that a cancel arrives at
// once. Messages in: {id, type: "run", scenario, profile, stream, measured} with URLs, or "" for none, in the last three, and
// {type: "cancel"}. Messages out carry the id of their run.

importScripts("wasm_exec.js");

const slice = 10; // ms
const reportEvery = 50; // ms

const ready = new Promise((resolve, reject) => {
  self.llmemuReady = resolve;
  const go = new Go();
  WebAssembly.instantiateStreaming(fetch("engine.wasm"), go.importObject).then(({ instance }) => go.run(instance), reject);
});

let current = 0; // id of the run under way; 0 for none

self.onmessage = ({ data }) => {
  current = data.type === "run" ? data.id : 0;
  if (current) run(data).catch((error) => fail(data.id, { error: String(error.message ?? error), path: "" }));
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
  const packed = llmemu.result();
  const buffer = packed.byteOffset || packed.byteLength !== packed.buffer.byteLength ? packed.slice().buffer : packed.buffer;
  postMessage({ id, type: "done", buffer, took: performance.now() - started }, [buffer]);
}

function fail(id, { error, path }) {
  postMessage({ id, type: "failed", error, path });
}

/** Lets waiting messages be handled. A MessageChannel does so at once, where a timer would wait. */
const channel = new MessageChannel();
const turns = [];
channel.port1.onmessage = () => turns.shift()();
const turn = () => new Promise((resolve) => {
  turns.push(resolve);
  channel.port2.postMessage(null);
});

const files = new Map();

/** The bytes of a file of the site, fetched once. */
function bytes(url) {
  if (!url) return null;
  if (!files.has(url)) {
    const load = fetch(url).then(async (response) => {
      if (!response.ok) throw new Error(`${url} could not be loaded (${response.status})`);
      return new Uint8Array(await response.arrayBuffer());
    });
    load.catch(() => files.delete(url));
    files.set(url, load);
  }
  return files.get(url);
}
