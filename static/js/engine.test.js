import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { fakeThreads, settle } from "./testing/thread.js";

const threads = fakeThreads();
const engine = await import("./engine.js");

let told = [];
engine.listen({
  started: () => told.push("started"),
  ended: () => told.push("ended"),
  progress: (share) => told.push(share),
  soFar: (id, soFar) => told.push([id, soFar]),
  done: (job, buffer, took) => told.push(["done", job.id, buffer, took]),
  failed: (id, path, error) => told.push(["failed", id, path, error]),
});
const job = (id) => ({ id, scenario: `{"seed":${id}}`, profile: "p", stream: "", measured: "" });
engine.warmUp(job(0));
const [worker] = threads.all;

beforeEach(() => {
  engine.cancel();
  told = [];
  worker.sent = [];
});

test("a warm-up is nobody's", () => {
  worker.says({ id: -1, type: "done", buffer: "b", took: 1 });
  assert.deepEqual(told, []);
});

test("a run's progress and result are told", () => {
  engine.run(job(1));
  assert.deepEqual(worker.sent, [{ ...job(1), type: "run" }]);
  worker.says({ id: 1, type: "progress", progress: 0.5 });
  worker.says({ id: 1, type: "soFar", soFar: "{}" });
  worker.says({ id: 1, type: "done", buffer: "b", took: 12 });
  assert.deepEqual(told, ["ended", "started", 0.5, [1, "{}"], "ended", ["done", 1, "b", 12]]);
});

test("while a short run ends settings go on changing, and the newest run next", () => {
  engine.run(job(1));
  engine.run(job(2));
  engine.run(job(3));
  assert.deepEqual(worker.sent.map(({ id }) => id), [1]);
  worker.says({ id: 1, type: "done", buffer: "one", took: 30 });
  assert.deepEqual(worker.sent.map(({ id }) => id), [1, 3]);
  assert.deepEqual(told.filter(Array.isArray), [["done", 1, "one", 30]]);
  worker.says({ id: 3, type: "done", buffer: "three", took: 30 });
  assert.deepEqual(told.filter(Array.isArray).map(([, id]) => id), [1, 3]);
  assert.equal(worker.sent.length, 2);
});

test("a long run is replaced, and its answer is stale", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  engine.run(job(4));
  engine.run(job(5));
  t.mock.timers.tick(101);
  assert.deepEqual(worker.sent.map(({ id }) => id), [4, 5]);
  worker.says({ id: 4, type: "progress", progress: 0.9 });
  worker.says({ id: 4, type: "done", buffer: "stale", took: 200 });
  worker.says({ id: 5, type: "failed", path: "engine.tp", error: "no" });
  assert.deepEqual(told.filter((what) => what !== "ended" && what !== "started"), [["failed", 5, "engine.tp", "no"]]);
});

test("a cancelled run says nothing more, and none begins after it", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  engine.run(job(6));
  engine.run(job(7));
  engine.cancel();
  t.mock.timers.tick(1000);
  worker.says({ id: 6, type: "done", buffer: "stale", took: 1 });
  assert.deepEqual(worker.sent.map(({ id, type }) => id ?? type), [6, "cancel"]);
  assert.deepEqual(told.filter(Array.isArray), []);
});

test("questions are answered by their id", async () => {
  const [first, second] = [engine.ask({ type: "curves", profile: "a" }), engine.ask({ type: "curves", profile: "b" })];
  const [a, b] = worker.sent;
  assert.deepEqual([a.profile, b.profile], ["a", "b"]);
  worker.says({ id: b.id, type: "done", buffer: "B" });
  worker.says({ id: a.id, type: "failed", error: "not here" });
  assert.equal((await second).buffer, "B");
  await assert.rejects(first, /not here/);
});

test("a question beside has a thread of its own, which ends with it", async () => {
  const asked = engine.askBeside({ type: "explain", what: "timeline", at: 0, job: job(8) });
  const own = threads.all.at(-1);
  assert.notEqual(own, worker);
  own.says({ id: 1, type: "progress", progress: 1 });
  own.says({ id: 1, type: "done", buffer: "timeline" });
  assert.equal(await asked, "timeline");
  assert.ok(own.terminated);
});

test("a file is imported on a thread of its own, with its progress", async () => {
  const shares = [];
  const { imported } = engine.importFile("file", ({ stage, share }) => shares.push([stage, share]));
  const own = threads.all.at(-1);
  assert.deepEqual([own.script, own.sent], ["importer.js", [{ type: "import", file: "file" }]]);
  own.says({ type: "progress", stage: "read", share: 1 });
  own.says({ type: "progress", stage: "take", share: 0.25 });
  own.says({ type: "done", profile: { id: "own-x" } });
  assert.deepEqual([await imported, shares, own.terminated], [{ id: "own-x" }, [["read", 1], ["take", 0.25]], true]);
});

test("a file is worked on for a minute, however long it takes to be read, and the next has a thread of its own", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { imported } = engine.importFile("slow", () => {});
  const slow = threads.all.at(-1);
  slow.says({ type: "progress", stage: "read", share: 0.5 });
  t.mock.timers.tick(100_000);
  slow.says({ type: "progress", stage: "take", share: 0 });
  t.mock.timers.tick(59_000);
  slow.says({ type: "progress", stage: "take", share: 0.5 });
  assert.equal(slow.terminated, false);
  t.mock.timers.tick(1_000);
  await assert.rejects(imported, /no profile could be made of it within 60 s\. Bring a shorter capture/);
  assert.equal(slow.terminated, true);
  const next = engine.importFile("next", () => {});
  const other = threads.all.at(-1);
  assert.notEqual(other, slow);
  other.says({ type: "progress", stage: "take", share: 0 });
  other.says({ type: "done", profile: { id: "own-next" } });
  assert.deepEqual(await next.imported, { id: "own-next" });
});

test("an import that is given up ends its thread and says nothing later", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { imported, giveUp } = engine.importFile("unwanted", () => {});
  let ended = false;
  imported.then(() => (ended = true), () => (ended = true));
  const own = threads.all.at(-1);
  own.says({ type: "progress", stage: "take", share: 0.1 });
  giveUp();
  t.mock.timers.tick(120_000);
  await settle();
  assert.deepEqual([own.terminated, ended], [true, false]);
});

test("an engine that stops fails its run and its questions, and another takes its place", async () => {
  engine.run(job(9));
  const asked = engine.ask({ type: "curves", profile: "a" });
  worker.onerror({ message: "Uncaught Error: The engine stopped: out of memory" });
  await assert.rejects(asked, /The engine stopped: out of memory/);
  await settle();
  assert.deepEqual(told.filter(Array.isArray), [["failed", 9, "", "The engine stopped: out of memory"]]);
  assert.equal(worker.terminated, true);
  engine.run(job(10));
  assert.deepEqual(threads.all.at(-1).sent.map(({ id }) => id), [10]);
});

test("a run that waits for one which stops the engine runs on another", async () => {
  const dying = threads.all.at(-1);
  engine.run(job(10));
  engine.run(job(11));
  dying.onerror({});
  assert.deepEqual(told.filter(Array.isArray).at(-1), ["failed", 10, "", "The engine could not be loaded: the site does not answer; is this device offline?"]);
  assert.notEqual(threads.all.at(-1), dying);
  assert.deepEqual(threads.all.at(-1).sent.map(({ id }) => id), [11]);
});
