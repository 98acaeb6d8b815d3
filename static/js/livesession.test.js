// What the page tells the thread of a live session.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument } from "./testing/dom.js";
import { fakeThreads } from "./testing/thread.js";

const page = fakeDocument();
const threads = fakeThreads();
const [own] = ["live-own", "live-stage", "live-tokens", "live-clock"].map((id) => page.add("div", id));
const { set, shared } = await import("./shared.js");
const live = await import("./live.js");

const show = (view) => set({ ...shared, page: view });
const job = { scenario: "{}", profile: "data/p.json", stream: "" };
show("live");
live.mount(() => {});
live.start(job);
const [thread] = threads.all;
const sent = (type) => thread.sent.splice(0).filter((message) => message.type === type);

test("a session begins at its speed, and one picture is asked for until it has come", () => {
  live.setPace(20, false);
  live.setPace(20, false);
  assert.deepEqual(thread.sent.splice(0), [
    { ...job, type: "start" }, { type: "pace", speed: 1, paused: false }, { type: "drawn", rows: 15 },
    { type: "pace", speed: 20, paused: false }, { type: "pace", speed: 20, paused: false },
  ]);
});

test("a session waits while nobody sees it", () => {
  show("overview");
  assert.deepEqual(sent("pace"), [{ type: "pace", speed: 20, paused: true }]);
  show("live");
  assert.deepEqual(sent("pace"), [{ type: "pace", speed: 20, paused: false }]);
  for (const hidden of [true, false]) {
    document.hidden = hidden;
    document.fire("visibilitychange");
    assert.deepEqual(sent("pace"), [{ type: "pace", speed: 20, paused: hidden }]);
  }
});

test("a new session knows nothing of the one before", () => {
  thread.says({ type: "failed", error: "prompt: 9,000 tokens", over: false });
  assert.match(own.textContent, /prompt: 9,000 tokens/);
  live.start(job);
  assert.doesNotMatch(own.textContent, /9,000/);
  assert.deepEqual(sent("start"), [{ ...job, type: "start" }]);
});
