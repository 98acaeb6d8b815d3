import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument } from "./testing/dom.js";

const { style } = fakeDocument();
const { heat } = await import("./heat.js");

const columns = new Map(Object.entries({
  x: [8, 4, 8, 4, 4, 2], y: [16, 32, 32, 16, 16, 16], value: [100, 200, 400, 300, 999, 50], grid: [1, 1, 1, 1, 0, 1], meets: [1, 0, 0, 0, 1, 0], "sweep.line": [0, 1, 1, 0, 0, 2],
}));
const described = { x: "x", y: "y", value: "value", shown: "grid", marked: "meets", first: 0, lines: 2, xName: "rate", yName: "seqs", format: "duration", log: false };
const layout = heat({ heat: described, xAxis: [], yAxis: [], series: [], grid: [] }, (name) => columns.get(name), style);
const [{ data, renderItem }] = layout.series;

test("a cell for each pair of the grid, on the lines of its profile, in rising order", () => {
  assert.deepEqual([layout.xAxis[0].data, layout.yAxis[0].data, layout.xAxis[0].name, layout.yAxis[0].name], [["4", "8"], ["16", "32"], "rate", "seqs"]);
  assert.deepEqual(data.map(({ value, text, row }) => [...value, text, row]), [[1, 0, "100\u00a0ms", 0], [0, 1, "200\u00a0ms", 1], [1, 1, "400\u00a0ms", 2], [0, 0, "300\u00a0ms", 3]]);
});

test("levels that are choices have their names, and one without a cell has no level", () => {
  const named = heat({ heat: { ...described, yTexts: ["auto", "bfloat16", "fp8"] }, xAxis: [], yAxis: [], series: [], grid: [] }, (name) => (name === "y" ? [0, 2, 2, 0, 0, 0] : columns.get(name)), style);
  assert.deepEqual(named.yAxis[0].data, ["auto", "fp8"]);
  assert.deepEqual(named.series[0].data.map(({ value, level }) => [value[1], level]), [[0, "auto"], [1, "fp8"], [1, "fp8"], [0, "auto"]]);
});

test("cells are the darker the higher, and those that hold what is asked for are outlined", () => {
  assert.deepEqual(data.map(({ share }) => share), [0, 1 / 3, 1, 2 / 3]);
  assert.deepEqual(data.map(({ marked }) => marked), [true, false, false, false]);
  const draw = (dataIndex, width) => renderItem({ dataIndex, coordSys: { width, height: 100 } }, { coord: () => [50, 50] }).children;
  assert.deepEqual(draw(0, 200).map(({ type, style: { fill } }) => [type, fill]), [["rect", "--kv"], ["rect", "none"], ["text", "--ink"]]);
  assert.deepEqual(draw(2, 80).map(({ type }) => type), ["rect"]);
  assert.ok(draw(2, 200)[0].style.opacity > draw(1, 200)[0].style.opacity);
});
