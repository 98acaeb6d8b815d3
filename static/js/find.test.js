import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument, FakeElement } from "./testing/dom.js";
import { pack, requests } from "./testing/figures.js";
import { settle } from "./testing/thread.js";

const page = fakeDocument();
const dialog = (id, ...parts) => {
  const node = page.add("dialog", id);
  for (const [tag, className] of parts) node.append(Object.assign(new FakeElement(tag), { className }));
  return node;
};
const finder = dialog("finder", ["input", ""], ["ul", "list"], ["p", "find-none"]);
dialog("help", ["div", "help-body"]);
finder.querySelector = (selector) => FakeElement.prototype.querySelector.call(finder, selector === "[role=listbox]" ? "ul" : selector);
const [input, list, none] = finder.children;
const clicked = [];
const tab = Object.assign(page.add("button", "tab"), { className: "tab", click: () => clicked.push("timeline") });
tab.append(Object.assign(new FakeElement("span"), { className: "tab-title", textContent: "Timeline" }));
const words = { keys: [], terms: [{ id: "ttft", name: "TTFT", short: "time to the first token" }], fields: [{ path: "engine.max_num_seqs", name: "max_num_seqs", doc: "Requests running at most" }] };
globalThis.fetch = async () => ({ ok: true, json: async () => words });

const { load } = await import("./store.js");
const { shared } = await import("./shared.js");
const find = await import("./find.js");
load(pack({ summary: { llmemu: { steps: 5000 } } }, requests));

const search = (text) => {
  input.value = text;
  input.fire("input");
  return list.children.map((row) => row.children.map((cell) => cell.textContent).join(" "));
};

test("views, fields and words are found by what they are called or do", async () => {
  await find.open();
  await settle();
  assert.deepEqual(search(""), ["Timeline view", "max_num_seqs field", "TTFT word"]);
  assert.deepEqual([search("time"), search("RUNNING at")], [["Timeline view", "TTFT word"], ["max_num_seqs field"]]);
  assert.deepEqual([search("nothing"), none.hidden], [[], false]);
});

test("a number is a request or a step, if there is one", () => {
  assert.deepEqual([search("2"), search("3"), search("10,000")], [["Request 2 request", "Step 2 step"], ["Step 3 step"], []]);
  assert.deepEqual([search("4999"), search("5000")], [["Step 4,999 step"], []]); // of 5,000 steps
  assert.deepEqual([search("#2"), search("r2"), search("request 2")], Array(3).fill(["Request 2 request"]));
  assert.deepEqual([search("k2"), search("step 2")], Array(2).fill(["Step 2 step"]));
});

test("the arrows choose, and Enter goes there", () => {
  search("2");
  const chosen = () => list.children.findIndex((row) => row.getAttribute("aria-selected") === "true");
  assert.equal(chosen(), 0);
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown"]) input.fire("keydown", { key });
  assert.equal(chosen(), 1);
  input.fire("keydown", { key: "Enter" });
  assert.deepEqual([shared.step, shared.request, finder.open], [2, -1, false]);
  search("timel");
  input.fire("keydown", { key: "Enter" });
  assert.deepEqual(clicked, ["timeline"]);
});

test("what is called that comes before what speaks of it", () => {
  const entries = ["scheduling_policy", "max_num_preempt", "nonpreemptive", "Preemption", "preempt"].map((title) => ({ title, kind: "word", also: title === "scheduling_policy" ? "Who is preempted" : "", go() {} }));
  assert.deepEqual(find.ranked(entries, "preempt").map(({ title }) => title), ["preempt", "Preemption", "max_num_preempt", "nonpreemptive", "scheduling_policy"]);
  assert.deepEqual(find.ranked(entries, "ttft"), []);
});
