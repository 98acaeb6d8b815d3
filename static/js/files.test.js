import assert from "node:assert/strict";
import { test } from "node:test";

import { bytes, whole } from "./files.js";

test("a file of the site is fetched once, and again where that failed", async () => {
  const asked = [];
  let ok = false;
  globalThis.fetch = async (name) => {
    asked.push(name);
    return { ok, status: 503, arrayBuffer: async () => Uint8Array.of(1, 2).buffer };
  };
  await assert.rejects(bytes("a.json"), /a.json could not be loaded \(503\)/);
  ok = true;
  assert.deepEqual(await bytes("a.json"), Uint8Array.of(1, 2));
  assert.deepEqual(await bytes("a.json"), Uint8Array.of(1, 2));
  assert.deepEqual(asked, ["a.json", "a.json"]);
  assert.equal(bytes(""), null);
});

test("a buffer is handed over as it is, or without what is around it", () => {
  const all = Uint8Array.of(1, 2, 3);
  assert.equal(whole(all), all.buffer);
  assert.deepEqual(new Uint8Array(whole(all.subarray(1))), Uint8Array.of(2, 3));
});
