import assert from "node:assert/strict";
import { test } from "node:test";

import { column, load, requestCount, result, unpack } from "./store.js";
import { pack } from "./testing/figures.js";

const columns = { "req.arrival_s": Float64Array.of(0.5, 1.5, 2.5), "req.tokens": Int32Array.of(-1, 70_000, 3), "req.cause": Uint8Array.of(3, 0, 1), "ts.t_s": Float64Array.of(9) };

test("columns come out as they went in, whatever the header's length", () => {
  for (const name of ["", "a", "ab", "abc", "abcdefg"]) {
    const { header, columns: found } = unpack(pack({ name }, columns));
    assert.equal(header.name, name);
    for (const [key, values] of Object.entries(columns)) assert.deepEqual(found.get(key), values);
  }
});

test("columns view the packed bytes in place", () => {
  const buffer = pack({}, columns);
  assert.equal(unpack(buffer).columns.get("req.cause").buffer, buffer);
});

test("the result on show changes as a whole", () => {
  assert.equal(requestCount(), 0);
  load(pack({ summary: { steps: 1 } }, columns));
  assert.deepEqual([requestCount(), result.header.summary.steps, column("req.arrival_s")[1]], [3, 1, 1.5]);
  load(pack({}, { "req.arrival_s": Float64Array.of(7) }));
  assert.deepEqual([requestCount(), result.header.summary, result.columns.has("ts.t_s")], [1, undefined, false]);
});
