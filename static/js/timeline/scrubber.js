// A strip of all steps in the window, to drag along: prefills, and preemptions above them.

import * as format from "../format.js";
import { column, header, stepAt } from "./data.js";
import { element } from "../element.js";
import { color, prepare } from "./ink.js";
import { margin, timeScale } from "./scale.js";

/** @import { TimeScale } from "./scale.js" */

/** @type {HTMLCanvasElement} */
let canvas;
/** @type {HTMLElement} */
let handle;
/** @type {TimeScale} */
let scale = timeScale({ from: 0, to: 1 }, 0);

/**
 * Builds the strip; on is called with a step while the reader drags.
 *
 * @param {HTMLElement} host
 * @param {(step: number) => void} on
 */
export function mount(host, on) {
  canvas = element("canvas");
  handle = element("div", { className: "tl-handle", tabIndex: 0, attr: { role: "slider", "aria-label": "Step", "aria-valuemin": "0" } });
  host.append(canvas, handle);
  host.addEventListener("pointerdown", (event) => {
    const left = host.getBoundingClientRect().left;
    const move = (/** @type {PointerEvent} */ { clientX }) => on(stepAt(Math.min(scale.to, Math.max(scale.from, scale.t(clientX - left)))));
    move(event);
    host.setPointerCapture(event.pointerId);
    host.addEventListener("pointermove", move);
    host.addEventListener("pointerup", () => host.removeEventListener("pointermove", move), { once: true });
    event.preventDefault();
    handle.focus({ preventScroll: true });
  });
}

/**
 * @param {number} width
 * @param {number} height
 * @param {TimeScale} onScale
 * @param {[number, number]} steps
 */
export function draw(width, height, onScale, steps) {
  scale = onScale;
  const ctx = prepare(canvas, width, height);
  const middle = height / 2;
  ctx.fillStyle = color("decode-soft");
  ctx.fillRect(margin.left, middle - 2, scale.pixels, 4);
  marks(ctx, "step.prefill", "prefill", middle - 6, 12, steps);
  marks(ctx, "step.preempted", "preempted", middle - 10, 3, steps);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {"step.prefill" | "step.preempted"} name
 * @param {string} ink
 * @param {number} top
 * @param {number} height
 * @param {[number, number]} steps
 */
function marks(ctx, name, ink, top, height, [first, end]) {
  const values = column(name);
  const starts = column("step.start_s");
  const ends = column("step.end_s");
  ctx.fillStyle = color(ink);
  let free = -Infinity;
  for (let k = first; k < end; k++) {
    if (!values[k]) continue;
    const x = Math.max(margin.left, scale.x(starts[k]));
    const width = Math.max(1, scale.x(ends[k]) - x);
    if (x + width < free + 0.5) continue; // a million marks that each add a sliver would be a million rectangles
    ctx.fillRect(x, top, width, height);
    free = x + width;
  }
}

/**
 * Puts the handle at a step, -1 for none.
 *
 * @param {number} step
 */
export function show(step) {
  handle.setAttribute("aria-valuemax", String(header().steps - 1));
  handle.setAttribute("aria-valuenow", String(Math.max(0, step)));
  handle.setAttribute("aria-valuetext", step < 0 ? "no step chosen" : `step ${format.count(step)}`);
  const at = step < 0 ? scale.from : (column("step.start_s")[step] + column("step.end_s")[step]) / 2;
  handle.style.left = `${Math.min(margin.left + scale.pixels, Math.max(margin.left, scale.x(at)))}px`;
  handle.classList.toggle("tl-handle-idle", step < 0);
}
