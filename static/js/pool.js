// Many runs at once, on as many threads as the machine has cores. The engine's own thread plans: it hands out jobs and
// takes what they came to, so that what is next may depend on what was. Plans of different kinds wait for each other, one
// of the same kind replaces the other.

import * as engine from "./engine.js";
import { reason } from "./reason.js";
import { ending, startThread } from "./thread.js";

/** @import { Answer, Ask, PlanJob, RunnerAnswer, Thread, ToRunner } from "./types/messages" */

/** @typedef {{ outcome(buffer: ArrayBuffer, done: boolean, took: number): void, failed(message: string): void }} Listener */
/** @typedef {{ on: Listener, answers: RunnerAnswer[], consulting: boolean, number: number, started: number, shown: number }} State How far a plan is. */
/** @typedef {PlanJob & State} Plan */
/** @typedef {{ worker: Thread<ToRunner, RunnerAnswer>, busy: number }} Runner A thread, and how many jobs it has. */

const ahead = 2; // jobs that a thread has at a time: the next one waits where it will run
const showEvery = 100; // ms between outcomes: each has the page drawn anew
const patience = 300; // ms without a newer one after which a plan that may wait begins

/** @type {Runner[]} */
const threads = [];
/** @type {Map<string, Plan>} */
const waiting = new Map(); // by kind: a plan that waits for the one under way
/** @type {Map<string, number>} */
const patient = new Map(); // by kind: the timer of a plan that waits for a newer one
/** @type {Plan | null} */
let plan = null; // the one under way
let number = 0;

/**
 * Carries a plan out: { kind, text, scenarios, streams, profiles }, see runner.js, with the planner's own text. on has
 * outcome(buffer, done, took in ms), called every now and then and at the end, and failed(message).
 *
 * @param {PlanJob} next
 * @param {Listener} on
 */
export function start(next, on) {
  cancel(next.kind);
  const queued = { ...next, on, answers: [], consulting: false, number: 0, started: 0, shown: 0 };
  if (plan) waiting.set(next.kind, queued);
  else begin(queued);
}

/**
 * The same, once for a while no newer plan of the kind has come: for what follows every edit.
 *
 * @param {PlanJob} next
 * @param {Listener} on
 */
export function startSoon(next, on) {
  cancel(next.kind);
  patient.set(next.kind, setTimeout(() => start(next, on), patience));
}

/**
 * Gives a plan up.
 *
 * @param {string} kind
 */
export function cancel(kind) {
  waiting.delete(kind);
  clearTimeout(patient.get(kind));
  if (plan?.kind !== kind) return;
  for (const { worker } of threads) worker.postMessage({ type: "cancel" });
  end();
}

/** @param {Plan} next */
function begin(next) {
  plan = next;
  plan.number = ++number;
  plan.started = performance.now();
  const { scenarios, streams, profiles } = plan;
  while (threads.length < Math.max(1, navigator.hardwareConcurrency || 1)) threads.push(open());
  for (const thread of threads) {
    thread.busy = 0;
    thread.worker.postMessage({ type: "open", plan: plan.number, scenarios, streams, profiles });
  }
  consult({ type: "planOpen", kind: plan.kind, text: plan.text, scenarios });
}

/** @returns {Runner} */
function open() {
  /** @type {Runner} */
  const thread = { worker: startThread("runner.js", "engine.wasm"), busy: 0 };
  thread.worker.onmessage = ({ data }) => {
    if (!plan || data.plan !== plan.number) return;
    thread.busy--;
    plan.answers.push(data);
    if (!plan.consulting) consult();
  };
  thread.worker.onerror = (event) => {
    thread.worker.terminate();
    threads.splice(threads.indexOf(thread), 1); // the next plan opens another
    if (plan) fail(new Error(ending(event)));
  };
  return thread;
}

/**
 * Lets the planner take the answers and hand out jobs.
 *
 * @param {Ask} [first]
 */
async function consult(first) {
  const mine = plan;
  if (!mine) return;
  mine.consulting = true;
  try {
    if (first) await engine.ask(first);
    do {
      if (mine !== plan) return;
      const answers = mine.answers.splice(0);
      const want = threads.reduce((sum, { busy }) => sum + ahead - busy, 0);
      const show = performance.now() - mine.shown > showEvery;
      const reply = await engine.ask({ type: "planFeed", kind: mine.kind, answers, want, show });
      if (mine !== plan) return;
      take(mine, reply);
      if (reply.done) return;
    } while (mine.answers.length);
  } catch (error) {
    if (mine === plan) fail(error);
  } finally {
    mine.consulting = false;
  }
}

/**
 * @param {Plan} mine
 * @param {Answer} reply
 */
function take(mine, { jobs = "[]", done = false, outcome }) {
  for (const job of JSON.parse(jobs)) {
    const thread = threads.reduce((a, b) => (b.busy < a.busy ? b : a));
    thread.busy++;
    thread.worker.postMessage({ type: "job", plan: mine.number, id: job.id, job: JSON.stringify(job) });
  }
  const took = performance.now() - mine.started;
  if (done) end();
  if (!outcome) return;
  mine.shown = performance.now();
  mine.on.outcome(outcome, done, took);
}

/** @param {unknown} error */
function fail(error) {
  const failed = plan;
  end();
  failed?.on.failed(reason(error));
}

function end() {
  plan = null;
  const [next] = waiting.values();
  if (!next) return;
  waiting.delete(next.kind);
  begin(next);
}
