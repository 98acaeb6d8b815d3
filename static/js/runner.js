// A thread of the pool: it runs jobs one after another, see pool.js. Messages in: {type: "program", module}; {type: "open",
// plan, scenarios, streams, profiles}, where streams has the file of each scenario's stream or "", and profiles the file of
// each profile by its id; {type: "job", plan, id, job}; {type: "cancel"}. Messages out: {plan, id, figures} or {plan, id,
// error}. Jobs of any plan but the last that was opened are dropped.

import * as program from "./program.js";
import { bytes } from "./files.js";
import { breathe } from "./breathe.js";
import { demand, reason } from "./reason.js";

/** @import { Failure, RunnerAnswer, ToRunner } from "./types/messages" */

const slice = 10; // ms

let current = 0; // number of the plan; 0 for none
/** @type {Promise<void> | null} */
let opened = null; // settles once the plan's files are read
/** @type {Promise<unknown>} */
let last = Promise.resolve(); // the newest job
/** @type {Map<string, string>} */
const known = new Map(); // files that the program holds, by the name that it knows them by

self.onmessage = (/** @type {MessageEvent<ToRunner>} */ { data }) => {
  switch (data.type) {
    case "program": return program.start(data);
    case "open":
      current = data.plan;
      opened = open(data);
      opened.catch(() => {}); // its jobs tell
      return;
    case "job":
      last = last.then(() => run(data));
      return;
    case "cancel":
      current = 0;
  }
};

/** @param {RunnerAnswer} message */
const tell = (message) => postMessage(message);

/** @param {Extract<ToRunner, { type: "open" }>} message */
async function open({ scenarios, streams, profiles }) {
  await program.ready;
  for (const [id, file] of Object.entries(profiles)) await hand(llmemu.jobProfile, id, file);
  for (const file of new Set(streams)) if (file) await hand(llmemu.jobStream, file, file);
  demand(llmemu.jobsOpen(scenarios, streams));
}

/**
 * Gives the program a file, unless it has it.
 *
 * @param {(name: string, file: Uint8Array | null) => Failure | null} take
 * @param {string} name
 * @param {string} file
 */
async function hand(take, name, file) {
  if (known.get(name) === file) return;
  demand(take(name, await bytes(file)));
  known.set(name, file);
}

/** @param {Extract<ToRunner, { type: "job" }>} message */
async function run({ plan, id, job }) {
  if (plan !== current) return;
  try {
    await opened;
    demand(llmemu.jobStart(job));
    while (!demand(llmemu.step(slice)).done) {
      await breathe();
      if (plan !== current) return;
    }
    tell({ plan, id, figures: llmemu.jobFigures() });
  } catch (error) {
    if (!program.over(error)) tell({ plan, id, error: reason(error) });
  }
}
