// The view of a run over time: rows that share one axis, with one crosshair through all of them.

import * as format from "../format.js";
import { choose, follow, shared } from "../shared.js";
import { column, data, life, load, rowsIn, stepAt, stepsIn } from "./data.js";
import * as gantt from "./gantt.js";
import { forgetColors } from "./ink.js";
import * as keys from "./keys.js";
import { build } from "./layout.js";
import * as minimap from "./minimap.js";
import * as panels from "./panels.js";
import { margin, timeScale } from "./scale.js";
import * as scrubber from "./scrubber.js";
import { tables } from "./tables.js";
import * as tip from "./tip.js";

const settle = 200; // ms without movement after which a window is chosen for all views

let parts = null; // elements of the view
let range = null; // where the window is said in words
let window = { from: 0, to: 1 };
let scale = null;
let steps = [0, 0];
let rows = { rows: [], all: 0 };
let asTable = false;
let pending = 0;
let choosing = 0;

/** Puts the view into its place; words is an element for the window in words. */
export function mount(host, words) {
  range = words;
  parts = build(host);
  minimap.mount(parts.minimap, setWindow);
  gantt.mount(parts.gantt, { pick: (id) => choose.request(id), hover: hoverRow });
  scrubber.mount(parts.scrubber, (step) => choose.step(step));
  tip.mount(parts.root);
  parts.stack.addEventListener("pointermove", hoverStack);
  parts.root.addEventListener("pointerleave", leave);
  parts.stack.addEventListener("pointerdown", brush);
  parts.root.addEventListener("wheel", pan, { passive: false });
  new ResizeObserver(soon).observe(parts.root);
  follow(followShared);
}

/** Shows a run. */
export function refresh(buffer) {
  load(buffer);
  panels.refresh();
  window = chosenWindow();
  parts.root.classList.add("tl-ready");
  followStep();
  followRequest();
  soon();
}

/** Draws again in another theme. */
export function redraw() {
  forgetColors();
  soon();
}

/** Shows the steps and the requests of the window as tables, or as charts. */
export function setTable(on) {
  if (on === asTable) return;
  asTable = on;
  parts.root.classList.toggle("tl-as-table", on);
  soon();
}

export const onKey = (event) =>
  keys.handle(event, shared, window, {
    step: (step) => choose.step(step),
    request: (distance) => choose.request(gantt.neighbour(distance)),
    zoom,
    find: () => document.getElementById("find").focus(),
  });

/** The step next to the chosen one, for buttons. */
export const beside = (direction) => data.header && choose.step(keys.next(shared, window, direction, false));

const chosenWindow = () => (shared.to > 0 ? { from: shared.from, to: shared.to } : { from: 0, to: data.header.end_s });

function followShared(now, before) {
  if (!data.header) return;
  if (now.from !== before.from || now.to !== before.to) window = chosenWindow();
  if (now.step !== before.step) followStep();
  if (now.request !== before.request || now.filter !== before.filter) followRequest();
  soon();
}

/** Moves the window to the chosen step where it is out of sight. */
function followStep() {
  const { step } = shared;
  if (step < 0 || step >= data.header.steps) return;
  const [start, end] = [column("step.start_s")[step], column("step.end_s")[step]];
  if (start < window.from || end > window.to) centre((start + end) / 2, window.to - window.from);
}

/** Moves the window to the chosen request where it is out of sight. */
function followRequest() {
  const { request } = shared;
  if (request < 0 || request >= data.header.requests) return;
  const [from, to] = life(request);
  if (from > window.to || to < window.from) centre((from + to) / 2, Math.max(window.to - window.from, (to - from) * 1.2));
}

function centre(t, length) {
  const from = Math.max(0, Math.min(data.header.end_s - length, t - length / 2));
  setWindow({ from, to: Math.min(data.header.end_s, from + length) });
}

/** Shows a window at once, and chooses it for all views when it has come to rest. */
function setWindow({ from, to }) {
  const shortest = Math.min(data.header.end_s, 1e-3);
  const end = Math.min(data.header.end_s, Math.max(to, from + shortest));
  window = { from: Math.max(0, Math.min(from, end - shortest)), to: end };
  soon();
  clearTimeout(choosing);
  choosing = setTimeout(() => {
    const whole = window.from <= 0 && window.to >= data.header.end_s;
    choose.window(whole ? 0 : window.from, whole ? 0 : window.to);
  }, settle);
}

