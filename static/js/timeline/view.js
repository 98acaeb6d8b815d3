// The view of a run over time: rows that share one axis, with one crosshair through all of them.

import { byId } from "../element.js";
import * as format from "../format.js";
import { alike, choose, follow, shared } from "../shared.js";
import { column, data, forget, header, life, load, pin as loadPinned, pinned, rowsIn, span, stepsIn } from "./data.js";
import * as gantt from "./gantt.js";
import { forgetColors } from "./ink.js";
import * as keys from "./keys.js";
import { build } from "./layout.js";
import * as minimap from "./minimap.js";
import * as panels from "./panels.js";
import * as pointer from "./pointer.js";
import { margin, timeScale } from "./scale.js";
import * as scrubber from "./scrubber.js";
import { tables } from "./tables.js";
import * as tip from "./tip.js";

/** @import { Shared, Span } from "../types/messages" */
/** @import { TimeScale } from "./scale.js" */
/** @import { Parts } from "./layout.js" */

const settle = 200; // ms without movement after which a window is chosen for all views

/** @type {Parts} */
let parts; // elements of the view
/** @type {HTMLElement} */
let range; // where the window is said in words
/** @type {Span} */
let window = { from: 0, to: 1 };
/** @type {TimeScale | null} */
let scale = null;
/** @type {[number, number]} */
let steps = [0, 0];
/** @type {{ rows: number[], all: number }} */
let rows = { rows: [], all: 0 };
let asTable = false;
let pending = 0;
let choosing = 0; // timer
let reveal = false; // scroll to the chosen request when it is drawn

/**
 * Puts the view into its place; words is an element for the window in words.
 *
 * @param {HTMLElement} host
 * @param {HTMLElement} words
 */
export function mount(host, words) {
  range = words;
  parts = build(host);
  minimap.mount(parts.minimap, setWindow);
  gantt.mount(parts.gantt, { pick: (id) => choose.request(id), hover: pointer.overRow });
  scrubber.mount(parts.scrubber, (step) => choose.step(step));
  tip.mount(parts.root);
  pointer.mount(parts, { window: setWindow, centre, step: choose.step });
  new ResizeObserver(soon).observe(parts.root);
  follow(followShared);
}

/**
 * Shows a run.
 *
 * @param {ArrayBuffer} buffer
 */
export function refresh(buffer) {
  load(buffer);
  panels.refresh();
  window = chosenWindow();
  parts.root.inert = false;
  parts.root.classList.add("tl-ready");
  followStep();
  followRequest();
  soon();
}

/**
 * Says how far the recording of a run is, in place of the run before; stop gives it up.
 *
 * @param {number} share
 * @param {() => void} stop
 */
export const recording = (share, stop) => wait(`The engine runs the scenario again to record it: ${Math.floor(100 * share)}\u2009%.`, "Cancel", stop);

/**
 * Says why there is no recording; again asks once more.
 *
 * @param {string} why
 * @param {() => void} again
 */
export const missed = (why, again) => wait(why, "Record it", () => recording(0, again) ?? again());

/**
 * @param {string} words
 * @param {string} action
 * @param {() => void} act
 */
function wait(words, action, act) {
  clearTimeout(choosing);
  forget();
  gantt.list([]);
  range.textContent = "";
  parts.root.inert = true;
  parts.root.classList.remove("tl-ready");
  parts.waitText.textContent = words;
  Object.assign(parts.waitButton, { hidden: false, textContent: action, onclick: act });
}

/**
 * Draws the pinned run behind the one on show, or none.
 *
 * @param {ArrayBuffer | null} buffer
 */
export function pin(buffer) {
  loadPinned(buffer);
  if (!data.header) return;
  panels.refresh();
  window = chosenWindow();
  soon();
}

/** Draws again in another theme. */
export function redraw() {
  forgetColors();
  soon();
}

/**
 * Shows the steps and the requests of the window as tables, or as charts.
 *
 * @param {boolean} on
 */
export function setTable(on) {
  if (on === asTable) return;
  asTable = on;
  parts.root.classList.toggle("tl-as-table", on);
  soon();
}

/** @param {KeyboardEvent} event */
export const onKey = (event) =>
  keys.handle(event, shared, window, {
    step: (step) => choose.step(step),
    request: (distance) => choose.request(gantt.neighbour(distance)),
    zoom,
    find: () => byId("find").focus(),
  });

const chosenWindow = () => (shared.to > 0 && shared.from < span() ? { from: shared.from, to: shared.to } : { from: 0, to: span() });

/**
 * @param {Shared} now
 * @param {Shared} before
 */
function followShared(now, before) {
  if (!data.header) return;
  if (now.from !== before.from || now.to !== before.to) window = chosenWindow();
  if (now.request !== before.request || now.filter !== before.filter) followRequest();
  if (now.step !== before.step) followStep();
  if (alike(now, before, "step") && scale && !pending) showStep();
  else soon();
}

/** Moves the window to the chosen step where it is out of sight. */
function followStep() {
  const { step } = shared;
  if (step < 0 || step >= header().steps) return;
  const [start, end] = [column("step.start_s")[step], column("step.end_s")[step]];
  if (start < window.from || end > window.to) centre((start + end) / 2, window.to - window.from);
}

