// A row a request, from its arrival at the engine to its last token. Only rows in sight are drawn, into one canvas that
// stays in place while the list scrolls: its cost does not depend on how many requests there are.

import * as format from "../format.js";
import { above, column, header, kinds, life, pinned } from "./data.js";
import { element } from "../element.js";
import { color, prepare } from "./ink.js";
import { margin, room } from "./scale.js";

/** @import { TimeScale } from "./scale.js" */

const inks = ["queue", "prefill", "decode", "preempted"];
/** @typedef {{ first: number, last: number, y(place: number): number }} Seen The places in sight, and where each stands. */

const lastDrawn = [2, 1, 0, 3]; // where segments share a pixel: preempted over queued over prefill over decode

let rowHeight = 9; // more where all rows have room
let thick = 7; // works
const thin = 3; // waits

/** @type {HTMLElement} */
let scroller;
/** @type {HTMLElement} */
let sheet; // as tall as all rows
/** @type {HTMLCanvasElement} */
let canvas;
/** @type {number[]} */
let rows = []; // requests in the order shown
let chosen = -1;
let pending = 0;
/** @type {{ width: number, scale: TimeScale } | null} */
let view = null; // what the last draw was given: { width, scale }

/**
 * Builds the list; on.pick is called with a request, on.hover with a request and the pointer, or with -1.
 *
 * @param {HTMLElement} host
 * @param {{ pick(request: number): void, hover(request: number, event: PointerEvent): void }} on
 */
export function mount(host, on) {
  scroller = host;
  canvas = element("canvas");
  sheet = element("div", { className: "tl-sheet" }, canvas);
  host.append(sheet);
  host.addEventListener("scroll", soon, { passive: true });
  host.addEventListener("click", (event) => rowAt(event) >= 0 && on.pick(rowAt(event)));
  host.addEventListener("pointermove", (event) => on.hover(rowAt(event), event));
  host.addEventListener("pointerleave", (event) => on.hover(-1, event));
}

/**
 * Shows these requests.
 *
 * @param {number[]} requests
 */
export function list(requests) {
  rows = requests;
  rowHeight = Math.max(9, Math.min(16, Math.floor(scroller.clientHeight / Math.max(1, rows.length))));
  thick = rowHeight - 2;
  sheet.style.height = `${rows.length * rowHeight + 4}px`;
}

/**
 * Rings a request, -1 for none, and if asked scrolls to it where it is out of sight.
 *
 * @param {number} request
 * @param {boolean} reveal
 */
export function choose(request, reveal) {
  chosen = request;
  const place = above(rows, request) - 1;
  if (!reveal || request < 0 || rows[place] !== request) return;
  const top = place * rowHeight;
  if (top < scroller.scrollTop || top + rowHeight > scroller.scrollTop + scroller.clientHeight) {
    scroller.scrollTop = Math.max(0, top - scroller.clientHeight / 2);
  }
}

/**
 * The request that many places from the chosen one, or the first in sight.
 *
 * @param {number} distance
 */
export function neighbour(distance) {
  if (!rows.length) return -1;
  const place = above(rows, chosen) - 1;
  if (rows[place] !== chosen) return rows[Math.min(rows.length - 1, Math.floor(scroller.scrollTop / rowHeight))];
  return rows[Math.min(rows.length - 1, Math.max(0, place + distance))];
}

/**
 * @param {number} width
 * @param {TimeScale} scale
 */
export function draw(width, scale) {
  view = { width, scale };
  paint();
}

/** Draws in the next frame, once however often it is asked for. */
function soon() {
  pending ||= requestAnimationFrame(() => {
    pending = 0;
    paint();
  });
}

function paint() {
  if (!view) return;
  const { width, scale } = view;
  const height = scroller.clientHeight;
  const ctx = prepare(canvas, width - margin.right, height);
  const top = scroller.scrollTop;
  const first = Math.max(0, Math.floor(top / rowHeight));
  const last = Math.min(rows.length, Math.ceil((top + height) / rowHeight));
  const seen = { first, last, y: (/** @type {number} */ place) => place * rowHeight - top + 1 };
  ctx.save();
  ctx.beginPath();
  ctx.rect(margin.left, 0, scale.pixels, height);
  ctx.clip();
  for (const kind of lastDrawn) segments(ctx, kind, seen, scale);
  chunks(ctx, seen, scale);
  if (pinned.header) ghosts(ctx, seen, scale);
  ctx.restore();
  labels(ctx, seen, height);
  ring(ctx, seen, width);
}

/**
 * All segments of one kind in sight: thin bars wait, thick bars work.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} kind
 * @param {Seen} seen
 * @param {TimeScale} scale
 */
