// A thread of the pool: it runs jobs one after another, see pool.js. Messages in: {type: "program", module}; {type: "open",
// plan, scenarios, streams, profiles}, where streams has the file of each scenario's stream or "", and profiles the file of
// each profile by its id; {type: "job", plan, id, job}; {type: "cancel"}. Messages out: {plan, id, figures} or {plan, id,
// error}. Jobs of any plan but the last that was opened are dropped.

import * as program from "./program.js";
import { bytes } from "./files.js";
import { breathe } from "./breathe.js";

const slice = 10; // ms

let current = 0; // number of the plan; 0 for none
let opened = null; // settles once the plan's files are read
let last = Promise.resolve(); // the newest job
const known = new Map(); // files that the program holds, by the name that it knows them by

const tasks = {
  program: program.start,
  open: (message) => {
    current = message.plan;
    opened = open(message);
    opened.catch(() => {}); // its jobs tell
  },
  job: (message) => {
    last = last.then(() => run(message));
  },
  cancel: () => {
    current = 0;
  },
};

self.onmessage = ({ data }) => tasks[data.type](data);

async function open({ scenarios, streams, profiles }) {
  await program.ready;
  for (const [id, file] of Object.entries(profiles)) await hand(llmemu.jobProfile, id, file);
  for (const file of new Set(streams)) if (file) await hand(llmemu.jobStream, file, file);
  demand(llmemu.jobsOpen(scenarios, streams));
}

/** Gives the program a file, unless it has it. */
async function hand(take, name, file) {
  if (known.get(name) === file) return;
  demand(take(name, await bytes(file)));
  known.set(name, file);
}

function demand(refusal) {
  if (refusal?.error) throw new Error(refusal.error);
}

async function run({ plan, id, job }) {
  if (plan !== current) return;
  try {
    await opened;
    demand(llmemu.jobStart(job));
    for (;;) {
      const { done, error } = llmemu.step(slice);
      demand({ error });
      if (done) break;
      await breathe();
      if (plan !== current) return;
    }
    postMessage({ plan, id, figures: llmemu.jobFigures() });
  } catch (error) {
    postMessage({ plan, id, error: String(error.message ?? error) });
  }
}
