// The page's side of the engine's thread: one run at a time. While settings change, a short run is let finish, so that
// results keep coming, and the newest settings run next; a longer one is replaced. Questions beside the runs are answered
// one by one.

import { startThread } from "./thread.js";

const nobody = -1; // id of a run without a listener
const patience = 100; // ms that a run may take while a newer one waits

let worker = null;
let current = null; // the run waited for
let next = null; // the run that waits for it to end
let began = 0;
let timer = 0;
let callbacks = {};

const asked = new Map(); // by id: the promise of an answer
let questions = 0;

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
  if (!current) return begin(job);
  next = job;
  timer ||= setTimeout(() => begin(next), Math.max(0, began + patience - performance.now()));
}

export function cancel() {
  worker?.postMessage({ type: "cancel" });
  end();
}

function begin(job) {
  worker ??= start();
  end();
  current = job;
  began = performance.now();
  callbacks.started();
  worker.postMessage({ ...job, type: "run" });
}

function end() {
  clearTimeout(timer);
  timer = 0;
  current = next = null;
  callbacks.ended();
}

/** Asks the engine something that is no run. */
export function ask(question) {
  worker ??= start();
  const id = `question ${++questions}`;
  worker.postMessage({ ...question, id });
  return new Promise((resolve, reject) => asked.set(id, { resolve, reject }));
}

/** Asks on a thread of its own, so that neither what the engine holds nor its next run is in the way. The answer is packed. */
export function askBeside(question) {
  const thread = startThread("worker.js", "engine.wasm");
  const over = new Promise((resolve, reject) => {
    thread.onmessage = ({ data }) => {
      if (data.type === "done") resolve(data.buffer);
      if (data.type === "failed") reject(new Error(data.error));
    };
    thread.onerror = (event) => reject(new Error(event.message || "the engine could not be loaded"));
  });
  thread.postMessage({ ...question, id: 1 });
  return over.finally(() => thread.terminate());
}

/**
 * Makes a profile of a file, on a thread and with a program of its own: runs go on meanwhile, the memory is given back, and
 * only who brings a file downloads what reads it. progress is called with the share that is read. The answer is a promise
 * and a function that gives up.
 */
export function importFile(file, progress) {
  const thread = startThread("importer.js", "importer.wasm");
  const imported = new Promise((resolve, reject) => {
    thread.onmessage = ({ data }) => {
      if (data.type === "progress") return progress(data.progress);
      thread.terminate();
      if (data.type === "done") resolve(data.profile);
      else reject(new Error(data.error));
    };
    thread.onerror = (event) => reject(new Error(event.message || "the engine could not be loaded"));
  });
  thread.postMessage({ file });
  return { imported, giveUp: () => thread.terminate() };
}

function start() {
  const thread = startThread("worker.js", "engine.wasm");
  thread.onmessage = ({ data }) => {
    if (asked.has(data.id)) return answer(data);
    if (data.id !== current?.id) return;
    if (data.type === "progress") return callbacks.progress(data.progress);
    const [job, waiting] = [current, next];
    if (waiting) begin(waiting);
    else end();
    if (data.type === "done") callbacks.done(job, data.buffer, data.took);
    else callbacks.failed(job.id, data.path, data.error);
  };
  thread.onerror = (event) => {
    const job = current;
    const problem = `The engine stopped: ${event.message || "it could not be loaded"}`;
    worker = null;
    for (const { reject } of asked.values()) reject(new Error(problem));
    asked.clear();
    end();
    if (job) callbacks.failed(job.id, "", problem);
  };
  return thread;
}

function answer(data) {
  const { resolve, reject } = asked.get(data.id);
  asked.delete(data.id);
  if (data.type === "done") resolve(data);
  else reject(new Error(data.error));
}
