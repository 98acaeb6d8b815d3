// The timeline's keys. They act while the timeline is on show and no input has the focus.

import { column, data, stepsIn } from "./data.js";

const typing = "input, select, textarea, [contenteditable], dialog";

/** Calls what a key stands for; on has step, request, zoom and find. */
export function handle(event, shared, window, on) {
  if (shared.page !== "timeline" || event.target.closest?.(typing) || event.ctrlKey || event.metaKey || event.altKey) return;
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

/** The step beside the chosen one, or the next that refused or preempted somebody; the first in sight where none is chosen. */
export function next({ step }, { from, to }, direction, eventful) {
  const last = data.header.steps - 1;
  if (step < 0) return Math.min(last, stepsIn(from, to)[0]);
  let k = step + direction;
  if (eventful) {
    const refused = column("step.refused");
    const preempted = column("step.preempted");
    while (k >= 0 && k <= last && !refused[k] && !preempted[k]) k += direction;
    if (k < 0 || k > last) return step;
  }
  return Math.min(last, Math.max(0, k));
}
