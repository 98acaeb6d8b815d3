import assert from "node:assert/strict";
import { test } from "node:test";

import { words } from "./words.js";

test("words are fetched once, and again if that failed", async () => {
  let asked = 0;
  globalThis.fetch = async () => ({ ok: ++asked > 1, status: 503, json: async () => ({ terms: asked }) });
  await assert.rejects(words(), /could not be loaded \(503\)/);
  assert.deepEqual([await words(), await words(), asked], [{ terms: 2 }, { terms: 2 }, 2]);
});
