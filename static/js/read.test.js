import assert from "node:assert/strict";
import { test } from "node:test";

import { read } from "./read.js";

test("a file is read piece by piece, and says how far", async () => {
  const shares = [];
  const content = await read(new File([Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5), Uint8Array.of(6, 7, 8)], "x"), (share) => shares.push(share));
  assert.deepEqual([...content], [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(shares.at(-1), 1);

  const pieces = [Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5), Uint8Array.of(6, 7, 8)];
  const reader = { read: async () => ({ done: pieces.length === 0, value: pieces.shift() }) };
  shares.length = 0;
  const again = await read({ size: 8, stream: () => ({ getReader: () => reader }) }, (share) => shares.push(share));
  assert.deepEqual([[...again], shares], [[1, 2, 3, 4, 5, 6, 7, 8], [0.25, 0.625, 1]]);
});
