import assert from "node:assert/strict";
import { test } from "node:test";

import { alike, choose, connect, follow, set, shared } from "./shared.js";

const start = { page: "overview", request: -1, from: 0, to: 0, engine: 0, step: -1, filter: "all" };

test("a choice shows at once, and the page's own code hears of the newest of those made meanwhile", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const seen = [];
  const told = [];
  follow(({ request, step }, before) => seen.push([before.request, request, step]));
  connect({ request: (id) => told.push(["request", id]), step: (k) => told.push(["step", k]), window: (from, to) => told.push(["window", from, to]) });
  choose.request(3);
  choose.request(4);
  choose.step(9);
  choose.request(5);
  choose.window(1, 2);
  assert.deepEqual(seen, [[-1, 3, -1], [3, 4, -1], [4, 4, 9], [4, 5, 9], [5, 5, 9]]);
  assert.deepEqual(told, [["request", 3]]);
  set({ ...start, request: 3 }); // the page has not heard of the others yet
  assert.deepEqual([shared.request, shared.step, shared.to], [5, 9, 2]);
  t.mock.timers.tick(60);
  assert.deepEqual(told.slice(1), [["request", 5], ["step", { engine: 0, step: 9 }], ["window", 1, 2]]);
  t.mock.timers.tick(60);
  set({ ...start, page: "timeline" });
  assert.deepEqual([shared.request, shared.page], [-1, "timeline"]);
  const before = seen.length;
  set({ ...start, page: "timeline" });
  assert.equal(seen.length, before);
});

test("states are compared part by part", () => {
  assert.ok(alike(start, { ...start }));
  assert.ok(!alike(start, { ...start, filter: "tail" }));
  assert.ok(alike(start, { ...start, step: 4 }, "step"));
  assert.ok(!alike(start, { ...start, step: 4, to: 1 }, "step"));
});
