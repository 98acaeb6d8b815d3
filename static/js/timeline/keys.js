// The timeline's keys. They act while the timeline is on show and no input has the focus.

import { column, data, header, stepsIn } from "./data.js";

/** @import { Shared, Span } from "../types/messages" */

const typing = "input, select, textarea, [contenteditable], dialog";

/**
 * Calls what a key stands for; on has step, request, zoom and find.
 *
 * @param {KeyboardEvent} event
 * @param {Shared} shared
 * @param {Span} window
 * @param {{ step(step: number): void, request(distance: number): void, zoom(factor: number): void, find(): void }} on
 */
export function handle(event, shared, window, on) {
  if (shared.page !== "timeline" || (event.target instanceof Element && event.target.closest(typing)) || event.ctrlKey || event.metaKey || event.altKey) return;
  /** @type {Record<string, () => void>} */
  const actions = {
    ArrowLeft: () => on.step(next(shared, window, -1, event.shiftKey)),
    ArrowRight: () => on.step(next(shared, window, 1, event.shiftKey)),
    ArrowUp: () => on.request(-1),
    ArrowDown: () => on.request(1),
    "+": () => on.zoom(0.5),
    "=": () => on.zoom(0.5),
    "-": () => on.zoom(2),
    "/": () => on.find(),
  };
  if (!actions[event.key] || !data.header) return;
  event.preventDefault();
  actions[event.key]();
}

/**
 * The step beside the chosen one, or the next that refused or preempted somebody; where none is chosen the first in sight, or the first
 * from there on that did. Without another such step the choice stays.
 *
 * @param {Pick<Shared, "step">} shared
 * @param {Span} window
 * @param {number} direction
 * @param {boolean} eventful
 */
export function next({ step }, { from, to }, direction, eventful) {
  const last = header().steps - 1;
  const [first, end] = stepsIn(from, to);
  if (step < 0 && !eventful) return Math.min(last, first);
  let k = step >= 0 ? step + direction : direction > 0 ? first : end - 1;
  if (eventful) {
    const refused = column("step.refused");
    const preempted = column("step.preempted");
    while (k >= 0 && k <= last && !refused[k] && !preempted[k]) k += direction;
    if (k < 0 || k > last) return step;
  }
  return Math.min(last, Math.max(0, k));
}
