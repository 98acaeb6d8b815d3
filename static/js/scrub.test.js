import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument } from "./testing/dom.js";

const page = fakeDocument();
globalThis.InputEvent = class {};
const { mount } = await import("./scrub.js");
mount();

/** An input with a whole number from 0 to 500, and how often it told of a change. */
function input(value) {
  const node = Object.assign(page.add("input", ""), { value, placeholder: "", told: 0, dispatchEvent: () => node.told++ });
  Object.assign(node.dataset, { step: "whole", min: "0", max: "500" });
  return node;
}

test("a drag takes a step for every three pixels, there and back, and none before it has moved four", () => {
  const target = input("20"); // steps of 1
  const at = (clientX) => {
    page.fire("pointermove", { target, pointerId: 1, clientX });
    return target.value;
  };
  page.fire("pointerdown", { target, pointerId: 1, clientX: 100 });
  assert.deepEqual([at(103), at(109), at(110), at(91), at(130)], ["20", "23", "23", "17", "30"]);
  assert.equal(target.told, 3);
  page.fire("pointerup", { target, pointerId: 1 });
  assert.equal(at(190), "30");
});

test("the arrows take a step, ten with Shift, and stay inside the limits", () => {
  const target = input("20");
  const press = (key, shiftKey = false) => {
    page.fire("keydown", { target, key, shiftKey });
    return target.value;
  };
  assert.deepEqual([press("ArrowUp"), press("ArrowUp", true), press("ArrowDown")], ["21", "31", "30"]);
  target.value = "498";
  assert.equal(press("ArrowUp", true), "500");
});
