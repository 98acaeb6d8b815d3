import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as format from "./format.js";

const cases = JSON.parse(readFileSync(new URL("../../internal/format/testdata/cases.json", import.meta.url)));

for (const { call, value, want } of cases) {
  test(`${call}(${value})`, () => assert.equal(format[call](value), want));
}

test("a count has its noun in the plural but for one", () => {
  assert.deepEqual([0, 1, 2, 1000].map((n) => format.of(n, "token")), ["0 tokens", "1 token", "2 tokens", "1,000 tokens"]);
});
