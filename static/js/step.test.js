import assert from "node:assert/strict";
import test from "node:test";
import { stepped } from "./step.js";

const rate = { whole: false, min: 0.001, max: 1e6 };
const count = { whole: true, min: 1, max: 65536 };

test("a step is a twentieth of the power of ten", () => {
  assert.equal(stepped(8, 1, rate), 8.05);
  assert.equal(stepped(8, -1, rate), 7.95);
  assert.equal(stepped(2048, 1, count), 2050);
  assert.equal(stepped(2048, -1, count), 2000);
  assert.equal(stepped(3, 4, count), 7);
});

test("values stay round and inside their limits", () => {
  assert.equal(stepped(9.9, 3, rate), 10.5);
  assert.equal(stepped(0.3, 3, rate), 0.315);
  assert.equal(stepped(2, -10, count), 1);
  assert.equal(stepped(65000, 100, count), 65536);
  assert.equal(stepped(0, 2, { whole: false, min: 0, max: 1 }), 0.0105);
});

test("steps back lead where they came from", () => {
  assert.equal(stepped(stepped(8, 30, rate), -30, rate), 8);
});
