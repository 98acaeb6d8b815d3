// The engine's thread, with a program that remembers what it is asked.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { insideThread, settle } from "./testing/thread.js";

let steps = 0;
let expected = 1; // ms
const said = insideThread({
  start: (scenario) => (scenario === "bad" ? { error: "no such field", path: "engine.x" } : null),
  expected: () => expected,
  step: () => ({ done: ++steps === 50, progress: steps / 50 }),
  soFar: () => `${steps} steps`,
  result: () => Uint8Array.of(1),
  rest() {},
  explainStart: () => null,
  explainAdvance: () => ({ done: true }),
  explainRequest: (request) => `request ${request}`,
  explainStep: ({ engine, step }) => `step ${step} of ${engine}`,
  explainFacts: () => ({ error: "no facts", path: "" }),
});
await import("./worker.js");

const tell = async (data, turns = 200) => {
  globalThis.onmessage({ data });
  for (let i = 0; i < turns; i++) await settle();
};
const run = { type: "run", scenario: "{}", profile: "data/p.json", stream: "", measured: "" };
await tell({ type: "program", module: {} });

beforeEach(() => {
  said.length = 0;
  steps = 0;
});

test("a run goes on until it is done", async () => {
  await tell({ ...run, id: 1 });
  assert.deepEqual([steps, said.map(({ id, type }) => [id, type])], [50, [[1, "done"]]]);
});

test("a run that is expected to take long says so before it begins", async () => {
  expected = 2000;
  await tell({ ...run, id: 9 });
  expected = 1;
  assert.deepEqual(said.map(({ type, soFar }) => [type, soFar]), [["soFar", "0 steps"], ["done", undefined]]);
});

test("a run that is cancelled stops, and says nothing", async () => {
  await tell({ ...run, id: 2 }, 30);
  assert.ok(steps > 0 && steps < 50, `${steps} steps`);
  const before = steps;
  await tell({ type: "cancel" });
  assert.ok(steps <= before + 1, `${steps - before} steps after the cancel`);
  assert.deepEqual(said, []);
});

test("a run that another replaces is not answered, and one that cannot begin says why", async () => {
  await tell({ ...run, id: 3 }, 10);
  await tell({ ...run, id: 4, scenario: "bad" });
  assert.deepEqual(said, [{ id: 4, type: "failed", error: "no such field", path: "engine.x" }]);
});

test("a question is about the request or the step that it names", async () => {
  const job = { scenario: "{}", profile: "data/p.json", stream: "" };
  await tell({ id: "a", type: "explain", what: "request", at: 214, job });
  await tell({ id: "b", type: "explain", what: "step", at: { engine: 1, step: 7 }, job });
  await tell({ id: "c", type: "explain", what: "facts", job });
  assert.deepEqual(said, [{ id: "a", type: "done", text: "request 214" }, { id: "b", type: "done", text: "step 7 of 1" }, { id: "c", type: "failed", error: "no facts", path: "" }]);
});
