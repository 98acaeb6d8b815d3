import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument } from "./testing/dom.js";

const { style } = fakeDocument({ "--queue": " #c00 ", "--ink": "#111111", "--surface": "#ffffff", "--sans": "Inter" });
const { bind, functions } = await import("./bind.js");
const format = await import("./format.js");

const columns = new Map(Object.entries({ x: [1, 2, 3, 4], y: [10, NaN, 30, 40], wide: [1, 10, 100, 1000], kind: [0, 1, 1, 2], step: [7, 8, 9, 10] }));
const column = (name) => columns.get(name);
const size = { width: 600, height: 400 };
const layout = (series, axes = {}) => ({
  grid: [{ top: "0%", height: "100%" }], xAxis: [{ type: "value" }], yAxis: [{ type: "value" }], ...axes,
  series: [].concat(series).map((one) => ({ type: "scatter", xAxisIndex: 0, yAxisIndex: 0, x: "x", y: "y", ...one })),
});
const bound = (...args) => bind(layout(...args), size, column, style).option;
const data = (series) => [...bound(series).series[0].data];

test("points are x, y and row, in the series' own columns; rows without a value are left out unless they break a line", () => {
  assert.deepEqual(data({}), [1, 10, 0, 3, 30, 2, 4, 40, 3]);
  assert.deepEqual(data({ x: "wide" }), [1, 10, 0, 100, 30, 2, 1000, 40, 3]);
  assert.deepEqual(data({ broken: true }), [1, 10, 0, 2, NaN, 1, 3, 30, 2, 4, 40, 3]);
  assert.deepEqual(data({ y: "@top" }), [1, 1, 0, 2, 1, 1, 3, 1, 2, 4, 1, 3]);
  assert.deepEqual(data({ rows: [3, 0] }), [4, 40, 3, 1, 10, 0]);
  assert.deepEqual(data({ where: { column: "kind", min: 1, max: 2 } }), [3, 30, 2, 4, 40, 3]);
  assert.deepEqual(data({ where: { column: "kind", min: 0, max: 0 } }), [1, 10, 0]);
  assert.deepEqual(data({ y: "nowhere" }), []);
});

test("colours and functions are put in", () => {
  const option = bound({ itemStyle: { color: "var(--queue)" } }, { yAxis: [{ axisLabel: { formatter: "@latency" } }], tooltip: { formatter: "@requestTip" } });
  assert.equal(option.series[0].itemStyle.color, "#c00");
  assert.equal(option.yAxis[0].axisLabel.formatter, format.tick);
  assert.equal(option.tooltip.formatter.name, "request");
  assert.equal(option.textStyle.fontFamily, "Inter");
});

test("shares are written in percent, as ticks of decades are", () => {
  assert.deepEqual([0, 0.005, 0.25, 1].map(functions.share), ["0\u2009%", "1\u2009%", "25\u2009%", "100\u2009%"]);
  assert.deepEqual([0.01, 0.1, 0.5, 1, 5, 1000].map(functions.decades), ["0.01", "0.1", "", "1", "", "1,000"]);
});

test("a latency axis is logarithmic where the values span enough, else it begins at 0", () => {
  const y = (name) => bound({ y: name }, { yAxis: [{ type: "@latencyScale" }] }).yAxis[0];
  assert.deepEqual([y("x").type, y("x").min], ["value", 0]);
  assert.equal(y("wide").type, "log");
  assert.ok(y("wide").min < 1 && y("wide").max > 1000);
  const scaled = bound({}, { yAxis: [{ type: "@latencyScale", scale: true }] }).yAxis[0];
  assert.equal(scaled.min, undefined);
});

test("a single value, or none, has an axis with room around it", () => {
  const one = (type, name) => bound({ x: name, y: name, rows: [2] }, { yAxis: [{ type }] }).yAxis[0];
  for (const type of ["@sharedCounts", "@sharedLatency", "@decadeScale"]) {
    const axis = one(type, "wide"); // 100
    assert.ok(axis.min < 100 && axis.max > 100 && axis.min > 0, `${type}: ${axis.min} to ${axis.max}`);
    assert.ok(axis.axisTick.customValues.length < 10, type);
    const empty = one(type, "nowhere");
    assert.ok(empty.min < empty.max && empty.axisTick.customValues.length < 10, `${type} without values`);
  }
});

test("an axis makes room for what is its own, and not for what stands aside", () => {
  const axes = { yAxis: [{ max: "@roomAbove" }, { max: "@roomAbove" }] };
  const option = bound([{ y: "x" }, { y: "wide", yAxisIndex: 1 }, { y: "wide", aside: true }], { ...axes, grid: [{ height: "50%" }, { height: "50%" }] });
  assert.deepEqual(option.yAxis.map(({ max, interval }) => [max, interval]), [[5, 2.5], [1200, 600]]);
});

test("a limit across a panel is in sight", () => {
  const y = (limit) => bound({ y: "x", markLine: { data: [{ yAxis: limit }] } }, { yAxis: [{ type: "@limitScale" }] }).yAxis[0];
  assert.equal(y(5).type, "value");
  assert.deepEqual([y(200).type, Math.round(y(200).max)], ["log", 260]);
});

test("a label stands where there is more room", () => {
  const upright = (at) => bound({ markLine: { data: [{ xAxis: at }], label: {} } }).series[0].markLine.label.align;
  assert.deepEqual([upright(1.5), upright(3.5)], ["left", "right"]);
  const point = (row, label = {}) => bound([{}, { rows: [row], label }]).series[1].label;
  assert.deepEqual([point(0).position, point(3).position], ["right", "left"]);
  const moved = { position: "right", offset: [10, 4] };
  assert.deepEqual([point(2, moved).offset, point(3, moved).offset, point(3, moved).position], [[10, 4], [-10, -4], "left"]);
});
