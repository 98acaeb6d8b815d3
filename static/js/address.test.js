import assert from "node:assert/strict";
import { test } from "node:test";

/** The history of a browser, as far as it is asked. */
function browse() {
  const entries = [""];
  const put = (/** @type {string} */ url) => (location.hash = url.startsWith("#") ? url : "");
  Object.assign(globalThis, {
    location: { pathname: "/p/", search: "?q", hash: "" },
    history: {
      replaceState: (_state, _title, url) => (entries[entries.length - 1] = put(url)),
      pushState: (_state, _title, url) => entries.push(put(url)),
    },
  });
  return entries;
}

test("a step is an entry, and what is edited changes the present one", async () => {
  const entries = browse();
  const address = await import("./address.js?steps");
  address.visit("a");
  address.visit("a"); // nowhere new
  address.set("b");
  address.set("b2"); // waits
  address.visit("c"); // whatever waits is of the entry before
  assert.deepEqual(entries, ["", "#b2", "#c"]);
  address.keepEdits();
  assert.deepEqual(entries, ["", "#b2", "#c"]);
  address.set("d");
  address.keepEdits(); // what was there stays, and what was made of it is an entry
  assert.deepEqual(entries, ["", "#b2", "#c", "#d"]);
  address.keepEdits();
  assert.equal(entries.length, 4);
});

test("going back leaves what was there", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const entries = browse();
  const address = await import("./address.js?back");
  address.visit("a");
  address.set("b");
  address.set("c"); // waits
  entries.pop();
  location.hash = "";
  address.arrive();
  t.mock.timers.tick(500);
  assert.deepEqual(entries, [""]);
  address.keepEdits();
  assert.deepEqual(entries, [""]);
});

test("the address is written at once, then the newest of what follows within a moment", async (t) => {
  let now = 10_000;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(performance, "now", () => now);
  const written = [];
  Object.assign(globalThis, { history: { replaceState: (_state, _title, url) => written.push(url) }, location: { pathname: "/p/", search: "?q", hash: "" } });
  const address = await import("./address.js");
  const pass = (ms) => {
    now += ms;
    t.mock.timers.tick(ms);
  };
  address.set("a");
  address.set("b");
  pass(100);
  address.set("c");
  assert.deepEqual(written, ["#a"]);
  pass(100);
  assert.deepEqual(written, ["#a", "#c"]);
  pass(500);
  assert.deepEqual(written, ["#a", "#c"]);
  address.set("");
  address.set("d");
  address.write(); // whoever copies it wants it now
  pass(500);
  assert.deepEqual(written.slice(2), ["/p/?q", "#d"]);
});