function segments(ctx, kind, { first, last, y }, scale) {
  const begin = column("row.first");
  const from = column("seg.from_s");
  const to = column("seg.to_s");
  const types = column("seg.kind");
  const size = kinds[kind] === "decode" ? thick : thin;
  ctx.fillStyle = color(inks[kind]);
  ctx.globalAlpha = kinds[kind] === "decode" ? 0.88 : 1;
  ctx.beginPath();
  for (let place = first; place < last; place++) {
    const id = rows[place];
    for (let i = begin[id]; i < begin[id + 1] && from[i] <= scale.to; i++) {
      if (types[i] === kind && to[i] >= scale.from) bar(ctx, scale.x(from[i]), scale.x(to[i]), y(place) + (thick - size) / 2, size);
    }
  }
  ctx.fill();
  ctx.globalAlpha = 1;
}

/**
 * The steps that a request's prompt, or its recompute, rode in.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Seen} seen
 * @param {TimeScale} scale
 */
function chunks(ctx, { first, last, y }, scale) {
  const begin = column("row.chunk");
  const steps = column("chunk.step");
  const starts = column("step.start_s");
  const ends = column("step.end_s");
  ctx.fillStyle = color("prefill");
  ctx.beginPath();
  for (let place = first; place < last; place++) {
    const id = rows[place];
    for (let i = begin[id]; i < begin[id + 1]; i++) {
      const k = steps[i];
      if (ends[k] >= scale.from && starts[k] <= scale.to) bar(ctx, scale.x(starts[k]), scale.x(ends[k]), y(place), thick);
    }
  }
  ctx.fill();
}

/**
 * From when to when the pinned run had the request of the same number: a line under the row, with a tick at its end.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Seen} seen
 * @param {TimeScale} scale
 */
function ghosts(ctx, { first, last, y }, scale) {
  ctx.fillStyle = color("ink3");
  for (let place = first; place < last; place++) {
    if (rows[place] >= header(pinned).requests) continue;
    const [from, to] = life(rows[place], pinned).map((t) => Math.min(1e5, Math.max(-10, scale.x(t))));
    ctx.fillRect(from, y(place) + thick, to - from, 1);
    ctx.fillRect(to - 1, y(place), 2, thick + 1);
  }
}

/**
 * A bar of at least one pixel, rounded where there is room.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} left
 * @param {number} right
 * @param {number} top
 * @param {number} height
 */
function bar(ctx, left, right, top, height) {
  const x = Math.max(left, margin.left - 4);
  const width = Math.max(1, Math.min(right, 1e5) - x);
  if (width > 5 && height === thick) ctx.roundRect(x, top, width, height, 2);
  else ctx.rect(x, top, width, height);
}

const tall = 13; // pixels from which on a row has room for its number

/**
 * The number of every request, where rows are low of every few, but for what the edges of the list would cut and what would lie over the
 * chosen one's.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Seen} seen
 * @param {number} height
 */
function labels(ctx, { first, last, y }, height) {
  const every = rowHeight >= tall ? 1 : 5;
  const near = Math.ceil(tall / rowHeight);
  const at = above(rows, chosen) - 1;
  ctx.textAlign = "right";
  for (let place = Math.ceil(first / every) * every; place < last; place += every) {
    const middle = y(place) + thick / 2 + 0.5;
    if (middle < tall / 2 || middle > height - tall / 2) continue;
    if (rows[at] === chosen && Math.abs(at - place) < near) continue;
    ctx.fillStyle = color("ink3");
    ctx.fillText(`#${format.count(rows[place])}`, margin.left - 6, middle, room);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Seen} seen
 * @param {number} width
 */
function ring(ctx, { first, last, y }, width) {
  const place = above(rows, chosen) - 1;
  if (chosen < 0 || rows[place] !== chosen || place < first || place >= last) return;
  ctx.strokeStyle = color("ink");
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.roundRect(margin.left - 2, y(place) - 1.5, width - margin.left - margin.right + 1, rowHeight + 1, 3);
  ctx.stroke();
  ctx.font = `650 12px ${color("sans")}`;
  ctx.textAlign = "right";
  ctx.fillStyle = color("ink");
  ctx.fillText(`#${format.count(chosen)}`, margin.left - 6, y(place) + thick / 2 + 0.5, room);
}

/** @param {MouseEvent} event */
function rowAt(event) {
  const place = Math.floor((event.clientY - scroller.getBoundingClientRect().top + scroller.scrollTop - 1) / rowHeight);
  return rows[place] ?? -1;
}
