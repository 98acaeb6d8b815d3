// Threads that run a Go program. The page fetches and compiles each program once, however many threads share it: a
// compiled module goes to a thread by message, without being copied.
//
// A browser says nothing when it ends a thread, for lack of memory for example. So a thread holds a lock for as long as it
// lives, and the page queues for it: who gets it knows that the thread is gone.

import { get, unreachable } from "./reach.js";

/** @import { Alive, Program, Thread } from "./types/messages" */

const patience = 20_000; // ms that a thread may take to begin
const gone = "The engine stopped: the browser ended its thread";
const unloadable = "The engine could not be loaded";

/** @type {Map<string, Promise<WebAssembly.Module>>} */
const modules = new Map(); // by file
let threads = 0;

/** @param {string} file */
function compile(file) {
  let module = modules.get(file);
  if (!module) {
    module = get(file, (response) => WebAssembly.compileStreaming(response));
    module.catch(() => modules.delete(file)); // the next thread tries again
    modules.set(file, module);
  }
  return module;
}

/**
 * Starts a worker that waits for the program of a WebAssembly file; see program.js for its side. Its end is an error, be it told
 * by the browser or not.
 *
 * @template In, Out
 * @param {string} script
 * @param {string} file
 * @returns {Thread<In, Out>}
 */
export function startThread(script, file) {
  const name = `llmemu ${performance.timeOrigin} ${Math.random()} ${++threads}`; // no other tab's
  const worker = new Worker(script, { name });
  watch(worker, name);
  /** @type {Thread<Program | In, Out>} */
  const thread = worker;
  compile(file).then(
    (module) => thread.postMessage({ type: "program", module }),
    (error) => thread.postMessage({ type: "program", problem: error.message }),
  );
  return thread;
}

/**
 * @param {Worker} worker
 * @param {string} name
 */
function watch(worker, name) {
  const given = new AbortController(); // once the page has given the thread up
  const terminate = worker.terminate.bind(worker);
  const ended = (/** @type {string} */ message) => worker.dispatchEvent(new ErrorEvent("error", { message }));
  const late = setTimeout(ended, patience, `${unloadable}: its thread does not begin`);
  worker.terminate = () => {
    clearTimeout(late);
    given.abort();
    terminate();
  };
  worker.addEventListener("message", (event) => {
    clearTimeout(late);
    /** @type {Alive | { type: "" }} */
    const { type } = event.data;
    if (type !== "alive") return;
    event.stopImmediatePropagation();
    navigator.locks?.request(name, { signal: given.signal }, () => void ended(gone)).catch(() => {}); // given up
  });
}

/**
 * Why a thread ended, of the event that told. A browser puts its own words before an error's, and has none for a script that
 * does not load.
 *
 * @param {{ message?: string }} event
 */
export const ending = ({ message }) => message?.replace(/^Uncaught (\w+: )?/, "") || `${unloadable}: ${unreachable()}`;
