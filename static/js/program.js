// A thread's side of thread.js: the Go program that it runs, once the page has sent it.

/** @import { Program } from "./types/messages" */

importScripts("wasm_exec.js");

// How far the heap grows between collections, in percent of what is in use: four times Go's own, because a run leaves little
// garbage, and worker.js has it collected after each: a run of 10,000 requests mostly ends before one begins. A run of a
// million requests collects more often from the limit on.
const env = { GOGC: "400", GOMEMLIMIT: "360MiB" };

/** @type {(error: Error) => void} */
let fail;

/**
 * Settles once globalThis.llmemu is in place.
 *
 * @type {Promise<void>}
 */
export const ready = new Promise((resolve, reject) => {
  self.llmemuReady = resolve;
  fail = reject;
});
ready.catch(() => {}); // whoever waits for it is told

/**
 * Takes {module, problem}: the compiled program, or why there is none.
 *
 * @param {Program} program
 */
export async function start({ module, problem }) {
  if (!module) return fail(new Error(problem));
  const go = new Go();
  go.env = env;
  go.run(await WebAssembly.instantiate(module, go.importObject));
}
