// The panels above the requests: what the engine did in every step, on one axis of time.

import * as format from "../format.js";
import { column, data, header, pinned, stepsIn } from "./data.js";
import { color, pinnedLine, prepare } from "./ink.js";
import { margin, peaks, room, roundAbove, ticks } from "./scale.js";

/** @import { Column, Timeline } from "../types/figures" */
/** @import { TimeScale } from "./scale.js" */

/** @typedef {"running" | "waiting" | "prefill" | "decode" | "blocks"} InSteps Panels whose values are a column of the steps. */

/**
 * A panel. spiky ones have the pinned run behind, the others over what is on show; a phone shows those with more when asked;
 * note has a mark of its own, see preemptions; limit is a key of the header: a setting that the values cannot pass, with its
 * vLLM name.
 *
 * @typedef {{
 *   id: InSteps | "took" | "output", title: string, unit: string, ink: string, soft?: string, note?: string, text?: (value: number) => string,
 *   limit?: "max_num_seqs" | "max_num_batched_tokens" | "num_gpu_blocks", spiky?: boolean, more?: boolean, full?: boolean,
 * }} Panel
 */

/**
 * The panels from the top.
 *
 * @type {Panel[]}
 */
export const panels = [
  { id: "running", title: "Running", unit: "requests", ink: "decode", limit: "max_num_seqs" },
  { id: "waiting", title: "Waiting", unit: "requests", ink: "queue" },
  { id: "prefill", title: "Prefill", unit: "tok/step", ink: "prefill", limit: "max_num_batched_tokens", spiky: true },
  { id: "decode", title: "Decode", unit: "tok/step", ink: "decode", more: true },
  { id: "blocks", title: "KV blocks", unit: "in use", ink: "kv", soft: "kv-soft", limit: "num_gpu_blocks", full: true, note: "preempted" },
  { id: "took", title: "Step", unit: "duration", ink: "ink3", text: format.tick, spiky: true, more: true },
  { id: "output", title: "Output", unit: "tok/s", ink: "decode", soft: "decode-soft", more: true },
];

const pad = { top: 13, bottom: 3 };

/** @typedef {{ values(id: Panel["id"]): Column, most: Map<Panel["id"], number> }} Known The values of each panel, and the largest. */

/** @type {Map<Timeline, Known>} */
const known = new Map(); // by run

/** Takes note of new runs. */
export function refresh() {
  known.clear();
  for (const run of [data, pinned]) if (run.header) known.set(run, figures(run));
}

/**
 * @param {Timeline} run
 * @returns {Known}
 */
function figures(run) {
  const starts = column("step.start_s", run);
  const ends = column("step.end_s", run);
  const took = new Float64Array(starts.length);
  for (let k = 0; k < took.length; k++) took[k] = (ends[k] - starts[k]) * 1000;
  /** @param {Panel["id"]} id */
  const values = (id) => {
    if (id === "took") return took;
    return column(id === "output" ? "out.tokens_s" : `step.${id}`, run);
  };
  const most = (/** @type {Panel} */ { id }) => largest(values(id));
  return { values, most: new Map(panels.map((panel) => [panel.id, most(panel)])) };
}

/** @param {Column} values */
function largest(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > most) most = values[i];
  return most;
}

/**
 * The largest value of a panel in a whole run, written out.
 *
 * @param {Panel} panel
 * @param {Timeline} [run]
 */
export const peak = (panel, run = data) => (panel.text ? format.duration : format.count)(known.get(run)?.most.get(panel.id) ?? 0);

/**
 * @param {Panel} panel
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @param {TimeScale} scale
 * @param {[number, number]} steps
 */
export function draw(panel, canvas, width, height, scale, steps) {
  const ctx = prepare(canvas, width, height);
  const limit = panel.limit ? header()[panel.limit] : 0;
  const most = Math.max(...[...known.values()].map((run) => run.most.get(panel.id) ?? 0));
  const near = limit && most > limit * 0.6;
  const top = (panel.full || near) && most <= limit ? limit : roundAbove(most);
  const base = height - pad.bottom;
  const y = (/** @type {number} */ v) => base - (v / top) * (base - pad.top);
  rules(ctx, width, y, top, panel.text ?? format.count);
  const beside = pinned.header ? heights(pinned, panel.id, scale, stepsIn(scale.from, scale.to, pinned)) : [];
  if (panel.spiky) pinnedLine(ctx, beside, y);
  area(ctx, heights(data, panel.id, scale, steps), y, panel);
  if (!panel.spiky) pinnedLine(ctx, beside, y);
  if (limit && limit <= top) limitLine(ctx, width, y(limit), `${panel.limit} ${format.count(panel.full ? limit + 1 : limit)}`);
  if (panel.id === "blocks") preemptions(ctx, scale, steps, y(top) + 4);
}

