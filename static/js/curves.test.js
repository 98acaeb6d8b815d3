import assert from "node:assert/strict";
import { test } from "node:test";

import { pack } from "./testing/figures.js";
import { fakeThreads, settle } from "./testing/thread.js";

const threads = fakeThreads();
const curves = await import("./curves.js");
const computed = (x) => pack({}, { "decode.x": Float64Array.of(x), "decode.256": Float64Array.of(2 * x) });
const answer = async (i, reply) => {
  threads.all[0].says({ id: threads.all[0].sent[i].id, ...reply });
  await settle();
};

test("curves are computed once for each file, and looked up under the prefix of their profile", async () => {
  const sources = { a: "one.json", b: "own:x@1" };
  assert.equal(curves.lookup(sources), null);
  const loaded = curves.load(sources);
  curves.load(sources);
  assert.deepEqual(threads.all[0].sent.map(({ type, profile }) => type + profile), ["curvesone.json", "curvesown:x@1"]);
  await answer(0, { type: "done", buffer: computed(1) });
  assert.equal(curves.lookup(sources), null);
  await answer(1, { type: "done", buffer: computed(5) });
  await loaded;
  const find = curves.lookup(sources);
  assert.deepEqual([...find("a.decode.x"), ...find("b.decode.x"), ...find("b.decode.256")], [1, 5, 10]);
  assert.equal(find("c.decode.x"), undefined);
  assert.equal(curves.lookup({ a: "own:x@2" }), null); // other contents
});

test("what could not be computed is tried again", async () => {
  const failed = assert.rejects(curves.load({ a: "two.json" }), /no grid/);
  await answer(2, { type: "failed", error: "no grid" });
  await failed;
  curves.load({ a: "two.json" });
  assert.equal(threads.all[0].sent.length, 4);
});
