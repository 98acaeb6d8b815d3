import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as format from "./format.js";

const cases = JSON.parse(readFileSync(new URL("../../internal/format/testdata/cases.json", import.meta.url)));

for (const { call, value, want } of cases) {
  test(`${call}(${value})`, () => assert.equal(format[call](value), want));
}
