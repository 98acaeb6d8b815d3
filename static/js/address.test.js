import assert from "node:assert/strict";
import { test } from "node:test";

test("the address is written at once, then the newest of what follows within a moment", async (t) => {
  let now = 10_000;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(performance, "now", () => now);
  const written = [];
  Object.assign(globalThis, { history: { replaceState: (_state, _title, url) => written.push(url) }, location: { pathname: "/p/", search: "?q" } });
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
