import assert from "node:assert/strict";
import test from "node:test";
import { countAxis, latencyAxis, spreadLabels } from "./curvescale.js";

test("counts have ticks at powers of two, few enough to read", () => {
  assert.deepEqual(countAxis({}, { min: 1, max: 256 }).axisLabel.customValues, [1, 2, 4, 8, 16, 32, 64, 128, 256]);
  assert.deepEqual(countAxis({}, { min: 16, max: 32768 }).axisLabel.customValues, [16, 64, 256, 1024, 4096, 16384]);
});

test("latencies have few ticks at round values, around all of them", () => {
  const { min, max, axisLabel } = latencyAxis({}, { min: 11.2, max: 380 });
  assert.deepEqual([min, max, axisLabel.customValues], [10, 500, [10, 20, 50, 100, 200, 500]]);
  assert.deepEqual(latencyAxis({}, { min: 8, max: 2900 }).axisLabel.customValues, [3, 10, 30, 100, 300, 1000, 3000]);
});

test("labels that would overlap lie around the middle of their places", () => {
  const option = { yAxis: [{ min: 1, max: Math.E }], grid: [{ top: "0", bottom: "0" }] };
  const line = (ms) => ({ yAxisIndex: 0, endLabel: {}, data: [1, ms, 0] });
  const lines = [line(Math.exp(0.1)), line(Math.exp(0.9)), line(Math.exp(0.9))];
  const offsets = spreadLabels(lines, option, { height: 100 }).map(({ endLabel }) => Math.round(endLabel.offset[1]));
  assert.deepEqual(offsets, [0, 7, -7]);
});
