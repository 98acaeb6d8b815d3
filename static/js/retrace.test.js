import assert from "node:assert/strict";
import { test } from "node:test";

import { retracer } from "./retrace.js";

/** An engine that holds one recording, of what it was started with. */
function holding() {
  const started = [];
  globalThis.llmemu = {
    explainStart: (scenario, profile, stream) => void started.push([scenario, profile, stream].join(" ")),
    explainAdvance: () => ({ done: true }),
  };
  const ask = retracer({ files: async ({ profile, stream }) => [profile, stream], slice: 10, breathe: async () => {} });
  return { started, ask };
}
const job = (profile, scenario = "s", stream = "") => ({ scenario, profile, stream });

test("a run is recorded once, however much is asked about it", async () => {
  const { started, ask } = holding();
  assert.equal(await ask(job("p"), () => "first"), "first");
  assert.equal(await ask(job("p"), () => "second"), "second");
  assert.deepEqual(started, ["s p "]);
});

test("another scenario, stream or profile is another run, also one with the same id and other contents", async () => {
  const { started, ask } = holding();
  for (const run of [job("own:x@1"), job("own:x@2"), job("own:x@2", "t"), job("own:x@2", "t", "stream"), job("own:x@1")]) await ask(run, () => {});
  assert.deepEqual(started, ["s own:x@1 ", "s own:x@2 ", "t own:x@2 ", "t own:x@2 stream", "s own:x@1 "]);
});

test("a recording under way is given up for another", async () => {
  const { started, ask } = holding();
  let steps = 0;
  globalThis.llmemu.explainAdvance = () => ({ done: ++steps > 3 });
  const first = ask(job("p"), () => "first");
  const second = ask(job("q"), () => "second");
  await assert.rejects(first, /another run was asked about/);
  assert.equal(await second, "second");
  assert.deepEqual(started, ["s p ", "s q "]);
});

test("what the engine refuses is said, and asked again", async () => {
  const { started, ask } = holding();
  globalThis.llmemu.explainAdvance = () => ({ error: "no blocks", path: "" });
  await assert.rejects(ask(job("p"), () => {}), /no blocks/);
  globalThis.llmemu.explainAdvance = () => ({ done: true });
  assert.equal(await ask(job("p"), () => "now"), "now");
  assert.equal(started.length, 2);
});

test("a recording says how far it is, and ends when it is given up", async () => {
  const { ask } = holding();
  let steps = 0;
  globalThis.llmemu.explainAdvance = () => {
    if (++steps === 3) ask.stop();
    return { done: false, progress: steps / 10 };
  };
  const shares = [];
  await assert.rejects(ask(job("p"), () => {}, (share) => shares.push(share)), /^Error: The run was not recorded: cancelled\.$/);
  assert.deepEqual(shares, [0.1, 0.2, 0.3]);
  globalThis.llmemu.explainAdvance = () => ({ done: true, progress: 1 });
  assert.equal(await ask(job("p"), () => "again"), "again");
});

test("a recording that was dropped is made again when it is asked for", async () => {
  const { started, ask } = holding();
  let dropped = 0;
  globalThis.llmemu.explainDrop = () => dropped++;
  ask.drop();
  await ask(job("p"), () => {});
  ask.drop();
  ask.drop();
  assert.equal(dropped, 1);
  assert.equal(await ask(job("p"), () => "again"), "again");
  assert.equal(started.length, 2);
});
