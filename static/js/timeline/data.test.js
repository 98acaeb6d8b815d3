import assert from "node:assert/strict";
import { test } from "node:test";

import { above, busyAt, data, life, pinned, rowsIn, span, stepAt, stepsIn } from "./data.js";
import { next } from "./keys.js";

// Three steps with a pause before the last; two requests, of which the second was preempted.
Object.assign(data, {
  header: { steps: 3, requests: 2, end_s: 10 },
  columns: new Map(
    Object.entries({
      "step.start_s": Float64Array.of(0, 1, 8),
      "step.end_s": Float64Array.of(1, 3, 10),
      "step.refused": Uint8Array.of(0, 0, 5),
      "step.preempted": Int32Array.of(0, 0, 0),
      "row.first": Int32Array.of(0, 2, 4),
      "row.flags": Uint8Array.of(0, 1),
      "seg.from_s": Float64Array.of(0, 1, 2, 7),
      "seg.to_s": Float64Array.of(1, 3, 7, 10),
    }),
  ),
});

test("the first index above a value", () => {
  assert.deepEqual([0, 1, 2, 3, 9].map((v) => above([1, 2, 2, 3], v)), [0, 1, 3, 4, 4]);
});

test("a moment has a step, or the one before it", () => {
  assert.deepEqual([0, 0.5, 1, 2.9, 5, 9, 11].map((t) => stepAt(t)), [0, 0, 1, 1, 1, 2, 2]);
  assert.deepEqual([0.5, 5, 9].map((t) => busyAt(t)), [true, false, true]);
  assert.deepEqual(stepsIn(2, 9), [1, 3]);
});

test("requests of a filter in a window", () => {
  assert.deepEqual(life(1), [2, 10]);
  assert.deepEqual(rowsIn("all", 0, 1), { rows: [0], all: 2 });
  assert.deepEqual(rowsIn("all", 4, 6), { rows: [1], all: 2 }); // the first ended at 3
  assert.deepEqual(rowsIn("preempted", 0, 10), { rows: [1], all: 1 });
  assert.deepEqual(rowsIn("slo", 0, 10), { rows: [], all: 0 });
});

test("keys move by a step, or to one that refuses", () => {
  const window = { from: 2, to: 9 };
  assert.equal(next({ step: -1 }, window, 1, false), 1);
  assert.equal(next({ step: 0 }, window, 1, false), 1);
  assert.equal(next({ step: 0 }, window, 1, true), 2);
  assert.equal(next({ step: 2 }, window, 1, false), 2);
  assert.equal(next({ step: 2 }, window, -1, true), 2);
  assert.equal(next({ step: -1 }, window, 1, true), 2); // the first in sight refused nobody
  assert.equal(next({ step: -1 }, window, -1, true), 2); // the last in sight
  assert.equal(next({ step: -1 }, { from: 0, to: 1 }, -1, true), -1); // none up to there
});

test("the pinned run has steps of its own, and the axis reaches to the later end", () => {
  assert.equal(span(), 10);
  Object.assign(pinned, { header: { steps: 1, end_s: 12 }, columns: new Map([["step.start_s", Float64Array.of(4)], ["step.end_s", Float64Array.of(12)]]) });
  assert.deepEqual([span(), stepAt(5, pinned), busyAt(5, pinned), busyAt(3, pinned)], [12, 0, true, false]);
  assert.deepEqual(stepsIn(5, 6, pinned), [0, 1]);
});
