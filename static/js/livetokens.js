// The tokens of the last seconds, a row for each request: a tick for every token, and what kept it from one.

import * as format from "./format.js";
import { palette, prepare } from "./livecanvas.js";
import { liveTable } from "./livetable.js";
import { element, write } from "./element.js";
import { finder } from "./store.js";

/** @import { LiveColumns, LiveHeader, Picture } from "./types/figures" */
/** @import { Colors } from "./livecanvas.js" */

const left = 48; // room for names, pixels
const bottom = 22; // room for the time
const crowded = 2.2; // pixels between ticks below which they run together
const kinds = /** @type {const} */ (["queue", "prefill", "preempted"]);
const states = ["queued", "prefill or recompute", "preempted", "decode"];
const every = 1000; // ms between descriptions for those who do not see

/** @type {HTMLCanvasElement} */
let canvas;
/** @type {HTMLElement} */
let past;
/** @type {HTMLElement} */
let count;
/** @type {ReturnType<typeof liveTable>} */
let table;
let described = 0;

/** @param {HTMLElement} host */
export function mount(host) {
  /**
   * @param {string} className
   * @param {string} text
   * @param {string} [term]
   */
  const key = (className, text, term) => element("li", {}, element("span", { className }), term ? element("button", { type: "button", className: "term", textContent: text, dataset: { term } }) : text);
  canvas = element("canvas", { className: "live-chart", attr: { role: "img", "aria-label": "Tokens of the last seconds: none yet" } });
  past = element("h2", { textContent: "Tokens" });
  count = element("span", { className: "card-aside live-rows" });
  const legend = element("ul", { className: "legend", attr: { "aria-label": "Marks" } }, key("live-tick", "one token"), key("swatch swatch-prefill", "prefill or recompute", "recompute"), key("swatch live-band", "step that carries prefill"),
    key("live-line live-line-queue", "queued", "queue"), key("live-line live-line-preempted", "preempted", "preemption"));
  table = liveTable("Tokens", ["request", "now", "tokens", "of", "in these seconds"], canvas);
  host.append(element("div", { className: "card-head" }, past, legend, count, table.button), canvas, table.host);
}

/** @param {Picture} picture */
export function draw({ header, columns, past: seconds }) {
  /** @type {LiveColumns} */
  const column = finder(columns);
  const ids = column("row.id");
  write(past, `Tokens, last ${format.plain(seconds)} s`);
  write(count, `${format.count(ids.length)} of ${format.of(header.running + header.waiting, "request")}`);
  table.draw(() => figures(column));
  const view = prepare(canvas);
  if (!view) return;
  const { ctx, width, height } = view;
  const colors = palette();
  const row = Math.min(22, (height - bottom) / Math.max(1, ids.length));
  const x = (/** @type {number} */ ms) => left + (width - left - 8) * Math.max(0, 1 + ms / (1000 * seconds));
  bands(ctx, colors, x, column, row * ids.length);
  ctx.textBaseline = "middle";
  for (let i = 0; i < ids.length; i++) {
    const own = column("row.own")[i];
    ctx.fillStyle = own ? colors.ink : colors.ink2;
    ctx.font = colors.font(11, own ? 650 : 400);
    ctx.textAlign = "right";
    ctx.fillText(own ? "You" : `#${format.count(ids[i])}`, left - 10, (i + 0.5) * row, left - 12);
  }
  spans(ctx, colors, x, column, row);
  ticks(ctx, colors, x, column, row);
  axis(ctx, colors, x, seconds, width, row * ids.length);
  for (let i = 0; i < ids.length; i++) {
    if (!column("row.own")[i]) continue;
    ctx.strokeStyle = colors.ink;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    ctx.roundRect(1, i * row + 1, width - 2, row - 2, 4);
    ctx.stroke();
  }
  describe(header, ids.length, seconds);
}

/**
 * The requests of the chart, a row each.
 *
 * @param {LiveColumns} column
 */
