// The importer's thread, with a program that says how far it is.

import assert from "node:assert/strict";
import { test } from "node:test";

import { insideThread, settle } from "./testing/thread.js";

const said = insideThread({
  fromFlags: (text, offers, present) => (text === "bad" ? { error: "no command", path: "" } : { scenario: `${text} ${offers} ${present}`, notes: '[{"kind":"unknown"}]' }),
  toFlags: (scenario, offer) => ({ text: `${scenario} ${offer}`, notes: "[]" }),
  importProfile: (content, name, taken) => {
    taken(0.5);
    taken(1);
    if (content.length === 0) return { error: `${name} is empty`, path: "" };
    return { profile: content, digest: "d", sheet: '{"id": "own-x"}', report: [name] };
  },
});
await import("./importer.js");
globalThis.onmessage({ data: { type: "program", module: {} } });

/** What is said of a file with a content. */
const importing = async (content) => {
  said.length = 0;
  globalThis.onmessage({ data: { type: "import", file: new File([content], "f.json") } });
  for (let i = 0; i < 20; i++) await settle();
  return said;
};

test("a file is read, taken in and answered, and how far it is is said before", async () => {
  const progress = (stage, share) => ({ type: "progress", stage, share });
  assert.deepEqual(await importing("four"), [
    progress("read", 1), progress("take", 0), progress("take", 0.5), progress("take", 1),
    { type: "done", profile: { id: "own-x", bytes: new TextEncoder().encode("four"), digest: "d", sheet: '{"id": "own-x"}', report: ["f.json"] } },
  ]);
});

test("what is wrong with a file is said", async () => {
  assert.deepEqual((await importing("")).at(-1), { type: "failed", error: "f.json is empty" });
});

test("command lines become a scenario, and a scenario command lines", async () => {
  const asked = async (question) => {
    said.length = 0;
    globalThis.onmessage({ data: question });
    for (let i = 0; i < 5; i++) await settle();
    return said;
  };
  assert.deepEqual(await asked({ type: "fromFlags", text: "vllm", offers: "[]", present: "p" }), [{ type: "flags", answer: { text: "vllm [] p", notes: [{ kind: "unknown" }] } }]);
  assert.deepEqual(await asked({ type: "toFlags", scenario: "{}", offer: "o" }), [{ type: "flags", answer: { text: "{} o", notes: [] } }]);
  assert.deepEqual(await asked({ type: "fromFlags", text: "bad", offers: "[]", present: "p" }), [{ type: "failed", error: "no command" }]);
});
