// Threads that run a Go program. The page fetches and compiles each program once, however many threads share it: a
// compiled module goes to a thread by message, without being copied.

const modules = new Map(); // by file

function compile(file) {
  if (!modules.has(file)) {
    const module = WebAssembly.compileStreaming(fetch(file));
    module.catch(() => modules.delete(file)); // the next thread tries again
    modules.set(file, module);
  }
  return modules.get(file);
}

/** Starts a worker that waits for the program of a WebAssembly file; see program.js for its side. */
export function startThread(script, file) {
  const thread = new Worker(script);
  compile(file).then(
    (module) => thread.postMessage({ type: "program", module }),
    (error) => thread.postMessage({ type: "program", problem: `${file} could not be loaded: ${error.message}` }),
  );
  return thread;
}
