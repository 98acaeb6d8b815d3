// The page's side of the engine's thread: one run at a time. While settings change, a short run is let finish, so that
// results keep coming, and the newest settings run next; a longer one is replaced. Questions beside the runs are answered
// one by one.

import { ending, startThread } from "./thread.js";

/** @import { Answer, Ask, Flags, FlagsAnswer, FromImporter, FromWorker, ImportProgress, OwnProfile, RunJob, Thread, ToImporter, ToWorker } from "./types/messages" */

/**
 * What is told of runs.
 *
 * @typedef {{
 *   started(): void, ended(): void, progress(share: number): void, soFar(id: number, soFar: string): void, done(job: RunJob, buffer: ArrayBuffer, took: number): void,
 *   failed(id: number, path: string, error: string): void,
 * }} Callbacks
 */

const nobody = -1; // id of a run without a listener
const patience = 100; // ms that a run may take while a newer one waits

const importPatience = 60_000; // ms that a file may be worked on: two million passes, the most there may be, take 14 s of a desktop
const tooLong = `no profile could be made of it within ${importPatience / 1000} s. Bring a shorter capture, or make the profile with "llmemu profile import" and bring that.`;

/** @type {Thread<ToWorker, FromWorker> | null} */
let worker = null;
/** @type {RunJob | null} */
let current = null; // the run waited for
/** @type {RunJob | null} */
let next = null; // the run that waits for it to end
let began = 0;
/** @type {number} */
let timer = 0;
/** @type {Callbacks} */
let callbacks;

/** @typedef {{ resolve(answer: Answer): void, reject(error: Error): void, progress(share: number): void }} Asked The promise of an answer. */

/** @type {Map<string | number, Asked>} */
const asked = new Map(); // by id
let questions = 0;

/**
 * Sets what is called with a run's progress, result and failure.
 *
 * @param {Callbacks} on
 */
export function listen(on) {
  callbacks = on;
}

/**
 * Runs a job of which nobody wants to hear.
 *
 * @param {RunJob} job
 */
export function warmUp(job) {
  worker ??= start();
  worker.postMessage({ ...job, id: nobody, type: "run" });
}

/** @param {RunJob} job */
export function run(job) {
  if (!current) return begin(job);
  next = job;
  timer ||= setTimeout(() => next && begin(next), Math.max(0, began + patience - performance.now()));
}

export function cancel() {
  worker?.postMessage({ type: "cancel" });
  end();
}

/** @param {RunJob} job */
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

/**
 * Asks the engine something that is no run.
 *
 * @param {Ask} question
 * @param {(share: number) => void} [progress] how far the engine is with it, where it takes long
 * @returns {Promise<Answer>}
 */
export function ask(question, progress = () => {}) {
  worker ??= start();
  const id = `question ${++questions}`;
  worker.postMessage({ ...question, id });
  return new Promise((resolve, reject) => asked.set(id, { resolve, reject, progress }));
}

/** Gives up what the engine records for its explanations: whoever has asked is told so. */
export function stopTrace() {
  worker?.postMessage({ type: "stopTrace" });
}

/**
 * Asks on a thread of its own, so that neither what the engine holds nor its next run is in the way. The answer is packed.
 *
 * @param {Ask | (Omit<RunJob, "id"> & { type: "run" })} question
 * @returns {Promise<ArrayBuffer>}
 */
export function askBeside(question) {
  /** @type {Thread<ToWorker, FromWorker>} */
  const thread = startThread("worker.js", "engine.wasm");
  return askOnce(thread, { ...question, id: 1 }, (said) => (said.type === "done" ? said.buffer : undefined));
}

/**
 * Asks a thread that ends with its answer, which answer finds in what the thread says.
 *
 * @template In, Answer
 * @template {FromWorker | FromImporter} Out
 * @param {Thread<In, Out>} thread
 * @param {In} question
 * @param {(said: Out) => Answer | null | undefined} answer
 * @returns {Promise<Answer>}
 */
function askOnce(thread, question, answer) {
  const over = new Promise((/** @type {(found: Answer) => void} */ resolve, reject) => {
    thread.onmessage = ({ data }) => {
      if (data.type === "failed") return reject(new Error(data.error));
      const found = answer(data);
      if (found) resolve(found);
    };
    thread.onerror = (event) => reject(new Error(ending(event)));
  });
  thread.postMessage(question);
  return over.finally(() => thread.terminate());
}

/**
 * Makes a profile of a file, on a thread and with a program of its own: runs go on meanwhile, the memory is given back, and
 * only who brings a file downloads what reads it. The answer is a promise and a function that gives up. The program may work on
 * the file for importPatience; how long reading the file and loading the program take is not its own.
 *
 * @param {File} file
 * @param {(progress: ImportProgress) => void} progress
 */
export function importFile(file, progress) {
  /** @type {Thread<ToImporter, FromImporter>} */
  const thread = startThread("importer.js", "importer.wasm");
  let late = 0;
  const giveUp = () => {
    clearTimeout(late);
    thread.terminate();
  };
  const imported = new Promise((/** @type {(profile: OwnProfile) => void} */ resolve, reject) => {
    thread.onmessage = ({ data }) => {
      if (data.type === "done") return resolve(data.profile);
      if (data.type === "failed") return reject(new Error(data.error));
      if (data.type !== "progress") return;
      if (data.stage === "take") late ||= setTimeout(() => reject(new Error(tooLong)), importPatience);
      progress(data);
    };
    thread.onerror = (event) => reject(new Error(ending(event)));
  });
  thread.postMessage({ type: "import", file });
  return { imported: imported.finally(giveUp), giveUp };
}

/**
 * Makes a scenario of vLLM's command lines, or command lines of a scenario, on a thread of the same program.
 *
 * @param {Flags} question
 * @returns {Promise<FlagsAnswer>}
 */
export function askFlags(question) {
  /** @type {Thread<ToImporter, FromImporter>} */
  const thread = startThread("importer.js", "importer.wasm");
  return askOnce(thread, question, (said) => (said.type === "flags" ? said.answer : undefined));
}

/** @returns {Thread<ToWorker, FromWorker>} */
function start() {
  /** @type {Thread<ToWorker, FromWorker>} */
  const thread = startThread("worker.js", "engine.wasm");
  thread.onmessage = ({ data }) => {
    const question = asked.get(data.id);
    if (question) return settle(question, data);
    const [job, waiting] = [current, next];
    if (!job || data.id !== job.id) return;
    if (data.type === "progress") return callbacks.progress(data.progress);
    if (data.type === "soFar") return callbacks.soFar(job.id, data.soFar);
    if (waiting) begin(waiting);
    else end();
    if (data.type === "failed") callbacks.failed(job.id, data.path, data.error);
    else if ("took" in data) callbacks.done(job, data.buffer, data.took);
  };
  thread.onerror = (event) => {
    const [job, waiting] = [current, next];
    const problem = ending(event);
    thread.terminate();
    worker = null;
    for (const { reject } of asked.values()) reject(new Error(problem));
    asked.clear();
    if (waiting) begin(waiting); // on another thread
    else end();
    if (job) callbacks.failed(job.id, "", problem);
  };
  return thread;
}

/**
 * @param {Asked} question
 * @param {FromWorker} data
 */
function settle({ resolve, reject, progress }, data) {
  if (data.type === "progress") return progress(data.progress);
  asked.delete(data.id);
  if (data.type === "done") resolve(data);
  if (data.type === "failed") reject(new Error(data.error));
}
