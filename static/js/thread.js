// Threads that run a Go program. The page fetches and compiles each program once, however many threads share it: a
// compiled module goes to a thread by message, without being copied.

/** @import { Program, Thread } from "./types/messages" */

/** @type {Map<string, Promise<WebAssembly.Module>>} */
const modules = new Map(); // by file

/** @param {string} file */
function compile(file) {
  let module = modules.get(file);
  if (!module) {
    module = WebAssembly.compileStreaming(fetch(file));
    module.catch(() => modules.delete(file)); // the next thread tries again
    modules.set(file, module);
  }
  return module;
}

/**
 * Starts a worker that waits for the program of a WebAssembly file; see program.js for its side.
 *
 * @template In, Out
 * @param {string} script
 * @param {string} file
 * @returns {Thread<In, Out>}
 */
export function startThread(script, file) {
  /** @type {Thread<Program | In, Out>} */
  const thread = new Worker(script);
  compile(file).then(
    (module) => thread.postMessage({ type: "program", module }),
    (error) => thread.postMessage({ type: "program", problem: `${file} could not be loaded: ${navigator.onLine === false ? "this device is offline" : error.message}` }),
  );
  return thread;
}

/**
 * Why a thread ended, of the event that told. A browser puts its own words before an error's, and has none for a script that
 * does not load.
 *
 * @param {{ message?: string }} event
 */
export const ending = ({ message }) => message?.replace(/^Uncaught (\w+: )?/, "") || "The engine could not be loaded";
