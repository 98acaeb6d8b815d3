// The thread of a live session, with a program that remembers what it is told, and a clock that the test moves.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { insideThread, settle } from "./testing/thread.js";

let now = 0; // ms
let beat = () => {};
const told = [];
const said = insideThread({
  liveStart: (scenario) => void told.push(["start", scenario]),
  liveAdvance: (to) => (told.push(["advance", Math.round(to * 1000)]), to), // ms
  liveStep: () => 0.5, // seconds
  liveRate: () => ({ error: "no such rate", path: "" }),
  liveSend: (prompt, output) => (told.push(["send", prompt, output]), 7),
  liveAbort: (id) => void told.push(["abort", id]),
  livePack: (seconds, rows) => (told.push(["pack", seconds, rows]), Uint8Array.of(1)),
});
globalThis.setInterval = (look) => (beat = look);
Object.defineProperty(globalThis, "performance", { value: { now: () => now } });
await import("./liveworker.js");

const tell = async (data) => {
  globalThis.onmessage({ data });
  for (let i = 0; i < 20; i++) await settle();
};
/** Lets time pass, and the thread look at the clock once. */
const pass = (ms) => {
  now += ms;
  beat();
};
const types = () => said.splice(0).map(({ type }) => type);
await tell({ type: "program", module: {} });

beforeEach(async () => {
  await tell({ type: "pace", speed: 1, paused: false });
  await tell({ type: "start", scenario: "{}", profile: "data/p.json", stream: "" });
  said.length = 0;
  told.length = 0;
});

test("time follows the clock at the chosen speed, stands still in a pause, and does not catch up on a sleep", async () => {
  pass(10);
  await tell({ type: "pace", speed: 4, paused: false });
  pass(10);
  await tell({ type: "pace", speed: 4, paused: true });
  pass(10);
  await tell({ type: "pace", speed: 4, paused: false });
  pass(5000); // of which 100 count
  assert.deepEqual(told, [["advance", 10], ["advance", 50], ["advance", 450]]);
});

test("a step moves the clock to its end, and a new session begins at nought", async () => {
  await tell({ type: "step" });
  pass(10);
  await tell({ type: "start", scenario: "again", profile: "data/p.json", stream: "" });
  pass(10);
  assert.deepEqual(told, [["advance", 510], ["start", "again"], ["advance", 10]]);
});

test("what the engine refuses is said, and the session goes on", async () => {
  await tell({ type: "rate", rate: -1 });
  assert.deepEqual(said, [{ type: "failed", error: "no such rate", over: false }]);
  pass(10);
  assert.deepEqual(told, [["advance", 10]]);
});

test("a picture goes out when one is asked for and something is new", async () => {
  pass(10);
  assert.deepEqual(types(), []);
  await tell({ type: "drawn", rows: 15 });
  assert.deepEqual(types(), ["picture"]);
  pass(10);
  assert.deepEqual(types(), []); // not asked for
  await tell({ type: "drawn", rows: 15 });
  await tell({ type: "drawn", rows: 15 });
  assert.deepEqual(types(), ["picture"]); // nothing is new
  pass(10);
  assert.deepEqual(types(), ["picture"]);
});

test("fast time shows more of the past", async () => {
  await tell({ type: "pace", speed: 20, paused: false });
  await tell({ type: "drawn", rows: 15 });
  assert.deepEqual(told, [["pack", 12, 15]]); // 2.4 s at up to 4×
  assert.equal(said[0].past, 12);
});

test("a request goes out with its prompt and its output", async () => {
  await tell({ type: "send", prompt: 1231, output: 300 });
  assert.deepEqual([told, said], [[["send", 1231, 300]], [{ type: "sent", id: 7 }]]);
});

test("an abort goes out with its request, in a pause too, and its picture comes at once", async () => {
  await tell({ type: "pace", speed: 1, paused: true });
  await tell({ type: "drawn", rows: 15 });
  told.length = said.length = 0;
  await tell({ type: "drawn", rows: 15 });
  await tell({ type: "abort", id: 7 });
  assert.deepEqual([told, types()], [[["abort", 7], ["pack", 2.4, 15]], ["picture"]]);
});
