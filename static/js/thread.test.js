// What the page knows of a thread that ends without a word: the lock that the thread holds is free.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeThreads } from "./testing/thread.js";

const threads = fakeThreads();
threads.begins = false;
const locks = []; // that the page queues for
Object.defineProperty(globalThis, "navigator", { configurable: true, value: {
  locks: { request: (name, { signal }, got) => new Promise((resolve, reject) => {
    locks.push(got);
    signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
  }) },
} });
const { ending, startThread } = await import("./thread.js");

/** A thread, what it said to the page, and what the page heard of its end. */
function begin() {
  const heard = { said: [], ends: [] };
  const thread = startThread("worker.js", "engine.wasm");
  thread.onmessage = ({ data }) => heard.said.push(data);
  thread.onerror = (event) => heard.ends.push(ending(event));
  return { thread: threads.all.at(-1), heard };
}

test("a thread whose lock is free has ended", () => {
  const { thread, heard } = begin();
  thread.says({ type: "alive" });
  thread.says({ type: "done" });
  assert.deepEqual(heard, { said: [{ type: "done" }], ends: [] });
  locks.at(-1)();
  assert.deepEqual(heard.ends, ["The engine stopped: the browser ended its thread"]);
});

test("a thread that does not begin is given up", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const silent = begin();
  const alive = begin();
  alive.thread.says({ type: "alive" });
  t.mock.timers.tick(20_000);
  assert.deepEqual(silent.heard.ends, ["The engine could not be loaded: its thread does not begin"]);
  assert.deepEqual(alive.heard.ends, []);
});

test("of a thread that the page ends nothing is heard", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { thread, heard } = begin();
  thread.terminate();
  t.mock.timers.tick(20_000);
  assert.deepEqual([thread.terminated, heard.ends], [true, []]);
});

test("why a thread ended is said without the browser's words before it, and a script that does not load as well", () => {
  assert.equal(ending({ message: "Uncaught Error: The engine stopped: out of memory" }), "The engine stopped: out of memory");
  assert.match(ending({}), /^The engine could not be loaded: .*offline/);
});
