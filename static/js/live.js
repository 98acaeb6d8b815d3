// The view of an engine that serves in real time: asks the session's thread for pictures, one after the other, and has
// them drawn. Nothing moves while the tab is hidden or another view is on show: the session waits.

import { byId } from "./element.js";
import * as own from "./liveown.js";
import * as stage from "./livestage.js";
import * as tokens from "./livetokens.js";
import { shared, follow } from "./shared.js";
import { unpack } from "./store.js";
import { ending, startThread } from "./thread.js";

/** @import { LiveHeader, Packed, Picture } from "./types/figures" */
/** @import { FromLive, Job, Thread, ToLive } from "./types/messages" */

const rows = 15; // of the tokens chart
const still = 500; // ms between pictures where the reader wants no movement

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const hosts = { own: byId("live-own"), stage: byId("live-stage"), tokens: byId("live-tokens"), clock: byId("live-clock") };

/** @type {Thread<ToLive, FromLive> | null} */
let thread = null;
let pace = { speed: 1, paused: false };
/** @type {Picture | null} */
let picture = null; // the newest: {header, columns, speed, past}
let asked = false; // one is on its way
let drawnAt = 0;

/**
 * Listens to the page. toggle pauses the session or lets it go on.
 *
 * @param {() => void} toggle
 */
export function mount(toggle) {
  document.addEventListener("visibilitychange", wake);
  follow(wake);
  addEventListener("keydown", (event) => {
    if (event.key !== " " || shared.page !== "live" || /** @type {Element} */ (event.target).closest("button, input, textarea, select, dialog")) return;
    event.preventDefault();
    toggle();
  });
}

let built = false;

/** Builds what the view is made of, when it is on show for the first time. */
function build() {
  built = true;
  own.mount(hosts.own, (prompt, output) => tell({ type: "send", prompt, output }), (id) => tell({ type: "abort", id }));
  stage.mount(hosts.stage, hosts.clock);
  tokens.mount(hosts.tokens);
  new ResizeObserver(draw).observe(hosts.tokens);
}

/**
 * Begins a session, in place of one that runs.
 *
 * @param {Job} job
 */
export function start(job) {
  if (!built) build();
  thread ??= begin();
  own.reset();
  tell({ ...job, type: "start" });
  wake();
}

/**
 * Lets time go on at a speed, or not.
 *
 * @param {number} speed
 * @param {boolean} paused
 */
export function setPace(speed, paused) {
  pace = { speed, paused };
  wake();
}

export const step = () => tell({ type: "step" });
/** @param {number} perSecond */
export const rate = (perSecond) => tell({ type: "rate", rate: perSecond });
/** @param {number} n */
export const burst = (n) => tell({ type: "burst", n });

/** @param {ToLive} message */
const tell = (message) => thread?.postMessage(message);
const seen = () => shared.page === "live" && !document.hidden;

function begin() {
  /** @type {Thread<ToLive, FromLive>} */
  const started = startThread("liveworker.js", "engine.wasm");
  started.onmessage = ({ data }) => {
    if (data.type === "picture") {
      asked = false;
      /** @type {Packed<LiveHeader>} */
      const { header, columns } = unpack(data.buffer);
      picture = { header, columns, speed: data.speed, past: data.past };
      stage.problem("");
      draw();
    }
    if (data.type === "sent") own.sent(data.id);
    if (data.type === "failed") (data.over ? stage.problem : own.refused)(data.error);
  };
  started.onerror = (event) => {
    started.terminate();
    thread = null; // the next session begins on another
    asked = false;
    stage.problem(ending(event));
  };
  return started;
}

/** Lets the session go on if it is seen, and asks for a picture. */
function wake() {
  tell({ type: "pace", speed: pace.speed, paused: pace.paused || !seen() });
  ask();
}

function ask() {
  if (asked || !thread || !seen()) return;
  asked = true;
  tell({ type: "drawn", rows });
}

function draw() {
  if (!picture || !seen()) return;
  const shown = picture;
  const wait = calm.matches ? Math.max(0, drawnAt + still - performance.now()) : 0;
  drawnAt = performance.now() + wait;
  setTimeout(() => requestAnimationFrame(() => {
    stage.draw(shown, pace);
    tokens.draw(shown);
    own.draw(shown);
    ask();
  }), wait);
}

/** Draws the newest picture again: in another theme. */
export const redraw = draw;
