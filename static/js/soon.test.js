import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument, FakeElement } from "./testing/dom.js";

const { frame } = fakeDocument();
let now = 0;
Object.defineProperty(globalThis, "performance", { value: { now: () => (now += 10) } }); // a frame has time for one drawing
let seen = () => {};
globalThis.IntersectionObserver = class {
  constructor(tell) {
    seen = (target, isIntersecting) => tell([{ target, isIntersecting }]);
  }
  observe() {}
};
const { beforeFrame, soon } = await import("./soon.js");

test("the page and the elements take turns", () => {
  const drawn = [];
  const page = () => {
    drawn.push("page");
    if (drawn.length < 5) beforeFrame(page); // it always has more to draw
  };
  soon(new FakeElement("canvas"), () => drawn.push("a"));
  soon(new FakeElement("canvas"), () => drawn.push("b"));
  beforeFrame(page);
  for (let i = 0; i < 5; i++) frame();
  assert.deepEqual(drawn, ["page", "a", "page", "b", "page"]);
});

test("what waits longest is drawn in tasks of its own", (t) => {
  const tasks = [];
  t.mock.method(globalThis, "setTimeout", (task) => tasks.push(task));
  t.mock.method(globalThis, "clearTimeout", () => (tasks.length = 0));
  const drawn = [];
  const far = ["a", "b", "c"].map((name) => {
    const element = new FakeElement("canvas");
    soon(element, () => drawn.push(name));
    return element;
  });
  for (const element of far) seen(element, false);
  frame();
  for (const reached of [["a"], ["a", "b"], ["a", "b", "c"]]) {
    tasks.shift()();
    assert.deepEqual(drawn, reached);
  }
  assert.equal(tasks.length, 0);
});

test("what is off the screen is drawn once nothing has changed for a moment, and once only", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const drawn = [];
  const [near, far] = [new FakeElement("canvas"), new FakeElement("canvas")];
  soon(near, () => drawn.push("near"));
  soon(far, () => drawn.push("far, before"));
  seen(far, false);
  soon(far, () => drawn.push("far"));
  for (let i = 0; i < 3; i++) frame();
  t.mock.timers.tick(249);
  assert.deepEqual(drawn, ["near"]);
  t.mock.timers.tick(1);
  assert.deepEqual(drawn, ["near", "far"]);
});
