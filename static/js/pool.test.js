import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { fakeThreads, settle } from "./testing/thread.js";

const threads = fakeThreads();
Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: 2 }, configurable: true });
const pool = await import("./pool.js");

const plan = (kind, text = "{}") => ({ kind, text, scenarios: ["{}"], streams: [""], profiles: { p: "data/p.json" } });
const listen = () => {
  const told = [];
  return { told, on: { outcome: (buffer, done) => told.push([buffer, done]), failed: (message) => told.push(message) } };
};
const planner = () => threads.all.find(({ script }) => script === "worker.js");
const runners = () => threads.all.filter(({ script }) => script === "runner.js");
const jobs = () => runners().map(({ sent }) => sent.filter(({ type }) => type === "job").map(({ id }) => id));
/** The planner's newest question, which gets an answer. */
const answer = async (reply) => {
  const asked = planner().sent.at(-1);
  planner().says({ id: asked.id, type: "done", ...reply });
  await settle();
  return asked;
};
const handOut = (ids, more = {}) => ({ jobs: JSON.stringify(ids.map((id) => ({ id, seed: id }))), done: false, outcome: null, ...more });
/** The answer of a runner to a job of the plan that it has open. */
const figures = (runner, id, number = runner.sent.findLast(({ type }) => type === "open").plan) => runner.says({ plan: number, id, figures: Float64Array.of(id) });

afterEach(async () => {
  pool.cancel("sweep");
  pool.cancel("compare");
  await settle();
  for (const thread of threads.all) thread.sent = [];
});

test("jobs are spread over the threads, two at a time for each, and answered in any order", async () => {
  const { told, on } = listen();
  pool.start(plan("sweep"), on);
  assert.deepEqual(runners().map(({ sent }) => sent), [1, 2].map(() => [{ type: "open", plan: 1, scenarios: ["{}"], streams: [""], profiles: { p: "data/p.json" } }]));
  assert.equal((await answer({})).type, "planOpen");
  assert.deepEqual([planner().sent.at(-1).want, planner().sent.at(-1).answers], [4, []]);
  await answer(handOut([1, 2, 3, 4]));
  assert.deepEqual(jobs(), [[1, 3], [2, 4]]);
  assert.deepEqual(JSON.parse(runners()[0].sent.at(-1).job), { id: 3, seed: 3 });
  const [a, b] = runners();
  figures(b, 4);
  await settle();
  assert.deepEqual([planner().sent.at(-1).answers.map(({ id }) => id), planner().sent.at(-1).want], [[4], 1]);
  figures(a, 1); // while the planner thinks
  figures(b, 2);
  await answer(handOut([5]));
  assert.deepEqual(jobs(), [[1, 3], [2, 4, 5]]); // to the one that was free
  assert.deepEqual([planner().sent.at(-1).answers.map(({ id }) => id), planner().sent.at(-1).want], [[1, 2], 2]);
  await answer(handOut([], { outcome: "half" }));
  figures(a, 3);
  figures(b, 5);
  await settle();
  await answer(handOut([], { done: true, outcome: "all" }));
  assert.deepEqual(told, [["half", false], ["all", true]]);
});

test("answers to a plan that was given up are stale", async () => {
  const first = listen();
  pool.start(plan("sweep", "old"), first.on);
  await answer({});
  await answer(handOut([1, 2]));
  const [a] = runners();
  const old = a.sent.find(({ type }) => type === "open").plan;
  pool.cancel("sweep");
  assert.deepEqual(a.sent.at(-1), { type: "cancel" });
  const second = listen();
  pool.start(plan("sweep", "new"), second.on);
  await answer({});
  const asked = planner().sent.length;
  figures(a, 1, old);
  await settle();
  await answer(handOut([1]));
  assert.equal(planner().sent.length, asked); // there is nothing to tell the planner
  figures(a, 1);
  await settle();
  assert.deepEqual(planner().sent.at(-1).answers.map(({ id }) => id), [1]);
  await answer(handOut([], { done: true, outcome: "new" }));
  assert.deepEqual([first.told, second.told], [[], [["new", true]]]);
});

test("a plan of the same kind replaces the other, one of another kind waits", async () => {
  const [sweep, next, compare] = [listen(), listen(), listen()];
  pool.start(plan("sweep", "one"), sweep.on);
  pool.start(plan("compare"), compare.on);
  assert.deepEqual(planner().sent.filter(({ type }) => type === "planOpen").map(({ kind }) => kind), ["sweep"]);
  pool.start(plan("sweep", "two"), next.on); // the comparison has waited longer
  assert.deepEqual(planner().sent.filter(({ type }) => type === "planOpen").map(({ kind, text }) => kind + text), ["sweepone", "compare{}"]);
  await answer({});
  await answer(handOut([], { done: true, outcome: "compared" }));
  assert.deepEqual(planner().sent.filter(({ type }) => type === "planOpen").map(({ kind, text }) => kind + text), ["sweepone", "compare{}", "sweeptwo"]);
  assert.deepEqual([sweep.told, compare.told], [[], [["compared", true]]]);
});

test("what follows every edit begins once edits have rested", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const opened = () => planner().sent.filter(({ type }) => type === "planOpen").map(({ text }) => text);
  pool.startSoon(plan("compare", "1"), listen().on);
  t.mock.timers.tick(299);
  pool.startSoon(plan("compare", "2"), listen().on);
  t.mock.timers.tick(299);
  assert.deepEqual(opened(), []);
  t.mock.timers.tick(1);
  assert.deepEqual(opened(), ["2"]);
  pool.cancel("compare");
  pool.startSoon(plan("compare", "3"), listen().on);
  pool.cancel("compare");
  t.mock.timers.tick(1000);
  assert.deepEqual(opened(), ["2"]);
});

test("a planner or a thread that fails ends the plan, and the next begins", async () => {
  const [first, second] = [listen(), listen()];
  pool.start(plan("sweep"), first.on);
  pool.start(plan("compare"), second.on);
  planner().says({ id: planner().sent.at(-1).id, type: "failed", error: "no such field" });
  await settle();
  assert.deepEqual(first.told, ["no such field"]);
  assert.equal(planner().sent.at(-1).kind, "compare");
  runners()[0].onerror({ message: "" });
  assert.deepEqual(second.told, ["The engine could not be loaded: the site does not answer; is this device offline?"]);
  const dead = runners()[0];
  pool.start(plan("sweep"), listen().on);
  assert.equal(dead.terminated, true);
  assert.deepEqual(threads.all.filter(({ script, terminated }) => script === "runner.js" && !terminated).map(({ sent }) => sent.at(-1).type), ["open", "open"]);
});
