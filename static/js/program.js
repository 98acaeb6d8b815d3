// A thread's side of thread.js: the Go program that it runs, once the page has sent it.

importScripts("wasm_exec.js");

let fail;

/** Settles once globalThis.llmemu is in place. */
export const ready = new Promise((resolve, reject) => {
  self.llmemuReady = resolve;
  fail = reject;
});
ready.catch(() => {}); // whoever waits for it is told

/** Takes {module, problem}: the compiled program, or why there is none. */
export async function start({ module, problem }) {
  if (problem) return fail(new Error(problem));
  const go = new Go();
  go.run(await WebAssembly.instantiate(module, go.importObject));
}
