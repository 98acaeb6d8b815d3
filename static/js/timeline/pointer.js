// The pointer on the timeline: a crosshair through all rows with a tooltip, a click for a step, a drag or the wheel for
// another window.

import { span, stepAt } from "./data.js";
import * as tip from "./tip.js";

/** @import { Span } from "../types/messages" */
/** @import { TimeScale } from "./scale.js" */
/** @import { Parts } from "./layout.js" */

/** @typedef {{ window(window: Span): void, centre(t: number, length: number): void, step(step: number): void }} Actions */

/** @type {Parts} */
let parts;
/** @type {Actions} */
let on;
/** @type {TimeScale | null} */
let scale = null; // of the rows on show; null while there are none

/**
 * Wires the rows up. on has window(window), centre(t, length) and step(step).
 *
 * @param {Parts} rows
 * @param {Actions} callbacks
 */
export function mount(rows, callbacks) {
  parts = rows;
  on = callbacks;
  parts.stack.addEventListener("pointermove", hoverStack);
  parts.root.addEventListener("pointerleave", leave);
  parts.stack.addEventListener("pointerdown", brush);
  parts.root.addEventListener("wheel", pan, { passive: false });
}

/**
 * Takes the scale of what is on show.
 *
 * @param {TimeScale} onScale
 * @param {boolean} asTable
 */
export function show(onScale, asTable) {
  scale = asTable ? null : onScale;
}

/**
 * Moves a line to a moment.
 *
 * @param {HTMLElement} line
 * @param {TimeScale} on
 * @param {number} t
 */
const place = (line, { x }, t) => (line.style.transform = `translateX(${parts.left() + x(t)}px)`);

/**
 * The moment under the pointer.
 *
 * @param {MouseEvent} event
 * @param {TimeScale} on
 */
const timeAt = ({ clientX }, { t }) => t(clientX - parts.stack.getBoundingClientRect().left - parts.left());

/** @param {PointerEvent} event */
function hover(event) {
  if (!scale) return null;
  const t = timeAt(event, scale);
  if (t < scale.from || t > scale.to) return leave();
  parts.hover.hidden = false;
  place(parts.hover, scale, t);
  return t;
}

/** @param {PointerEvent} event */
function hoverStack(event) {
  const t = hover(event);
  if (t !== null && !parts.gantt.contains(/** @type {Node} */ (event.target))) tip.step(t, event);
}

/**
 * The pointer is over a request's row, or over none: -1.
 *
 * @param {number} id
 * @param {PointerEvent} event
 */
export function overRow(id, event) {
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

/**
 * A click on a panel chooses its step; a drag zooms to what it covers.
 *
 * @param {PointerEvent} event
 */
function brush(event) {
  if (!scale || event.button > 0 || !(/** @type {Element} */ (event.target).closest(".tl-panel, .tl-axis"))) return;
  const shown = scale;
  const { from, to, x } = shown;
  const start = timeAt(event, shown);
  const up = (/** @type {PointerEvent} */ ended) => {
    removeEventListener("pointermove", move);
    parts.band.hidden = true;
    const end = timeAt(ended, shown);
    if (Math.abs(x(end) - x(start)) < 5) return on.step(stepAt(Math.min(to, Math.max(from, end))));
    on.window({ from: Math.min(start, end), to: Math.max(start, end) });
  };
  const move = (/** @type {PointerEvent} */ moved) => {
    const [a, b] = [start, timeAt(moved, shown)].sort((one, other) => one - other);
    parts.band.hidden = false;
    place(parts.band, shown, Math.max(from, a));
    parts.band.style.width = `${x(Math.min(to, b)) - x(Math.max(from, a))}px`;
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", up, { once: true });
}

/**
 * Sideways scrolling moves the window; with Ctrl, as a pinch comes, scrolling zooms around the pointer.
 *
 * @param {WheelEvent} event
 */
function pan(event) {
  if (!scale) return;
  const length = scale.to - scale.from;
  if (event.ctrlKey) {
    event.preventDefault();
    const t = timeAt(event, scale);
    const factor = Math.exp(event.deltaY / 200);
    const to = Math.min(span(), t + (scale.to - t) * factor);
    return on.window({ from: Math.max(0, t - (t - scale.from) * factor), to });
  }
  if (Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
  event.preventDefault();
  on.centre((scale.from + scale.to) / 2 + (event.deltaX / scale.pixels) * length, length);
}
