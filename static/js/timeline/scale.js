// The time axis that all rows of the timeline share, and the counts beside each.

/** @import { Span } from "../types/messages" */

/** Pixels at the left of every canvas for the axis labels, and at its right, where the list of requests scrolls. */
export const margin = { left: 46, right: 14 };

/** The room for a label at the left. One of more digits is set closer. */
export const room = margin.left - 8;

/** @typedef {ReturnType<typeof timeScale>} TimeScale */

/**
 * Maps seconds to pixels of a canvas and back.
 *
 * @param {Span} window
 * @param {number} width
 */
export function timeScale({ from, to }, width) {
  const pixels = width - margin.left - margin.right;
  const per = pixels / (to - from);
  return { from, to, pixels, x: (/** @type {number} */ t) => margin.left + (t - from) * per, t: (/** @type {number} */ x) => from + (x - margin.left) / per };
}

/**
 * Round values from..to, about as many as asked for.
 *
 * @param {number} from
 * @param {number} to
 * @param {number} count
 */
export function ticks(from, to, count) {
  const raw = (to - from) / Math.max(1, count);
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * unit).find((m) => m >= raw * 0.999) ?? raw;
  const list = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) list.push(Number((i * step).toPrecision(12)));
  return list;
}

/**
 * A round number at or above a maximum, which halves into another.
 *
 * @param {number} max
 */
export function roundAbove(max) {
  if (max <= 2) return 2;
  const unit = 10 ** Math.floor(Math.log10(max));
  return [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10].map((m) => m * unit).find((m) => m >= max) ?? max;
}

/**
 * The largest value of a step column in every pixel column: no peak is lost.
 *
 * @param {ArrayLike<number>} values
 * @param {[number, number]} steps
 * @param {ArrayLike<number>} starts
 * @param {ArrayLike<number>} ends
 * @param {TimeScale} scale
 */
export function peaks(values, [first, end], starts, ends, scale) {
  const out = new Float32Array(Math.ceil(scale.pixels));
  for (let k = first; k < end; k++) {
    const v = values[k];
    let x = Math.max(0, Math.floor(scale.x(starts[k]) - margin.left));
    const last = Math.min(out.length - 1, Math.ceil(scale.x(ends[k]) - margin.left) - 1);
    do {
      if (v > out[x]) out[x] = v;
      x++;
    } while (x <= last);
  }
  return out;
}
