import assert from "node:assert/strict";
import { test } from "node:test";
import { resolve } from "./gallery.js";

const groups = [{ title: "KV cache", entries: [{ id: "fp8-kv", title: "fp8", says: "", link: "s=1.x&v=gaps" }] }];
let fetches = 0;
let status = 500;
globalThis.fetch = async () => {
  fetches++;
  return { ok: status === 200, status, json: async () => groups };
};

test("an address that is no example is followed as it is, and nothing is fetched", async () => {
  assert.deepEqual(await resolve("#s=1.abc"), { link: "#s=1.abc", notice: "" });
  assert.equal(fetches, 0);
});

test("a file that cannot be loaded is said, and asked for again", async () => {
  const { link, notice } = await resolve("#example/fp8-kv");
  assert.equal(link, "#v=gallery");
  assert.match(notice, /could not be loaded \(500\).*Load the page again/);
  status = 200;
  assert.deepEqual(await resolve("#example/fp8-kv"), { link: "#s=1.x&v=gaps", notice: "" });
  assert.equal(fetches, 2);
});

test("an id that no card has leads to the gallery and says so", async () => {
  const { link, notice } = await resolve("#example/nothing");
  assert.equal(link, "#v=gallery");
  assert.match(notice, /no scenario “nothing”: choose one/);
  assert.equal(fetches, 2);
});
