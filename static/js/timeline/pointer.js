// The pointer on the timeline: a crosshair through all rows with a tooltip, a click for a step, a drag or the wheel for
// another window.

import { span, stepAt } from "./data.js";
import * as tip from "./tip.js";

let parts;
let on;
let scale = null; // of the rows on show; null while there are none

/** Wires the rows up. on has window(window), centre(t, length) and step(step). */
export function mount(rows, callbacks) {
  parts = rows;
  on = callbacks;
  parts.stack.addEventListener("pointermove", hoverStack);
  parts.root.addEventListener("pointerleave", leave);
  parts.stack.addEventListener("pointerdown", brush);
  parts.root.addEventListener("wheel", pan, { passive: false });
}

/** Takes the scale of what is on show. */
export function show(onScale, asTable) {
  scale = asTable ? null : onScale;
}

const place = (line, t) => (line.style.transform = `translateX(${parts.left() + scale.x(t)}px)`);

const timeAt = (event) => scale.t(event.clientX - parts.stack.getBoundingClientRect().left - parts.left());

function hover(event) {
  if (!scale) return null;
  const t = timeAt(event);
  if (t < scale.from || t > scale.to) return leave();
  parts.hover.hidden = false;
  place(parts.hover, t);
  return t;
}

function hoverStack(event) {
  const t = hover(event);
  if (t !== null && !parts.gantt.contains(event.target)) tip.step(t, event);
}

/** The pointer is over a request's row, or over none: -1. */
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

/** A click on a panel chooses its step; a drag zooms to what it covers. */
function brush(event) {
  if (!scale || event.button > 0 || !event.target.closest(".tl-panel, .tl-axis")) return;
  const start = timeAt(event);
  const up = (ended) => {
    removeEventListener("pointermove", move);
    parts.band.hidden = true;
    const end = timeAt(ended);
    if (Math.abs(scale.x(end) - scale.x(start)) < 5) return on.step(stepAt(Math.min(scale.to, Math.max(scale.from, end))));
    on.window({ from: Math.min(start, end), to: Math.max(start, end) });
  };
  const move = (moved) => {
    const [a, b] = [start, timeAt(moved)].sort((x, y) => x - y);
    parts.band.hidden = false;
    place(parts.band, Math.max(scale.from, a));
    parts.band.style.width = `${scale.x(Math.min(scale.to, b)) - scale.x(Math.max(scale.from, a))}px`;
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", up, { once: true });
}

/** Sideways scrolling moves the window; with Ctrl, as a pinch comes, scrolling zooms around the pointer. */
function pan(event) {
  if (!scale) return;
  const length = scale.to - scale.from;
  if (event.ctrlKey) {
    event.preventDefault();
    const t = timeAt(event);
    const factor = Math.exp(event.deltaY / 200);
    const to = Math.min(span(), t + (scale.to - t) * factor);
    return on.window({ from: Math.max(0, t - (t - scale.from) * factor), to });
  }
  if (Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
  event.preventDefault();
  on.centre((scale.from + scale.to) / 2 + (event.deltaX / scale.pixels) * length, length);
}
