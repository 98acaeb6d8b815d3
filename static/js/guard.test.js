import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument } from "./testing/dom.js";
import { fieldLimit, fileLimit, scenarioLimit } from "./tables_gen.js";

const page = fakeDocument();
const { fileTooLarge, guardFields, mayBeScenario, tooLarge } = await import("./guard.js");

test("what is too large says so with the limit that the engine has", () => {
  assert.equal(tooLarge(scenarioLimit), "");
  assert.equal(tooLarge(scenarioLimit + 1), "8.0 MB is too much for a scenario; allowed: at most 8 MB.");
  assert.equal(fileTooLarge(fileLimit), "");
  assert.equal(fileTooLarge(2 * fileLimit), "512.0 MB is too much; allowed: at most 256 MB.");
});

test("a field takes as much as the engine looks at, and no more", () => {
  const rejected = [];
  guardFields((path, length) => rejected.push([path, length]));
  const input = Object.assign(page.add("input", "f"), { dataset: { path: "name" } });
  const type = (value, target = input) => {
    target.value = value;
    document.fire("input", { target });
    return target.value.length;
  };
  const paste = (length) => document.fire("paste", { target: input, clipboardData: { getData: () => "x".repeat(length) } });
  assert.equal(type("x".repeat(fieldLimit)), fieldLimit);
  assert.equal(type("x".repeat(fieldLimit + 5)), fieldLimit);
  assert.equal(type("x".repeat(fieldLimit + 5), page.add("textarea", "free")), fieldLimit + 5);
  assert.deepEqual([paste(fieldLimit), paste(fieldLimit + 1)], [false, true]);
  assert.deepEqual(rejected, [["name", fieldLimit + 5], ["name", fieldLimit + 1]]);
});

test("a scenario has a whole number as its version, or is a link; packs and profiles have neither", async () => {
  const answers = [];
  for (const text of ['{"version": 1, "name": "x"}', '{"engine":{},"version":2}', "https://x/#s=1.abc", '{"version": "2.0", "gpu_model": "x"}', '{"format": 1}']) answers.push(await mayBeScenario(new Blob([text])));
  assert.deepEqual(answers, [true, true, true, false, false]);
  assert.equal(await mayBeScenario({ size: scenarioLimit + 1, text: () => assert.fail("it is not read") }), false);
});