function zoom(factor) {
  const { step } = shared;
  const inside = step >= 0 && column("step.start_s")[step] >= window.from && column("step.end_s")[step] <= window.to;
  centre(inside ? column("step.start_s")[step] : (window.from + window.to) / 2, Math.min(data.header.end_s, (window.to - window.from) * factor));
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
  if (asTable) return parts.tables.replaceChildren(...tables(steps, rows.rows));
  for (const { panel, canvas, host } of parts.panels) panels.draw(panel, canvas, width, host.clientHeight, scale, steps);
  panels.drawAxis(parts.axis, width, 22, scale);
  gantt.list(rows.rows);
  gantt.choose(shared.request);
  gantt.draw(width, scale);
  scrubber.draw(width, parts.scrubber.clientHeight, scale, steps);
  scrubber.show(Math.min(shared.step, data.header.steps - 1));
  showChosen();
}

/** Says in words what is on show. */
function say() {
  const whole = window.from <= 0 && window.to >= data.header.end_s;
  const span = whole ? `Whole run, ${format.number(window.to)}\u00a0s` : `${clock(window.from)} to ${clock(window.to)}\u00a0s`;
  range.textContent = `${span}, ${format.count(steps[1] - steps[0])} of ${format.count(data.header.steps)} steps`;
  parts.count.textContent = `${format.count(rows.rows.length)} of ${format.count(rows.all)}, by arrival`;
  parts.empty.hidden = rows.rows.length > 0;
  for (const { panel, canvas } of parts.panels) {
    canvas.setAttribute("aria-label", `${panel.title}, ${panel.unit}, over time: at most ${panels.peak(panel)} in the run`);
  }
}

const clock = (t) => format.plain(Number(t.toFixed(window.to - window.from < 1 ? 4 : 2)));

/** The line through all rows at the chosen step, with its name. */
function showChosen() {
  const { step } = shared;
  const at = step >= 0 && step < data.header.steps ? (column("step.start_s")[step] + column("step.end_s")[step]) / 2 : -1;
  const on = at >= window.from && at <= window.to;
  parts.chosen.hidden = !on;
  if (!on) return;
  place(parts.chosen, at);
  parts.chosenName.textContent = `step ${format.count(step)} at ${at.toFixed(2)}\u00a0s`;
  const x = scale.x(at);
  parts.chosenName.style.transform = `translateX(${Math.max(-50, Math.min(50, ((x - margin.left) / scale.pixels) * 100 - 50)) - 50}%)`;
}

const place = (line, t) => (line.style.transform = `translateX(${parts.left() + scale.x(t)}px)`);

const timeAt = (event) => scale.t(event.clientX - parts.stack.getBoundingClientRect().left - parts.left());

function hover(event) {
  if (!scale || asTable) return null;
  const t = timeAt(event);
  if (t < window.from || t > window.to) return leave();
  parts.hover.hidden = false;
  place(parts.hover, t);
  return t;
}

function hoverStack(event) {
  const t = hover(event);
  if (t !== null && !parts.gantt.contains(event.target)) tip.step(t, event);
}

function hoverRow(id, event) {
  const t = hover(event);
  if (t === null) return;
  if (id >= 0) tip.request(id, t, event);
  else tip.hide();
}

function leave() {
  parts.hover.hidden = true;
  tip.hide();
  return null;
}

/** A click on a panel chooses its step; a drag zooms to what it covers. */
function brush(event) {
  if (!scale || event.button > 0 || !event.target.closest(".tl-panel, .tl-axis")) return;
  const start = timeAt(event);
  const up = (ended) => {
    removeEventListener("pointermove", move);
    parts.band.hidden = true;
    const end = timeAt(ended);
    if (Math.abs(scale.x(end) - scale.x(start)) < 5) return choose.step(stepAt(Math.min(window.to, Math.max(window.from, end))));
    setWindow({ from: Math.min(start, end), to: Math.max(start, end) });
  };
  const move = (moved) => {
    const [a, b] = [start, timeAt(moved)].sort((x, y) => x - y);
    parts.band.hidden = false;
    place(parts.band, Math.max(window.from, a));
    parts.band.style.width = `${scale.x(Math.min(window.to, b)) - scale.x(Math.max(window.from, a))}px`;
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", up, { once: true });
}

/** Sideways scrolling moves the window; with Ctrl, as a pinch comes, scrolling zooms around the pointer. */
function pan(event) {
  if (!scale || asTable) return;
  const length = window.to - window.from;
  if (event.ctrlKey) {
    event.preventDefault();
    const t = timeAt(event);
    const factor = Math.exp(event.deltaY / 200);
    const to = Math.min(data.header.end_s, t + (window.to - t) * factor);
    return setWindow({ from: Math.max(0, t - (t - window.from) * factor), to });
  }
  if (Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
  event.preventDefault();
  centre((window.from + window.to) / 2 + (event.deltaX / scale.pixels) * length, length);
}