function figures(column) {
  const lately = new Map();
  const [rows, first, last] = [column("run.row"), column("run.first"), column("run.last")];
  for (let i = 0; i < rows.length; i++) lately.set(rows[i], (lately.get(rows[i]) ?? 0) + last[i] - first[i] + 1);
  const [own, state, tokens, outputs] = [column("row.own"), column("row.state"), column("row.tokens"), column("row.output_len")];
  return Array.from(column("row.id"), (id, i) => [
    own[i] ? `#${format.count(id)}, yours` : `#${format.count(id)}`,
    states[state[i]], format.count(tokens[i]), format.count(outputs[i]), format.count(lately.get(i) ?? 0),
  ]);
}

/**
 * The steps that carry prefill, behind everything.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Colors} colors
 * @param {(ms: number) => number} x
 * @param {LiveColumns} column
 * @param {number} height
 */
function bands(ctx, colors, x, column, height) {
  const [start, end, prefill] = [column("step.start_ms"), column("step.end_ms"), column("step.prefill")];
  ctx.fillStyle = colors["prefill-soft"];
  for (let k = 0; k < start.length; k++) {
    if (prefill[k] > 0 && start[k] < 0) ctx.fillRect(x(start[k]), 0, Math.max(1, x(Math.min(0, end[k])) - x(start[k])), height);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Colors} colors
 * @param {(ms: number) => number} x
 * @param {LiveColumns} column
 * @param {number} row
 */
function spans(ctx, colors, x, column, row) {
  const [rows, from, to, kind] = [column("span.row"), column("span.from_ms"), column("span.to_ms"), column("span.kind")];
  for (let i = 0; i < rows.length; i++) {
    const [begin, end] = [x(from[i]), x(to[i])];
    const middle = (rows[i] + 0.5) * row;
    ctx.fillStyle = colors[kinds[kind[i]]];
    if (kind[i] === 1) {
      ctx.beginPath();
      ctx.roundRect(begin, middle - row * 0.32, Math.max(1.5, end - begin), row * 0.64, 2);
      ctx.fill();
    } else ctx.fillRect(begin, middle - 1.25, Math.max(1, end - begin), 2.5);
  }
}

/**
 * A tick at the end of each step; where ticks would touch, one bar.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Colors} colors
 * @param {(ms: number) => number} x
 * @param {LiveColumns} column
 * @param {number} row
 */
function ticks(ctx, colors, x, column, row) {
  const [rows, first, last] = [column("run.row"), column("run.first"), column("run.last")];
  const end = column("step.end_ms");
  ctx.fillStyle = colors.decode;
  for (let i = 0; i < rows.length; i++) {
    const top = rows[i] * row + row * 0.22;
    const [begin, stop] = [x(end[first[i]]), x(end[last[i]])];
    const n = last[i] - first[i];
    if (n > 0 && (stop - begin) / n < crowded) {
      ctx.globalAlpha = 0.75;
      ctx.fillRect(begin, top, stop - begin, row * 0.56);
      ctx.globalAlpha = 1;
    } else for (let k = first[i]; k <= last[i]; k++) ctx.fillRect(x(end[k]) - 1, top, 2, row * 0.56);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Colors} colors
 * @param {(ms: number) => number} x
 * @param {number} seconds
 * @param {number} width
 * @param {number} top
 */
function axis(ctx, colors, x, seconds, width, top) {
  ctx.strokeStyle = colors["line-strong"];
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(left, top + 0.5);
  ctx.lineTo(width - 8, top + 0.5);
  ctx.stroke();
  ctx.fillStyle = colors.ink3;
  ctx.font = colors.font(11);
  for (let i = 0; i <= 4; i++) {
    const s = (seconds * (i - 4)) / 4;
    ctx.textAlign = i === 0 ? "left" : i === 4 ? "right" : "center";
    ctx.fillText(i === 4 ? "now" : `${format.plain(Number(s.toPrecision(2)))}\u00a0s`, x(1000 * s), top + 12);
  }
}

/**
 * Says in words what the canvas shows, now and then.
 *
 * @param {LiveHeader} header
 * @param {number} rows
 * @param {number} seconds
 */
function describe(header, rows, seconds) {
  if (performance.now() - described < every) return;
  described = performance.now();
  canvas.setAttribute("aria-label", `Tokens of ${format.of(rows, "request")} over the last ${format.of(seconds, "second")}. ${format.of(header.running, "request")} running, ${format.count(header.waiting)} waiting, ${format.count(header.preempted)} of them preempted; ${format.of(header.tokens_per_s, "token")} in the last second.`);
}
