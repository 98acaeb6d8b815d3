import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument, FakeElement } from "./testing/dom.js";
import { fakeThreads, settle } from "./testing/thread.js";

const page = fakeDocument();
const Worker = fakeThreads();
const dialog = page.add("dialog", "share");
dialog.append(Object.assign(new FakeElement("div"), { className: "share-body" }));
dialog.showModal = () => (dialog.open = true);
globalThis.location = { href: "http://x/#s=1.abc" };

const { markdown, show } = await import("./share.js");
const { notes } = await import("./flagnotes.js");
const { code, most } = await import("./qr.js");

test("a line of Markdown says what a run came to, and no title breaks it", () => {
  assert.equal(markdown({ title: "Chat", figures: "TTFT p50 90 ms" }, "http://x/#s=1"), "[Chat](http://x/#s=1): TTFT p50 90 ms, emulated");
  assert.equal(markdown({ title: "a]b [c](d) *e*\n`f`", figures: "" }, "u"), "[a\\]b \\[c\\](d) \\*e\\* \\`f\\`](u)");
});

test("what became of flags is told by weight, and nothing is dropped", () => {
  const said = notes([
    { kind: "without effect", flag: "--port", text: "" }, { kind: "changed", flag: "GPU", text: "this runs on H100" },
    { kind: "not modelled", flag: "--enable-lora", text: "adapters would add time" }, { kind: "unknown", flag: "--x", text: "no flag" }, { kind: "without effect", flag: "--host", text: "" },
  ]).map((node) => node.textContent);
  assert.deepEqual(said, ["vLLM would run otherwise", "--enable-lora adapters would add time.", "Not known here", "--x no flag.", "Taken in another sense", "GPU this runs on H100.", "2 flags without effect on latency: --port, --host."]);
  assert.deepEqual(notes([]).map((node) => node.textContent), ["Every flag is a field of it."]);
});

test("the dialog has the link, Markdown and a command, and vLLM's own where they are asked for", async () => {
  show({ title: "Chat", figures: "", scenario: '{"version":2}', offer: '{"id":"p"}' });
  assert.equal(dialog.open, true);
  const texts = () => dialog.querySelectorAll(".share-text").map((box) => box.value);
  assert.deepEqual(texts(), ["http://x/#s=1.abc", "[Chat](http://x/#s=1.abc)", "llmemu run 'http://x/#s=1.abc'"]);
  assert.equal(Worker.all.length, 0); // nothing is fetched before
  dialog.querySelectorAll(".share-later")[0].children[0].fire("click");
  const [thread] = Worker.all;
  assert.deepEqual(thread.sent, [{ type: "toFlags", scenario: '{"version":2}', offer: '{"id":"p"}' }]);
  thread.says({ type: "flags", answer: { text: "vllm serve x", notes: [] } });
  for (let i = 0; i < 5; i++) await settle();
  assert.deepEqual(texts().at(-1), "vllm serve x");
  assert.equal(thread.terminated, true);
  show({ title: "Chat", figures: "", scenario: "{}", offer: "" });
  assert.equal(dialog.querySelectorAll(".share-later").length, 1); // a profile that is not here has no model to serve
});

test("a code has its three corners, and holds what it may", () => {
  const { size, path } = code("http://x/#s=1.abc");
  assert.equal(size, 25 + 8); // version 2
  for (const [x, y] of [[4, 4], [size - 11, 4], [4, size - 11]]) {
    for (let i = 0; i < 7; i++) assert.ok(path.includes(`M${x + i} ${y}h1v1h-1z`) && path.includes(`M${x + i} ${y + 6}h1v1h-1z`), `${x + i},${y}`);
    assert.ok(!path.includes(`M${x + 1} ${y + 1}h`));
  }
  assert.ok(code("x".repeat(most)).size === 177 + 8);
  assert.throws(() => code("x".repeat(most + 1)));
});
