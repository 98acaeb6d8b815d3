// The engine's thread. It emulates in slices of 10 ms and looks at its messages in between, so that a cancel arrives at
// once. Messages in: {type: "program", module}; {id, type: "run", scenario, profile, stream, measured} with file names, or
// "" for none, in the last three; {type: "cancel"}; {id, type: "curves", profile}; {id, type: "explain", what, at, job}, see
// retrace.js; {id, type: "planOpen", kind, text, scenarios} and {id, type: "planFeed", kind, answers, want, show}, see
// pool.js. Messages out carry the id of what they answer.

import * as program from "./program.js";
import { bytes, whole } from "./files.js";
import { retracer } from "./retrace.js";
import { breathe } from "./breathe.js";

const slice = 10; // ms
const reportEvery = 50; // ms

let current = 0; // id of the run under way; 0 for none

const tasks = { program: program.start, run, curves, explain, planOpen, planFeed };

self.onmessage = ({ data }) => {
  if (data.type === "run") current = data.id;
  if (data.type === "cancel") current = 0;
  else tasks[data.type](data).catch((error) => fail(data.id, { error: String(error.message ?? error), path: "" }));
};

async function run({ id, scenario, profile, stream, measured }) {
  const [profileBytes, streamBytes, measuredBytes] = await Promise.all([bytes(profile), bytes(stream), bytes(measured), program.ready]);
  if (id !== current) return;
  const started = performance.now();
  const refusal = llmemu.start(scenario, profileBytes, streamBytes, measuredBytes);
  if (refusal) return fail(id, refusal);
  let reported = started;
  for (;;) {
    const { done, progress, error, path } = llmemu.step(slice);
    if (error) return fail(id, { error, path });
    if (done) break;
    if (performance.now() - reported > reportEvery) {
      reported = performance.now();
      postMessage({ id, type: "progress", progress });
    }
    await breathe();
    if (id !== current) return;
  }
  const buffer = whole(llmemu.result());
  postMessage({ id, type: "done", buffer, took: performance.now() - started }, [buffer]);
  llmemu.rest();
}

async function curves({ id, profile }) {
  const [profileBytes] = await Promise.all([bytes(profile), program.ready]);
  const packed = llmemu.curves(profileBytes);
  if (packed.error) return fail(id, packed);
  const buffer = whole(packed);
  postMessage({ id, type: "done", buffer }, [buffer]);
}

const traced = retracer({ files: ({ profile, stream }) => Promise.all([bytes(profile), bytes(stream), program.ready]), slice, breathe });

async function explain({ id, what, at, job }) {
  const ask = { facts: "explainFacts", request: "explainRequest", step: "explainStep", timeline: "explainTimeline" }[what];
  const answer = await traced(job, () => llmemu[ask](at));
  if (answer.error) return fail(id, answer);
  if (typeof answer === "string") return postMessage({ id, type: "done", text: answer });
  const buffer = whole(answer);
  postMessage({ id, type: "done", buffer }, [buffer]);
}

async function planOpen({ id, kind, text, scenarios }) {
  await program.ready;
  const refusal = llmemu.planOpen(kind, text, scenarios);
  if (refusal) return fail(id, refusal);
  postMessage({ id, type: "done" });
}

async function planFeed({ id, kind, answers, want, show }) {
  const reply = llmemu.planFeed(kind, answers, want, show);
  if (reply.error) return fail(id, reply);
  const outcome = reply.outcome && whole(reply.outcome);
  postMessage({ ...reply, id, type: "done", outcome }, outcome ? [outcome] : []);
}

function fail(id, { error, path }) {
  postMessage({ id, type: "failed", error, path });
}

