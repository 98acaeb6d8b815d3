import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { fakeDatabase } from "./testing/database.js";
import { settle } from "./testing/thread.js";

const database = fakeDatabase();
const own = await import("./own.js");

const profile = (digest, content, id = "own-x") => ({ id, digest, bytes: Uint8Array.of(content), sheet: `{"id":"${id}"}`, report: ["read from x.json"] });
const listed = async () => JSON.parse((await own.list().inTime).profiles);
const content = async (file) => new Uint8Array(await (await fetch(file)).arrayBuffer());

beforeEach(() => {
  database.records.clear();
  database.fault = null;
});

test("a kept profile is listed, read by its address and forgotten", async () => {
  assert.equal(await own.keep(profile("k3", 7)), "");
  const [{ file, ...rest }] = await listed();
  assert.deepEqual(rest, { sheet: { id: "own-x" }, report: ["read from x.json"] });
  assert.deepEqual(await content(file), Uint8Array.of(7));
  assert.equal(await own.remove("own-x"), "");
  assert.deepEqual(await listed(), []);
});

test("contents have an address: the same have the same, others another, and none goes by the one of before", async () => {
  await own.keep(profile("k3", 7));
  const [{ file: before }] = await listed();
  await own.keep(profile("k3", 7));
  assert.equal((await listed())[0].file, before);
  await own.keep(profile("k4", 8));
  const [{ file: after }] = await listed();
  assert.notEqual(after, before);
  assert.deepEqual([await content(before), await content(after)], [Uint8Array.of(7), Uint8Array.of(8)]);
});

test("a profile that an older page has kept is read too", async () => {
  database.records.set("own-y", { ...profile("", 9, "own-y"), digest: undefined });
  assert.deepEqual(await content((await listed())[0].file), Uint8Array.of(9));
});

test("a removed profile can be kept again while the page is open", async () => {
  await own.keep(profile("k3", 7));
  await own.remove("own-x");
  await own.keep(own.seen("own-x"));
  assert.deepEqual(await content((await listed())[0].file), Uint8Array.of(7));
});

test("a storage that is full, closed or broken says which, and the profile is there for the page", async () => {
  for (const [fault, words] of [
    [new DOMException("", "QuotaExceededError"), "has no room left"],
    [new DOMException("denied", "SecurityError"), "is closed to this page"],
    [new DOMException("internal", "UnknownError"), "fails (internal)"],
  ]) {
    database.fault = fault;
    assert.equal(await own.keep(profile("k5", 5)), words);
    assert.deepEqual(await content(JSON.parse(own.describe(profile("k5", 5))).file), Uint8Array.of(5));
  }
});

test("a browser without storage, or one that shuts it, has no profiles and no problem", async (t) => {
  database.fault = new DOMException("denied", "SecurityError");
  assert.deepEqual(await own.list().inTime, { profiles: "[]", problem: "" });
  const { indexedDB } = globalThis;
  t.after(() => (globalThis.indexedDB = indexedDB));
  delete globalThis.indexedDB;
  assert.deepEqual(await own.list().inTime, { profiles: "[]", problem: "" });
  assert.equal(await own.keep(profile("k6", 6)), "is closed to this page");
});

test("a storage that never answers keeps nobody waiting, and what it tells later is not lost", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  database.records.set("own-z", profile("k3", 3, "own-z"));
  database.fault = "silent";
  const asked = own.list();
  await settle();
  t.mock.timers.tick(1500);
  assert.deepEqual(await asked.inTime, { profiles: "[]", problem: "does not answer" });
  Object.assign(database, { fault: null }).late();
  assert.deepEqual(JSON.parse(await asked.late).map(({ sheet }) => sheet.id), ["own-z"]);
});
