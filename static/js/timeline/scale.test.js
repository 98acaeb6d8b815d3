import assert from "node:assert/strict";
import { test } from "node:test";

import { margin, peaks, roundAbove, ticks, timeScale } from "./scale.js";

test("seconds and pixels map onto each other", () => {
  const scale = timeScale({ from: 60, to: 80 }, 200 + margin.left + margin.right);
  assert.equal(scale.x(60), margin.left);
  assert.equal(scale.x(80), margin.left + 200);
  assert.equal(scale.t(scale.x(72.5)), 72.5);
});

test("ticks are round and lie inside", () => {
  assert.deepEqual(ticks(66, 78, 6), [66, 68, 70, 72, 74, 76, 78]);
  assert.deepEqual(ticks(0, 0.003, 3), [0, 0.001, 0.002, 0.003]);
  assert.deepEqual(ticks(0.4, 0.6, 1), [0.4, 0.6]);
});

test("a maximum is never lost, however many steps share a pixel", () => {
  const scale = timeScale({ from: 0, to: 100 }, 10 + margin.left + margin.right);
  const starts = Float64Array.from({ length: 1000 }, (_, k) => k / 10);
  const ends = starts.map((t) => t + 0.1);
  const values = new Int32Array(1000);
  values[777] = 42;
  const columns = peaks(values, [0, 1000], starts, ends, scale);
  assert.equal(columns.length, 10);
  assert.equal(columns[7], 42);
  assert.equal(columns.filter((v) => v > 0).length, 1);
});

test("a step that began before the window fills it from its edge", () => {
  const scale = timeScale({ from: 50, to: 60 }, 10 + margin.left + margin.right);
  assert.deepEqual([...peaks([7], [0, 1], [40], [53], scale)], [7, 7, 7, 0, 0, 0, 0, 0, 0, 0]);
});

test("round numbers at or above a maximum", () => {
  assert.deepEqual([0, 3, 48, 130, 2048].map(roundAbove), [2, 3, 50, 160, 3000]);
});
