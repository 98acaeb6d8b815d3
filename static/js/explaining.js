// The page's questions about the run on show. The engine answers one at a time; of each kind only the newest waits.

import * as engine from "./engine.js";

const pause = 150; // ms before the tail is explained: while a slider moves, nobody reads it

const busy = new Map(); // by kind: the question that waits for its turn, or null
let later = 0;

/** Asks; answer and problem are called with the question and what came. */
export function explain(question, on) {
  if (question.what !== "facts") return ask(question, on);
  clearTimeout(later);
  later = setTimeout(() => ask(question, on), pause);
}

/** The pinned run is recorded elsewhere: the engine's thread holds one recording, that of the run on show. */
async function answer(what, at, job) {
  if (what !== "pinned") return engine.ask({ type: "explain", what, at, job });
  return { buffer: await engine.askBeside({ type: "explain", what: "timeline", at, job }) };
}

async function ask(question, on) {
  const { what, at, job } = question;
  if (busy.has(what)) return busy.set(what, question);
  busy.set(what, null);
  try {
    on.answer(question, await answer(what, at, job));
  } catch (error) {
    on.problem(question, error.message);
  }
  const next = busy.get(what);
  busy.delete(what);
  if (next) ask(next, on);
}
