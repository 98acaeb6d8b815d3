import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument } from "./testing/dom.js";

const { style } = fakeDocument({ "--surface": "#ffffff", "--ink": "#000000" });
const { picked, shape, table } = await import("./cells.js");
const { shared } = await import("./shared.js");

const columns = new Map(Object.entries({ x: [0, 10, 20], y: [5, 6, 7], n: [4, 0, 16], kind: [0, 1, 1], step: [70, 71, 72] }));
const column = (name) => columns.get(name);

test("a cell goes from its corner as far as it is wide and high; an empty one is none", () => {
  const rows = [...table({ x: "x", y: "y", width: 10, height: 2, n: "n", kind: "kind", pick: "step", colors: [] }, column)];
  assert.deepEqual(rows, [0, 5, 10, 7, 4, 0, 70, 20, 7, 30, 9, 16, 1, 72]);
  assert.equal(picked, 6);
});

test("a bar is as long as its count, along its axis, in its part of the place", () => {
  const along = (bar, more) => [...table({ n: "n", bar, from: 1, width: 10, height: 10, colors: [], ...more }, column)].slice(0, 5);
  assert.deepEqual(along("y", { x: "x", part: 0.5, shift: 0.5 }), [5, 1, 10, 4, 4]);
  assert.deepEqual(along("x", { y: "y" }), [1, 5, 4, 15, 4]);
});

test("cells are the darker the more they hold, and the chosen step's is outlined", () => {
  const cells = { n: "n", colors: ["#0000ff", "#00ff00"], pick: "step" };
  const data = table({ ...cells, x: "x", y: "y", width: 10, height: 2, kind: "kind" }, column);
  const { renderItem } = shape({ type: "custom" }, cells, data, style);
  const draw = (row) => renderItem({ dataIndex: row }, { value: (i) => data[row * 7 + i], coord: ([x, y]) => [x, 100 - y] });
  shared.step = 72;
  const [light, dark] = [draw(0), draw(1)];
  const blue = (color) => Number(/,(\d+)\)/.exec(color)[1]);
  assert.match(light.style.fill, /^rgb\(\d+,\d+,255\)$/);
  assert.ok(blue(dark.style.fill) < 100);
  assert.deepEqual([light.style.lineWidth, dark.style.lineWidth, dark.style.stroke], [0, 2, "#000000"]);
  assert.deepEqual(light.shape, { x: 0, y: 93.5, width: 9, height: 1 });
  shared.step = -1;
});
