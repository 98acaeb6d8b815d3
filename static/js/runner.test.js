// The pool's thread, with a program that remembers what it is given.

import assert from "node:assert/strict";
import { test } from "node:test";

import { insideThread, settle } from "./testing/thread.js";

const given = [];
const said = insideThread({
  jobProfile: (id, file) => void given.push(`${id} ${new TextDecoder().decode(file)}`),
  jobStream: (name) => void given.push(name),
  jobsOpen: () => null,
  jobStart: (job) => (job === "bad" ? { error: "no such field", path: "" } : null),
  step: () => ({ done: true }),
  jobFigures: () => Float64Array.of(1),
});
await import("./runner.js");

const tell = async (data) => {
  globalThis.onmessage({ data });
  for (let i = 0; i < 20; i++) await settle();
};
const open = (plan, profiles) => ({ type: "open", plan, scenarios: ["{}"], streams: ["data/s.json", ""], profiles });
await tell({ type: "program", module: {} });

test("the program is given each file once, and an own profile again when its contents are others", async () => {
  await tell(open(1, { p: "data/p.json", "own-x": "blob:old" }));
  await tell(open(2, { p: "data/p.json", "own-x": "blob:old" }));
  assert.deepEqual(given, ["p data/p.json", "own-x blob:old", "data/s.json"]);
  await tell(open(3, { p: "data/p.json", "own-x": "blob:new" }));
  assert.deepEqual(given.slice(3), ["own-x blob:new"]);
});

test("jobs are answered, those that fail too; those of other plans are dropped", async () => {
  await tell(open(4, {}));
  await tell({ type: "job", plan: 4, id: 1, job: "{}" });
  await tell({ type: "job", plan: 3, id: 2, job: "{}" });
  await tell({ type: "job", plan: 4, id: 3, job: "bad" });
  assert.deepEqual(said, [{ plan: 4, id: 1, figures: Float64Array.of(1) }, { plan: 4, id: 3, error: "no such field" }]);
  await tell({ type: "cancel" });
  await tell({ type: "job", plan: 4, id: 4, job: "{}" });
  assert.equal(said.length, 2);
});

test("a profile that does not come fails the plan's jobs", async (t) => {
  said.length = 0;
  t.mock.method(globalThis, "fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  await tell(open(5, { "own-y": "data/y.json" }));
  await tell({ type: "job", plan: 5, id: 1, job: "{}" });
  assert.match(said[0].error, /^data\/y.json could not be loaded: .* offline/);
});
