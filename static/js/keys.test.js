import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument } from "./testing/dom.js";

const page = fakeDocument();
const { listen } = await import("./keys.js");
const pressed = [];
const on = Object.fromEntries(["run", "undo", "redo", "help", "pin", "escape"].map((name) => [name, () => pressed.push(name)]));
listen({ ...on, find: () => false });
const [body, input, text] = [page.add("div", "b"), page.add("input", "i"), page.add("textarea", "t")];
const press = (key, more = {}) => {
  pressed.length = 0;
  const prevented = page.fire("keydown", { key, target: body, defaultPrevented: false, isComposing: false, ...more });
  return [pressed[0] ?? "", prevented];
};

test("keys do what the help lists", () => {
  assert.deepEqual(press("Enter", { ctrlKey: true }), ["run", true]);
  assert.deepEqual(press("z", { metaKey: true }), ["undo", true]);
  assert.deepEqual(press("Z", { ctrlKey: true, shiftKey: true }), ["redo", true]);
  assert.deepEqual(press("y", { ctrlKey: true }), ["redo", true]);
  assert.deepEqual([press("p"), press("?"), press("Escape")], [["pin", true], ["help", true], ["escape", true]]);
  assert.deepEqual([press("x"), press("toString")], [["", false], ["", false]]);
});

test("what types keeps its keys, and a key that does nothing stays the browser's", () => {
  assert.deepEqual([press("p", { target: input }), press("?", { target: text })], [["", false], ["", false]]);
  assert.deepEqual(press("z", { target: text, ctrlKey: true }), ["", false]);
  assert.deepEqual(press("Enter", { target: input, ctrlKey: true }), ["run", true]);
  assert.deepEqual(press("Escape", { target: input }), ["escape", true]);
  assert.deepEqual([press("/"), press("p", { altKey: true }), press("p", { isComposing: true })], [["", false], ["", false], ["", false]]);
});
