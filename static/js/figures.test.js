import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument, texts } from "./testing/dom.js";

fakeDocument();
const { figures } = await import("./figures.js");

const columns = (length) => new Map([["a", Float64Array.from({ length }, (_, i) => i)], ["b", Float64Array.from({ length }, (_, i) => (i === 1 ? NaN : i / 10))]]);
const read = (scroll) => {
  const [head, body] = scroll.children[0].children;
  return [texts(head)[0], ...texts(body)];
};

test("a table has a column for each that is there, each in its own format", () => {
  const wanted = [{ title: "A", column: "a", format: "count" }, { title: "B", column: "b", format: "share" }, { title: "none", column: "c", format: "count" }];
  assert.deepEqual(read(figures(wanted, (name) => columns(3).get(name))), [["A", "B"], ["0", "0\u2009%"], ["1", "–"], ["2", "20.0\u2009%"]]);
  const named = [{ title: "A", column: "a", format: "curve" }];
  assert.deepEqual(read(figures(named, (name) => columns(2).get(name), { curve: (i) => `curve ${i}` })), [["A"], ["curve 0"], ["curve 1"]]);
});

test("a long table has at most a hundred rows and the last", () => {
  const rows = read(figures([{ title: "A", column: "a", format: "count" }], (name) => columns(995).get(name)));
  assert.deepEqual([rows.length - 1, rows[1][0], rows[2][0], rows.at(-2)[0], rows.at(-1)[0]], [101, "0", "10", "990", "994"]);
});

test("rows are picked by a column, both ends included", () => {
  const rows = read(figures([{ title: "A", column: "a", format: "count" }], (name) => columns(9).get(name), {}, { column: "a", min: 3, max: 5 }));
  assert.deepEqual(rows.slice(1), [["3"], ["4"], ["5"]]);
});
