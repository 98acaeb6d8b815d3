// The whole run at a glance, with a brush for the part on show.

import * as format from "../format.js";
import { column, data, header, pinned, span } from "./data.js";
import { element } from "../element.js";
import { color, pinnedLine, prepare } from "./ink.js";
import { margin, peaks, roundAbove, ticks, timeScale } from "./scale.js";

/** @import { Timeline } from "../types/figures" */
/** @import { Span } from "../types/messages" */
/** @import { TimeScale } from "./scale.js" */

const axisHeight = 16;
/** @type {HTMLCanvasElement} */
let canvas;
/** @type {HTMLElement} */
let box;
/** @type {HTMLElement} */
let brush;
/** @type {HTMLElement[]} */
let edges;
/** @type {(window: Span) => void} */
let on;
let width = 0;

/**
 * Builds the minimap; change is called with a window while the reader moves it.
 *
 * @param {HTMLElement} host
 * @param {(window: Span) => void} change
 */
export function mount(host, change) {
  on = change;
  canvas = element("canvas", { attr: { role: "img", "aria-label": "Requests running and waiting over the whole run" } });
  edges = ["from", "to"].map((edge) => element("div", { className: `tl-edge tl-edge-${edge}`, tabIndex: 0, attr: { role: "slider", "aria-label": `Window ${edge}` } }));
  brush = element("div", { className: "tl-brush" }, ...edges);
  box = element("div", { className: "tl-brush-box" }, brush);
  host.append(canvas, box);
  host.addEventListener("pointerdown", drag);
  for (const [i, edge] of edges.entries()) edge.addEventListener("keydown", (event) => nudge(event, i));
}

const scale = () => timeScale({ from: 0, to: span() }, width);

/**
 * @param {number} available
 * @param {number} height
 */
export function draw(available, height) {
  width = available;
  const ctx = prepare(canvas, width, height);
  const s = scale();
  const { running, waiting, total } = load(data, s);
  const beside = pinned.header ? load(pinned, s).total : [];
  const top = roundAbove(Math.max(...total, ...beside, 1));
  const base = height - axisHeight;
  for (let x = 0; x < running.length; x++) {
    const inner = (running[x] / top) * (base - 2);
    const outer = (waiting[x] / top) * (base - 2);
    ctx.fillStyle = color("decode");
    ctx.fillRect(margin.left + x, base - inner, 1, inner);
    ctx.fillStyle = color("queue");
    ctx.fillRect(margin.left + x, base - inner - outer, 1, outer);
  }
  pinnedLine(ctx, beside, (v) => base - (v / top) * (base - 2));
  ctx.fillStyle = color("ink3");
  ctx.textAlign = "center";
  for (const t of ticks(0, span(), Math.min(8, s.pixels / 90))) {
    if (s.x(t) < width - 16) ctx.fillText(`${format.plain(t)}\u00a0s`, s.x(t), height - 6);
  }
  box.style.height = `${base + 1}px`;
}

/**
 * The most requests running, waiting and both in every pixel column of a run.
 *
 * @param {Timeline} run
 * @param {TimeScale} s
 */
function load(run, s) {
  const most = (/** @type {"step.running" | "step.waiting"} */ name) => peaks(column(name, run), [0, header(run).steps], column("step.start_s", run), column("step.end_s", run), s);
  const [running, waiting] = [most("step.running"), most("step.waiting")];
  return { running, waiting, total: running.map((v, x) => v + waiting[x]) };
}

/**
 * Puts the brush around a window.
 *
 * @param {Span} window
 */
export function show({ from, to }) {
  const s = scale();
  brush.style.left = `${s.x(from)}px`;
  brush.style.width = `${Math.max(4, s.x(to) - s.x(from))}px`;
  for (const [i, t] of [from, to].entries()) {
    edges[i].setAttribute("aria-valuemin", "0");
    edges[i].setAttribute("aria-valuemax", span().toFixed(3));
    edges[i].setAttribute("aria-valuenow", t.toFixed(3));
    edges[i].setAttribute("aria-valuetext", `${format.number(t)} s`);
  }
  current = { from, to };
}

let current = { from: 0, to: 1 };

/**
 * Moves an edge, moves the brush as a whole, or draws a new one.
 *
 * @param {PointerEvent} event
 */
function drag(event) {
  if (!data.header || event.button > 0) return;
  const host = /** @type {HTMLElement} */ (event.currentTarget);
  const left = host.getBoundingClientRect().left;
  const s = scale();
  const at = (/** @type {PointerEvent} */ { clientX }) => Math.min(span(), Math.max(0, s.t(clientX - left)));
  const start = at(event);
  const { from, to } = current;
  const whole = from <= 0 && to >= span();
  const edge = edges.indexOf(/** @type {HTMLElement} */ (event.target));
  const inside = edge < 0 && !whole && start > from && start < to;
  const move = (/** @type {PointerEvent} */ moved) => {
    const t = at(moved);
    if (edge >= 0) return on(ordered(edge ? from : t, edge ? t : to));
    if (!inside) return on(ordered(start, t));
    const shift = Math.min(span() - to, Math.max(-from, t - start));
    on({ from: from + shift, to: to + shift });
  };
  host.setPointerCapture(event.pointerId);
  host.addEventListener("pointermove", move);
  host.addEventListener("pointerup", () => host.removeEventListener("pointermove", move), { once: true });
  event.preventDefault();
}

/**
 * @param {number} a
 * @param {number} b
 */
const ordered = (a, b) => ({ from: Math.min(a, b), to: Math.max(a, b) });

/**
 * @param {KeyboardEvent} event
 * @param {number} edge
 */
function nudge(event, edge) {
  const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
  if (!direction) return;
  event.preventDefault();
  event.stopPropagation();
  const step = (span() / 100) * direction;
  const { from, to } = current;
  on(edge ? { from, to: Math.max(from, to + step) } : { from: Math.min(to, from + step), to });
}
