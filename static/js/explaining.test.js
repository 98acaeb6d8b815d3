import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeThreads, settle } from "./testing/thread.js";

const threads = fakeThreads();
const { explain } = await import("./explaining.js");

const told = [];
const on = { answer: ({ id }, { text, buffer }) => told.push([id, text ?? buffer]), problem: ({ id }, message) => told.push([id, message]), progress: ({ id }, share) => told.push([id, share]) };
const job = { scenario: "{}", profile: "p", stream: "" };
const ask = (id, what) => explain({ id, what, at: id, job }, on);
const asked = () => threads.all[0].sent.map(({ what, at }) => what + at);
const answer = async (at, reply = { type: "done", text: `about ${at}` }) => {
  threads.all[0].says({ id: threads.all[0].sent.find((question) => question.at === at).id, ...reply });
  await settle();
};

test("of each kind one question is asked at a time, and the newest next", async () => {
  ask(1, "step");
  ask(2, "step");
  ask(3, "step");
  ask(4, "request");
  assert.deepEqual(asked(), ["step1", "request4"]);
  await answer(1, { type: "progress", progress: 0.5 });
  await answer(1);
  assert.deepEqual(asked(), ["step1", "request4", "step3"]);
  await answer(4, { type: "failed", error: "not so" });
  await answer(3);
  assert.deepEqual(told, [[1, 0.5], [1, "about 1"], [4, "not so"], [3, "about 3"]]);
});

test("the tail is explained once edits rest", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  ask(5, "facts");
  t.mock.timers.tick(149);
  ask(6, "facts");
  t.mock.timers.tick(150);
  assert.deepEqual(asked().slice(3), ["facts6"]);
});

test("the pinned run is recorded on another thread", async () => {
  ask(7, "pinned");
  const beside = threads.all.at(-1);
  assert.notEqual(beside, threads.all[0]);
  assert.equal(beside.sent[0].what, "timeline");
  beside.says({ id: 1, type: "done", buffer: "recorded" });
  await settle();
  assert.deepEqual(told.at(-1), [7, "recorded"]);
});
