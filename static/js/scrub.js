// Numbers are changed by dragging them sideways, as well as by typing: a run answers while the value moves. The arrow keys
// take the same steps, ten at a time with Shift.

import { stepped } from "./step.js";

const pixelsPerStep = 3;
const slack = 4; // pixels before a press becomes a drag

/** @type {{ input: HTMLInputElement, pointer: number, x: number, from: number, steps: number | null } | null} */
let drag = null; // { input, pointer, x, from, steps } once a number is pressed; steps is null until it moves

export function mount() {
  addEventListener("pointerdown", press);
  addEventListener("mousedown", (event) => drag && event.preventDefault()); // no focus and no selection yet
  addEventListener("pointermove", move);
  addEventListener("pointerup", release);
  addEventListener("pointercancel", end);
  addEventListener("keydown", key);
}

/**
 * The number that an event is about.
 *
 * @param {Event} event
 * @returns {HTMLInputElement | null}
 */
const number = ({ target }) => (target instanceof Element ? target.closest("input[data-step]") : null);

/**
 * What an input stands at: its number, or the one that its placeholder names.
 *
 * @param {HTMLInputElement} input
 */
function value(input) {
  const text = input.value || input.placeholder;
  return /^-?[\d,.]+$/.test(text) ? Number(text.replaceAll(",", "")) : NaN;
}

/**
 * @param {HTMLInputElement} input
 * @param {number} from
 * @param {number} steps
 */
function set(input, from, steps) {
  const { step, min, max } = input.dataset;
  const to = stepped(from, steps, { whole: step === "whole", min: Number(min), max: Number(max) });
  const text = to.toLocaleString("en-US", { maximumFractionDigits: 12 });
  if (text === input.value) return;
  input.value = text;
  input.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** @param {PointerEvent} event */
function press(event) {
  const input = number(event);
  if (!input || input === document.activeElement || input.disabled || event.button !== 0) return;
  const from = value(input);
  if (Number.isFinite(from)) drag = { input, pointer: event.pointerId, x: event.clientX, from, steps: null };
}

/** @param {PointerEvent} event */
function move(event) {
  if (event.pointerId !== drag?.pointer) return;
  const pixels = event.clientX - drag.x;
  if (drag.steps === null) {
    if (Math.abs(pixels) < slack) return;
    drag.input.setPointerCapture(drag.pointer);
    document.documentElement.dataset.scrub = "";
  }
  const steps = Math.trunc(pixels / pixelsPerStep);
  if (steps === drag.steps) return;
  drag.steps = steps;
  set(drag.input, drag.from, steps);
}

/** @param {PointerEvent} event */
function release(event) {
  if (event.pointerId !== drag?.pointer) return;
  if (drag.steps === null) drag.input.select(); // a press without a drag is about to type
  end();
}

function end() {
  drag = null;
  delete document.documentElement.dataset.scrub;
}

/** @param {KeyboardEvent} event */
function key(event) {
  const input = number(event);
  const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (!input || !direction || event.ctrlKey || event.metaKey || event.altKey || Number.isNaN(value(input))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  set(input, value(input), direction * (event.shiftKey ? 10 : 1));
}
