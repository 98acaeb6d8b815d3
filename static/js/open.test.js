import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument, FakeElement } from "./testing/dom.js";
import { fakeThreads } from "./testing/thread.js";

const page = fakeDocument();
fakeThreads();
const dialog = page.add("dialog", "open");
for (const [tag, className] of [["textarea", ""], ["input", ""], ["p", "field-error"], ["div", "flag-report"]]) dialog.append(Object.assign(new FakeElement(tag), { className }));
page.add("div", "importing").append(new FakeElement("span"), new FakeElement("progress"), new FakeElement("button"));
const { isCommand } = await import("./open.js");

test("command lines are told from scenarios and links", () => {
  for (const text of ["vllm serve x", "$ python -m vllm.entrypoints.openai.api_server", "--max-num-seqs 3", "args:\n  - --model", "-tp 4", "FROM vllm/vllm-openai:v1", "model: x\ntensor-parallel-size: 2"]) assert.equal(isCommand(text), true, text);
  for (const text of ['{"version": 2, "name": "vllm serve --x"}', "  \n{", "http://x/#s=1.ab--cd", "see http://x/vllm#s=1.a", "1.eNokz", "hello"]) assert.equal(isCommand(text), false, text);
});
