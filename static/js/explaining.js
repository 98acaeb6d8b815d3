// The page's questions about the run on show. The engine answers one at a time; of each kind only the newest waits.

import * as engine from "./engine.js";
import { reason } from "./reason.js";

/** @import { Answer, Question } from "./types/messages" */

/** @typedef {{ answer(question: Question, answer: Answer): void, problem(question: Question, message: string): void, progress(question: Question, share: number): void }} Listener */

const pause = 150; // ms before the tail is explained: while a slider moves, nobody reads it

/** @type {Map<string, Question | null>} */
const busy = new Map(); // by kind: the question that waits for its turn, or null
/** @type {number} */
let later = 0;

/**
 * Asks; answer, problem and progress are called with the question and what came.
 *
 * @param {Question} question
 * @param {Listener} on
 */
export function explain(question, on) {
  if (question.what !== "facts") return ask(question, on);
  clearTimeout(later);
  later = setTimeout(() => ask(question, on), pause);
}

/**
 * The pinned run is recorded elsewhere: the engine's thread holds one recording, that of the run on show.
 *
 * @param {Question} question
 * @param {Listener} on
 * @returns {Promise<Answer>}
 */
async function answer(question, on) {
  if (question.what !== "pinned") return engine.ask({ type: "explain", ...question }, (share) => on.progress(question, share));
  return { buffer: await engine.askBeside({ type: "explain", what: "timeline", at: null, job: question.job }) };
}

/**
 * @param {Question} question
 * @param {Listener} on
 */
async function ask(question, on) {
  const { what } = question;
  if (busy.has(what)) return void busy.set(what, question);
  busy.set(what, null);
  try {
    on.answer(question, await answer(question, on));
  } catch (error) {
    on.problem(question, reason(error));
  }
  const next = busy.get(what);
  busy.delete(what);
  if (next) ask(next, on);
}
