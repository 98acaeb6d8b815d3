import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDatabase } from "./testing/database.js";

const records = fakeDatabase();
const own = await import("./own.js");
const { bytes } = await import("./files.js");

const profile = (digest, content) => ({ id: "own-x", digest, bytes: Uint8Array.of(content), sheet: '{"id":"own-x"}', report: ["read from x.json"] });
const file = async () => JSON.parse(await own.list())[0].file;

test("a kept profile is listed, read by its file and forgotten", async () => {
  await own.keep(profile("k3", 7));
  assert.deepEqual(JSON.parse(await own.list()), [{ file: "own:own-x@k3", sheet: { id: "own-x" }, report: ["read from x.json"] }]);
  assert.ok(own.isOwn(await file()));
  assert.ok(!own.isOwn("data/profiles/x.json"));
  assert.deepEqual(await own.bytes(await file()), Uint8Array.of(7));
  await own.remove("own-x");
  assert.equal(await own.list(), "[]");
  await assert.rejects(own.bytes("own:own-x@k3"), /no longer keeps the profile own-x/);
});

test("a profile imported again under its id has another file, and none goes by the one of before", async () => {
  await own.keep(profile("k3", 7));
  const before = await file();
  await own.keep(profile("k4", 8));
  const after = await file();
  assert.notEqual(after, before);
  assert.deepEqual(await bytes(after), Uint8Array.of(8));
  await assert.rejects(bytes(before), /imported again/);
});

test("the same contents have the same file", async () => {
  await own.keep(profile("k3", 7));
  const before = await file();
  await own.keep(profile("k3", 7));
  assert.equal(await file(), before);
});

test("a profile that an older page has kept is read too", async () => {
  records.set("own-x", { ...profile("", 9), digest: undefined });
  assert.deepEqual(await own.bytes(await file()), Uint8Array.of(9));
});
