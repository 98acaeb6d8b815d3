// The page's side of the engine's thread: one run at a time, a new one replaces it, and what belongs to an older one is
// dropped.

const nobody = -1; // id of a run without a listener

let worker = null;
let current = 0; // id of the run waited for; 0 for none
let callbacks = {};

/** Sets what is called with a run's progress, result and failure. */
export function listen(on) {
  callbacks = on;
}

/** Runs a job of which nobody wants to hear. */
export function warmUp(job) {
  worker ??= start();
  worker.postMessage({ ...job, id: nobody, type: "run" });
}

export function run(job) {
  worker ??= start();
  current = job.id;
  callbacks.started();
  worker.postMessage({ ...job, type: "run" });
}

export function cancel() {
  current = 0;
  worker?.postMessage({ type: "cancel" });
  callbacks.ended();
}

function start() {
  const thread = new Worker("worker.js");
  thread.onmessage = ({ data }) => {
    if (data.id !== current) return;
    if (data.type === "progress") return callbacks.progress(data.progress);
    current = 0;
    callbacks.ended();
    if (data.type === "done") callbacks.done(data.id, data.buffer, data.took);
    else callbacks.failed(data.id, data.path, data.error);
  };
  thread.onerror = (event) => {
    const id = current;
    current = 0;
    worker = null;
    callbacks.ended();
    callbacks.failed(id, "", `The engine stopped: ${event.message || "it could not be loaded"}`);
  };
  return thread;
}
