// The engine's thread. It emulates in slices of 10 ms and looks at its messages in between, so that a cancel arrives at
// once. Messages in: {type: "program", module}; {id, type: "run", scenario, profile, stream, measured} with file names, or
// "" for none, in the last three; {type: "cancel"}; {type: "stopTrace"}; {id, type: "curves", profile}; {id, type: "explain", what, at, job}, see
// retrace.js; {id, type: "planOpen", kind, text, scenarios} and {id, type: "planFeed", kind, answers, want, show}, see
// pool.js; {id, type: "planPrice", text}. Messages out carry the id of what they answer.

import * as program from "./program.js";
import { bytes, whole } from "./files.js";
import { retracer } from "./retrace.js";
import { breathe } from "./breathe.js";
import { demand, isFailure, reason } from "./reason.js";

/** @import { About, Ask, Failure, FromWorker, RunJob, ToWorker } from "./types/messages" */

/** @typedef {string | number} Id */
/**
 * A question of a type, with its id.
 *
 * @template {Ask["type"]} Type
 * @typedef {Extract<Ask, { type: Type }> & { id: Id }} Asked
 */

const slice = 10; // ms
const reportEvery = 50; // ms
const long = 500; // ms that a run has to be expected to take, or to take, for it to tell what it has come to; and how often it does

const traceEvery = 200; // ms between what is told of a recording, and before the first of it

let current = 0; // id of the run under way; 0 for none

self.onmessage = (/** @type {MessageEvent<ToWorker>} */ { data }) => {
  if (data.type === "program") return program.start(data);
  if (data.type === "run") current = data.id;
  if (data.type === "stopTrace") return traced.stop();
  if (data.type === "cancel") current = 0;
  else answer(data).catch((error) => program.over(error) || fail(data.id, { error: reason(error), path: "" }));
};

/** @param {Exclude<ToWorker, { type: "program" | "cancel" | "stopTrace" }>} question */
function answer(question) {
  switch (question.type) {
    case "run": return run(question);
    case "curves": return curves(question);
    case "explain": return explain(question);
    case "planOpen": return planOpen(question);
    case "planFeed": return planFeed(question);
    case "planPrice": return planPrice(question);
  }
}

/**
 * @param {FromWorker} message
 * @param {Transferable[]} [transfer]
 */
const tell = (message, transfer) => postMessage(message, { transfer });

/** @param {RunJob} job */
async function run({ id, scenario, profile, stream, measured }) {
  const [profileBytes, streamBytes, measuredBytes] = await Promise.all([bytes(profile), bytes(stream), bytes(measured), program.ready]);
  if (id !== current) return;
  const started = performance.now();
  const refusal = llmemu.start(scenario, profileBytes, streamBytes, measuredBytes);
  if (refusal) return fail(id, refusal);
  const slow = llmemu.expected() > long;
  if (slow) traced.drop(); // its memory would be short, and collected all the time
  let reported = started;
  let told = slow ? -Infinity : started; // a long one says first what it is expected to take
  for (;;) {
    if (performance.now() - told > long) {
      told = performance.now();
      tell({ id, type: "soFar", soFar: demand(llmemu.soFar()) });
    }
    const reached = llmemu.step(slice);
    if (isFailure(reached)) return fail(id, reached);
    if (reached.done) break;
    if (performance.now() - reported > reportEvery) {
      reported = performance.now();
      tell({ id, type: "progress", progress: reached.progress });
    }
    await breathe();
    if (id !== current) return;
  }
  const packed = llmemu.result();
  if (isFailure(packed)) return fail(id, packed);
  const buffer = whole(packed);
  tell({ id, type: "done", buffer, took: performance.now() - started }, [buffer]);
  llmemu.rest();
}

/** @param {Asked<"curves">} question */
async function curves({ id, profile }) {
  const [profileBytes] = await Promise.all([bytes(profile), program.ready]);
  hand(id, llmemu.curves(profileBytes));
}

const traced = retracer({ files: ({ profile, stream }) => Promise.all([bytes(profile), bytes(stream), program.ready]), slice, breathe });

/** @param {Asked<"explain">} question */
async function explain(question) {
  const { id, job } = question;
  let told = performance.now();
  const found = await traced(job, () => explained(question), (progress) => {
    if (performance.now() - told < traceEvery) return;
    told = performance.now();
    tell({ id, type: "progress", progress });
  });
  if (typeof found === "string") tell({ id, type: "done", text: found });
  else hand(id, found);
}

/**
 * @param {About} question
 * @returns {string | Failure | Uint8Array<ArrayBuffer>}
 */
function explained(question) {
  switch (question.what) {
    case "facts": return llmemu.explainFacts();
    case "request": return llmemu.explainRequest(question.at);
    case "step": return llmemu.explainStep(question.at);
    case "timeline": return llmemu.explainTimeline();
  }
}

/** @param {Asked<"planOpen">} question */
async function planOpen({ id, kind, text, scenarios }) {
  await program.ready;
  const refusal = llmemu.planOpen(kind, text, scenarios);
  if (refusal) return fail(id, refusal);
  tell({ id, type: "done" });
}

/** @param {Asked<"planFeed">} question */
async function planFeed({ id, kind, answers, want, show }) {
  const reply = llmemu.planFeed(kind, answers, want, show);
  if (isFailure(reply)) return fail(id, reply);
  const outcome = reply.outcome && whole(reply.outcome);
  tell({ ...reply, id, type: "done", outcome }, outcome ? [outcome] : []);
}

/** @param {Asked<"planPrice">} question */
async function planPrice({ id, text }) {
  const reply = llmemu.planPrice(text);
  if (isFailure(reply)) return fail(id, reply);
  const outcome = whole(reply.outcome);
  tell({ id, type: "done", done: reply.done, outcome }, [outcome]);
}

/**
 * Hands packed figures over, or says why there are none.
 *
 * @param {Id} id
 * @param {Uint8Array<ArrayBuffer> | Failure} packed
 */
function hand(id, packed) {
  if (isFailure(packed)) return fail(id, packed);
  const buffer = whole(packed);
  tell({ id, type: "done", buffer }, [buffer]);
}

/**
 * @param {Id} id
 * @param {Failure} failure
 */
function fail(id, { error, path }) {
  tell({ id, type: "failed", error, path });
}
