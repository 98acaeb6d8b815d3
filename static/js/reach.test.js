import assert from "node:assert/strict";
import { test } from "node:test";

import { get, isUnreached } from "./reach.js";

const device = { onLine: true };
Object.defineProperty(globalThis, "navigator", { configurable: true, value: device });
const text = (response) => response.text();
const problem = (file) => get(file, text).then(() => "none", ({ message }) => message);

test("a file that cannot be reached is offline in words, and what else is wrong is no such thing", async () => {
  globalThis.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
  assert.equal(await problem("a.json"), "a.json could not be loaded: the site does not answer; is this device offline?");
  assert.ok(isUnreached(await problem("a.json")));
  device.onLine = false;
  assert.equal(await problem("a.json"), "a.json could not be loaded: this device is offline");
  assert.ok(isUnreached(await problem("a.json")));
  globalThis.fetch = async () => new Response("", { status: 404 });
  assert.equal(await problem("a.json"), "a.json could not be loaded (404)");
  assert.ok(!isUnreached(await problem("a.json")));
});

test("a file that breaks off is not reached either, one that cannot be read says why", async () => {
  globalThis.fetch = async () => ({ ok: true, text: () => Promise.reject(new TypeError("network error")) });
  assert.match(await problem("a.json"), /offline/);
  globalThis.fetch = async () => ({ ok: true, text: () => Promise.reject(new SyntaxError("no JSON")) });
  assert.equal(await problem("a.json"), "a.json could not be loaded: no JSON");
});
