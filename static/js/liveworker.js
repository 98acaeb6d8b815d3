// The thread of a live session: virtual time follows the clock at the chosen speed. Messages in: {type: "program", module};
// {type: "start", scenario, profile, stream} with file names, or "" for none, in the last two; {type: "pace", speed, paused};
// {type: "step"}; {type: "rate", rate}; {type: "burst", n}; {type: "send", prompt, output}; {type: "abort", id}; {type: "drawn",
// rows}, which asks for the next picture. Messages out: {type: "picture", buffer, speed}, {type: "sent", id}, {type: "failed", error, over}.

import { bytes, whole } from "./files.js";
import * as program from "./program.js";
import { isFailure, reason } from "./reason.js";

/** @import { Failure, FromLive, Job, ToLive } from "./types/messages" */

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
/** @type {{ rows: number } | null} */
let wanted = null; // the page asked for a picture: {rows}
let changed = false; // there is something new to show

self.onmessage = (/** @type {MessageEvent<ToLive>} */ { data }) => {
  Promise.resolve(heed(data)).catch((error) => program.over(error) || failed(reason(error), true));
};

/** @param {ToLive} data */
function heed(data) {
  switch (data.type) {
    case "program": return program.start(data);
    case "start": return start(data);
    case "step": return act(() => llmemu.liveStep(), (now) => (virtual = now));
    case "rate": return act(() => llmemu.liveRate(data.rate));
    case "burst": return act(() => llmemu.liveBurst(data.n));
    case "send": return act(() => llmemu.liveSend(data.prompt, data.output), (id) => tell({ type: "sent", id }));
    case "abort": return act(() => llmemu.liveAbort(data.id));
    case "pace":
      ({ speed, paused } = data);
      last = performance.now();
      return;
    case "drawn":
      wanted = data;
      picture();
  }
}

/**
 * @param {FromLive} message
 * @param {Transferable[]} [transfer]
 */
const tell = (message, transfer) => postMessage(message, { transfer });

/** @param {Job} job */
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

/**
 * Does something to the session and passes its answer on.
 *
 * @template Answer
 * @param {() => Answer | Failure} call
 * @param {(answer: Answer) => void} [answer]
 */
function act(call, answer = () => {}) {
  if (!going) return;
  const result = call();
  if (isFailure(result)) return failed(result.error, false);
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
  if (isFailure(result)) {
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
  const seconds = past * Math.max(1, speed / 4);
  const packed = llmemu.livePack(seconds, wanted.rows);
  if (isFailure(packed)) return failed(packed.error, true);
  wanted = null;
  changed = false;
  const buffer = whole(packed);
  tell({ type: "picture", buffer, speed: reached, past: seconds }, [buffer]);
}

/**
 * @param {string} error
 * @param {boolean} over
 */
const failed = (error, over) => tell({ type: "failed", error, over });
