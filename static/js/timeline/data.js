// The run over time as the engine packed it: a row a step, a row a request, a row a segment of a request's life.

import { unpack } from "../store.js";

/** What is on show. Its parts change together, in load. */
export const data = { header: null, columns: new Map() };

export const load = (buffer) => Object.assign(data, unpack(buffer));

/** The pinned run A, drawn over the run on show; header is null without one. */
export const pinned = { header: null, columns: new Map() };

export const pin = (buffer) => Object.assign(pinned, buffer ? unpack(buffer) : { header: null, columns: new Map() });

/** Where the axis of both ends, in seconds. */
export const span = () => Math.max(data.header.end_s, pinned.header?.end_s ?? 0);

export const column = (name) => data.columns.get(name);

/** Kinds of segments, by their codes. */
export const kinds = ["queued", "prefill", "decode", "preempted"];

const flags = { preempted: 1, slo: 2, tail: 4 };

/** The first index of a rising column whose value exceeds v. */
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

/** The steps of a window: [first, end). */
export const stepsIn = (from, to, run = data) => [above(run.columns.get("step.end_s"), from), above(run.columns.get("step.start_s"), to)];

/** The step that runs at a moment, else the one that ended last before it. */
export function stepAt(t, run = data) {
  const next = above(run.columns.get("step.end_s"), t);
  const started = next < run.header.steps && run.columns.get("step.start_s")[next] <= t;
  return Math.max(0, started ? next : next - 1);
}

/** Whether a step ran at a moment. */
export function busyAt(t, run = data) {
  const k = stepAt(t, run);
  return run.columns.get("step.end_s")[k] > t && run.columns.get("step.start_s")[k] <= t;
}

/** When a request came to the engine and when it was done. */
export function life(id, run = data) {
  const first = run.columns.get("row.first");
  return [run.columns.get("seg.from_s")[first[id]], run.columns.get("seg.to_s")[first[id + 1] - 1]];
}

/** The requests of a filter that live in a window, in order of arrival, and how many the filter has. */
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
