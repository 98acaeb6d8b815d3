// A thread's side of thread.js: the Go program that it runs, once the page has sent it.

/** @import { Alive, Program } from "./types/messages" */

importScripts("wasm_exec.js");

// How far the heap grows between collections, in percent of what is in use: four times Go's own, because a run leaves little
// garbage, and worker.js has it collected after each: a run of 10,000 requests mostly ends before one begins. A run of a
// million requests collects more often from the limit on.
const env = { GOGC: "400", GOMEMLIMIT: "360MiB" };

const mostHeard = 10_000; // characters of what Go writes: it gives the cause first

/** The end of the program: nothing that it held is left, and its thread is of no more use. */
class Ended extends Error {}

/** Says that the thread is there, with the lock that ends with it: see thread.js. A browser without locks tells the ends that it knows of. */
function live() {
  /** @type {Alive} */
  const alive = { type: "alive" };
  postMessage(alive);
  return new Promise(() => {});
}
if (navigator.locks) navigator.locks.request(self.name, live);
else live();

let dead = false; // whether it has ended
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
  if (!module) return fail(new Ended(problem));
  const go = new Go();
  go.env = env;
  const why = listen();
  // Go ends in the middle of a call, and would let the call return as if it had done its work.
  go.exit = () => {
    throw new Ended(`The engine stopped: ${why()}`);
  };
  const instance = await WebAssembly.instantiate(module, go.importObject);
  go.run(instance).catch((error) => void over(error));
}

/** Listens to what Go writes as it ends. The answer says why it did. */
function listen() {
  let text = "";
  const decoder = new TextDecoder();
  const { fs } = self;
  const write = fs.writeSync;
  fs.writeSync = (fd, bytes) => {
    if (text.length < mostHeard) text += decoder.decode(bytes, { stream: true });
    return write(fd, bytes);
  };
  return () => /^(?:panic|fatal error): (.{1,200})/m.exec(text)?.[1] ?? "its program ended";
}

/**
 * Whether an error is the end of the program, or leaves it in a state that nobody knows. Then there is nothing to answer: the
 * page hears of it as the thread's own error, and takes another thread. Whatever is called meanwhile fails as well, and not for
 * a reason that anybody should read.
 *
 * @param {unknown} error
 */
export function over(error) {
  if (dead) return true;
  dead = error instanceof Ended || error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
  if (dead) setTimeout(() => {
    throw error;
  });
  return dead;
}