/**
 * @param {Timeline} run
 * @param {Panel["id"]} id
 * @param {TimeScale} scale
 * @param {[number, number]} steps
 */
function heights(run, id, scale, steps) {
  const values = known.get(run)?.values(id) ?? [];
  if (id !== "output") return peaks(values, steps, column("step.start_s", run), column("step.end_s", run), scale);
  const starts = column("out.t_s", run);
  const width = starts.length > 1 ? starts[1] - starts[0] : header(run).end_s;
  return peaks(values, [0, starts.length], starts, Float64Array.from(starts, (t) => t + width), scale);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} width
 * @param {(value: number) => number} y
 * @param {number} top
 * @param {(value: number) => string} text
 */
function rules(ctx, width, y, top, text) {
  ctx.fillStyle = color("line");
  for (const v of [0, top / 2, top]) ctx.fillRect(margin.left, Math.round(y(v)), width - margin.left - margin.right, 1);
  ctx.fillStyle = color("ink3");
  ctx.textAlign = "right";
  ctx.fillText(text(top), margin.left - 6, y(top) + 1, room);
  ctx.fillText("0", margin.left - 6, y(0) - 3);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Float32Array} columns
 * @param {(value: number) => number} y
 * @param {Panel} panel
 */
function area(ctx, columns, y, { ink, soft }) {
  const base = y(0);
  ctx.fillStyle = color(soft ?? ink);
  ctx.globalAlpha = soft ? 1 : 0.9;
  for (let x = 0; x < columns.length; x++) {
    if (columns[x] > 0) ctx.fillRect(margin.left + x, y(columns[x]), 1, Math.max(1, base - y(columns[x])));
  }
  ctx.globalAlpha = 1;
  if (!soft) return;
  ctx.strokeStyle = color(ink);
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  for (let x = 0; x < columns.length; x++) ctx.lineTo(margin.left + x + 0.5, y(columns[x]));
  ctx.stroke();
}

/**
 * A setting that the values cannot pass, with its vLLM name above the line.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} width
 * @param {number} at
 * @param {string} text
 */
function limitLine(ctx, width, at, text) {
  ctx.strokeStyle = color("ink2");
  ctx.lineWidth = 1;
  ctx.setLineDash([4, 3]);
  ctx.beginPath();
  ctx.moveTo(margin.left, Math.round(at) + 0.5);
  ctx.lineTo(width - margin.right, Math.round(at) + 0.5);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.font = `500 11px ${color("mono")}`;
  ctx.textAlign = "right";
  ctx.fillStyle = color("ink2");
  ctx.fillText(text, width - margin.right, at - 6);
}

/**
 * A triangle at every preemption, at most one in ten pixels.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {TimeScale} scale
 * @param {[number, number]} steps
 * @param {number} top
 */
function preemptions(ctx, scale, [first, end], top) {
  const counts = column("step.preempted");
  const starts = column("step.start_s");
  ctx.fillStyle = color("preempted");
  let free = -Infinity;
  for (let k = first; k < end; k++) {
    if (!counts[k]) continue;
    const x = Math.max(margin.left, scale.x(starts[k]));
    if (x < free) continue;
    free = x + 10;
    ctx.beginPath();
    ctx.moveTo(x - 4, top);
    ctx.lineTo(x + 4, top);
    ctx.lineTo(x, top + 7);
    ctx.fill();
  }
}

/**
 * The axis under the panels.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @param {TimeScale} scale
 */
export function drawAxis(canvas, width, height, scale) {
  const ctx = prepare(canvas, width, height);
  ctx.fillStyle = color("line-strong");
  ctx.fillRect(margin.left, 0, width - margin.left - margin.right, 1);
  const marks = ticks(scale.from, scale.to, Math.min(8, scale.pixels / 110));
  for (const [i, t] of marks.entries()) {
    const x = scale.x(t);
    ctx.fillStyle = color("line-strong");
    ctx.fillRect(Math.round(x), 0, 1, 4);
    ctx.fillStyle = color("ink3");
    const last = i === marks.length - 1 && x > width - 40;
    ctx.textAlign = last ? "right" : "center";
    ctx.fillText(`${format.plain(t)}\u00a0s`, last ? width - 2 : x, height - 8);
  }
}
