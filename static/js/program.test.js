// A program that ends while it is called, as Go's does: it writes why, and exits in the middle of the call.

import assert from "node:assert/strict";
import { test } from "node:test";

const written = [];
globalThis.navigator ??= {};
globalThis.postMessage = () => {};
const programs = [];
Object.assign(globalThis, {
  self: globalThis,
  importScripts() {},
  fs: { writeSync: (_, bytes) => written.push(new TextDecoder().decode(bytes)) },
  Go: class {
    run() {
      programs.push(this);
      globalThis.llmemuReady();
      return new Promise(() => {});
    }
    dies(text) {
      globalThis.fs.writeSync(2, new TextEncoder().encode(text));
      this.exit(2);
    }
  },
});
WebAssembly.instantiate = async () => ({});
const program = await import("./program.js");

/** What the thread throws outside of all calls, which is what the page hears. */
function thrown(t) {
  const tasks = [];
  t.mock.method(globalThis, "setTimeout", (task) => tasks.push(task));
  return () => tasks.map((task) => {
    try {
      return task();
    } catch (error) {
      return error.message;
    }
  });
}

test("a program that ends says why, once to whoever called it and once to the page", async (t) => {
  const told = thrown(t);
  await program.start({ module: {} });
  await program.ready;
  const call = () => programs[0].dies("runtime: out of memory: cannot allocate 4194304-byte block\nfatal error: out of memory\n\ngoroutine 1\n");
  assert.throws(call, (error) => program.over(error) && error.message === "The engine stopped: out of memory");
  assert.deepEqual(told(), ["The engine stopped: out of memory"]);
  assert.equal(written.length, 1); // the console has it as before
});

test("what is called between the end and its telling says nothing of its own", (t) => {
  const told = thrown(t);
  assert.equal(program.over(new Error("Go program has already exited")), true);
  assert.deepEqual(told(), []);
});

test("an error out of the machine ends a program, a refusal does not", async (t) => {
  const told = thrown(t);
  const other = await import("./program.js?another thread");
  assert.equal(other.over(new Error("no such field")), false);
  assert.equal(other.over(new WebAssembly.RuntimeError("unreachable")), true);
  assert.deepEqual(told(), ["unreachable"]);
});