/** Moves the window to the chosen request where it is out of sight. */
function followRequest() {
  const { request } = shared;
  reveal = true;
  if (request < 0 || request >= header().requests) return;
  const [from, to] = life(request);
  if (from > window.to || to < window.from) centre((from + to) / 2, Math.max(window.to - window.from, (to - from) * 1.2));
}

/**
 * @param {number} t
 * @param {number} length
 */
function centre(t, length) {
  const from = Math.max(0, Math.min(span() - length, t - length / 2));
  setWindow({ from, to: Math.min(span(), from + length) });
}

/**
 * Shows a window at once, and chooses it for all views when it has come to rest.
 *
 * @param {Span} span
 */
function setWindow({ from, to }) {
  const shortest = Math.min(span(), 1e-3);
  const end = Math.min(span(), Math.max(to, from + shortest));
  window = { from: Math.max(0, Math.min(from, end - shortest)), to: end };
  soon();
  clearTimeout(choosing);
  choosing = setTimeout(() => {
    const whole = window.from <= 0 && window.to >= span();
    choose.window(whole ? 0 : window.from, whole ? 0 : window.to);
  }, settle);
}

/**
 * Moves the window to a request, so close that its life fills a third.
 *
 * @param {number} request
 */
export function zoomTo(request) {
  if (!data.header || request >= header().requests) return;
  const [from, to] = life(request);
  centre((from + to) / 2, Math.min(span(), Math.max(3 * (to - from), 1e-3)));
}

/** @param {number} factor */
function zoom(factor) {
  const { step } = shared;
  const inside = step >= 0 && column("step.start_s")[step] >= window.from && column("step.end_s")[step] <= window.to;
  centre(inside ? column("step.start_s")[step] : (window.from + window.to) / 2, Math.min(span(), (window.to - window.from) * factor));
}

/** Draws in the next frame, once however often it is asked for. */
function soon() {
  pending ||= requestAnimationFrame(() => {
    pending = 0;
    if (data.header && parts.root.clientWidth) draw();
  });
}

function draw() {
  const width = parts.width();
  scale = timeScale(window, width);
  steps = stepsIn(window.from, window.to);
  rows = rowsIn(shared.filter, window.from, window.to);
  say();
  minimap.draw(width, parts.minimap.clientHeight);
  minimap.show(window);
  pointer.show(scale, asTable);
  if (asTable) return parts.tables.replaceChildren(...tables(steps, rows.rows));
  for (const { panel, canvas, host } of parts.panels) {
    if (host.clientHeight) panels.draw(panel, canvas, width, host.clientHeight, scale, steps);
  }
  panels.drawAxis(parts.axis, width, 22, scale);
  gantt.list(rows.rows);
  gantt.choose(shared.request, reveal);
  reveal = false;
  gantt.draw(width, scale);
  scrubber.draw(width, parts.scrubber.clientHeight, scale, steps);
  showStep();
}

function showStep() {
  if (asTable) return;
  scrubber.show(Math.min(shared.step, header().steps - 1));
  showChosen();
}

/** Says in words what is on show. */
function say() {
  const whole = window.from <= 0 && window.to >= span();
  const words = whole ? `Whole run, ${format.number(window.to)}\u00a0s` : `${clock(window.from)} to ${clock(window.to)}\u00a0s`;
  range.textContent = `${words}, ${format.count(steps[1] - steps[0])} of ${format.of(header().steps, "step")}`;
  parts.length.textContent = `${format.number(header().end_s)}\u00a0s`;
  parts.pinned.hidden = !pinned.header;
  if (pinned.header) parts.pinnedLength.textContent = `A, ${format.number(pinned.header.end_s)}\u00a0s`;
  parts.count.textContent = `${format.count(rows.rows.length)} of ${format.count(rows.all)}, by arrival`;
  parts.empty.hidden = rows.rows.length > 0;
  for (const { panel, canvas } of parts.panels) {
    const beside = pinned.header ? `, at most ${panels.peak(panel, pinned)} in A` : "";
    canvas.setAttribute("aria-label", `${panel.title}, ${panel.unit}, over time: at most ${panels.peak(panel)} in the run${beside}`);
  }
}

/** @param {number} t */
const clock = (t) => format.plain(Number(t.toFixed(window.to - window.from < 1 ? 4 : 2)));

/** The line through all rows at the chosen step, with its name. */
function showChosen() {
  const { step } = shared;
  const at = step >= 0 && step < header().steps ? (column("step.start_s")[step] + column("step.end_s")[step]) / 2 : -1;
  const on = at >= window.from && at <= window.to;
  parts.chosen.hidden = !on;
  if (!on || !scale) return;
  parts.chosen.style.transform = `translateX(${parts.left() + scale.x(at)}px)`;
  parts.chosenName.textContent = `step ${format.count(step)} at ${at.toFixed(2)}\u00a0s`;
  const x = scale.x(at);
  parts.chosenName.style.transform = `translateX(${Math.max(-50, Math.min(50, ((x - margin.left) / scale.pixels) * 100 - 50)) - 50}%)`;
}

