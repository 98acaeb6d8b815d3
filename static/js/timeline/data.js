// The run over time as the engine packed it: a row a step, a row a request, a row a segment of a request's life.

import { unpack } from "../store.js";

/** @import { Column, Timeline, TimelineColumn, TimelineHeader } from "../types/figures" */

/**
 * What is on show. Its parts change together, in load.
 *
 * @type {Timeline}
 */
export const data = { header: null, columns: new Map() };

/** @param {ArrayBuffer} buffer */
export const load = (buffer) => Object.assign(data, unpack(buffer));

/** Lets go of the run on show: another is being recorded. */
export const forget = () => Object.assign(data, { header: null, columns: new Map() });

/**
 * The pinned run A, drawn over the run on show; header is null without one.
 *
 * @type {Timeline}
 */
export const pinned = { header: null, columns: new Map() };

/** @param {ArrayBuffer | null} buffer */
export const pin = (buffer) => Object.assign(pinned, buffer ? unpack(buffer) : { header: null, columns: new Map() });

/**
 * The header of a run that is there.
 *
 * @param {Timeline} [run]
 */
export const header = (run = data) => /** @type {TimelineHeader} */ (run.header);

/** Where the axis of both ends, in seconds. */
export const span = () => Math.max(header().end_s, pinned.header?.end_s ?? 0);

/**
 * A column of a run that is there.
 *
 * @param {TimelineColumn} name
 * @param {Timeline} [run]
 */
export const column = (name, run = data) => /** @type {Column} */ (run.columns.get(name));

/** Kinds of segments, by their codes. */
export const kinds = ["queued", "prefill", "decode", "preempted"];

/** @type {Record<string, number>} */
const flags = { preempted: 1, slo: 2, tail: 4 };

/**
 * The first index of a rising column whose value exceeds v.
 *
 * @param {ArrayLike<number>} values
 * @param {number} v
 */
export function above(values, v) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] > v) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The steps of a window: [first, end).
 *
 * @param {number} from
 * @param {number} to
 * @param {Timeline} [run]
 * @returns {[number, number]}
 */
export const stepsIn = (from, to, run = data) => [above(column("step.end_s", run), from), above(column("step.start_s", run), to)];

/**
 * The step that runs at a moment, else the one that ended last before it.
 *
 * @param {number} t
 * @param {Timeline} [run]
 */
export function stepAt(t, run = data) {
  const next = above(column("step.end_s", run), t);
  const started = next < header(run).steps && column("step.start_s", run)[next] <= t;
  return Math.max(0, started ? next : next - 1);
}

/**
 * Whether a step ran at a moment.
 *
 * @param {number} t
 * @param {Timeline} [run]
 */
export function busyAt(t, run = data) {
  const k = stepAt(t, run);
  return column("step.end_s", run)[k] > t && column("step.start_s", run)[k] <= t;
}

/**
 * When a request came to the engine and when it was done.
 *
 * @param {number} id
 * @param {Timeline} [run]
 */
export function life(id, run = data) {
  const first = column("row.first", run);
  return [column("seg.from_s", run)[first[id]], column("seg.to_s", run)[first[id + 1] - 1]];
}

/**
 * The requests of a filter that live in a window, in order of arrival, and how many the filter has.
 *
 * @param {string} filter
 * @param {number} from
 * @param {number} to
 */
export function rowsIn(filter, from, to) {
  const first = column("row.first");
  const starts = column("seg.from_s");
  const ends = column("seg.to_s");
  const marks = column("row.flags");
  const mask = flags[filter] ?? 0;
  const rows = [];
  let all = 0;
  for (let id = 0; id < marks.length; id++) {
    if (mask && !(marks[id] & mask)) continue;
    all++;
    if (starts[first[id]] <= to && ends[first[id + 1] - 1] >= from) rows.push(id);
  }
  return { rows, all };
}
