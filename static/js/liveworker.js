// The thread of a live session: virtual time follows the clock at the chosen speed. Messages in: {type: "program", module};
// {type: "start", scenario, profile, stream} with file names, or "" for none, in the last two; {type: "pace", speed, paused};
// {type: "step"}; {type: "rate", rate}; {type: "burst", n}; {type: "send", prompt, output}; {type: "drawn", rows}, which asks
// for the next picture. Messages out: {type: "picture", buffer, speed}, {type: "sent", id}, {type: "failed", error, over}.

import { bytes, whole } from "./files.js";
import * as program from "./program.js";

const beat = 8; // ms between looks at the clock
const budget = 12; // ms of work in one
const longest = 100; // ms that a beat may make up for: a thread that was asleep does not catch up
const past = 2.4; // seconds that a picture shows, more where time is fast

let going = false; // a session runs
let speed = 1;
let paused = false;
let virtual = 0; // seconds
let last = 0; // when time was last looked at, ms
let reached = 0; // the speed that was possible lately
let wanted = null; // the page asked for a picture: {rows}
let changed = false; // there is something new to show

const tasks = {
  program: program.start,
  start,
  pace: (data) => {
    ({ speed, paused } = data);
    last = performance.now();
  },
  step: () => act(() => llmemu.liveStep(), (now) => (virtual = now)),
  rate: ({ rate }) => act(() => llmemu.liveRate(rate)),
  burst: ({ n }) => act(() => llmemu.liveBurst(n)),
  send: ({ prompt, output }) => act(() => llmemu.liveSend(prompt, output), (id) => postMessage({ type: "sent", id })),
  drawn: (data) => {
    wanted = data;
    picture();
  },
};

self.onmessage = ({ data }) => {
  Promise.resolve(tasks[data.type](data)).catch((error) => failed(String(error.message ?? error), true));
};

async function start({ scenario, profile, stream }) {
  going = false;
  const [profileBytes, streamBytes] = await Promise.all([bytes(profile), bytes(stream), program.ready]);
  const refusal = llmemu.liveStart(scenario, profileBytes, streamBytes);
  if (refusal) return failed(refusal.error, true);
  virtual = 0;
  last = performance.now();
  going = true;
  changed = true;
  picture();
}

/** Does something to the session and passes its answer on. */
function act(call, answer = () => {}) {
  if (!going) return;
  const result = call();
  if (result?.error) return failed(result.error, false);
  answer(result);
  changed = true;
  picture();
}

setInterval(() => {
  const now = performance.now();
  const passed = Math.min(now - last, longest) / 1000;
  last = now;
  if (!going || paused || passed <= 0) return;
  const result = llmemu.liveAdvance(virtual + passed * speed, budget);
  if (result.error) {
    going = false;
    return failed(result.error, true);
  }
  reached += 0.05 * ((result - virtual) / passed - reached);
  virtual = result;
  changed = true;
  picture();
}, beat);

/** Sends a picture if one was asked for and there is something new. */
function picture() {
  if (!wanted || !changed || !going) return;
  const packed = llmemu.livePack(past * Math.max(1, speed / 4), wanted.rows);
  if (packed.error) return failed(packed.error, true);
  wanted = null;
  changed = false;
  const buffer = whole(packed);
  postMessage({ type: "picture", buffer, speed: reached, past: past * Math.max(1, speed / 4) }, [buffer]);
}

const failed = (error, over) => postMessage({ type: "failed", error, over });
