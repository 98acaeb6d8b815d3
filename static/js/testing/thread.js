// Threads for tests: what is sent to them is remembered, and the test answers.

export class FakeWorker {
  static all = [];
  constructor(script) {
    Object.assign(this, { script, sent: [], terminated: false, onmessage: null, onerror: null });
    FakeWorker.all.push(this);
  }
  postMessage(message) {
    if (message.type !== "program") this.sent.push(message);
  }
  terminate() {
    this.terminated = true;
  }
  /** Lets the thread say something. */
  says(data) {
    this.onmessage({ data });
  }
}

/** Puts threads into the global scope whose programs are never compiled. */
export function fakeThreads() {
  FakeWorker.all = [];
  globalThis.Worker = FakeWorker;
  globalThis.fetch = () => new Promise(() => {});
  WebAssembly.compileStreaming = () => new Promise(() => {});
  return FakeWorker;
}

/** Lets what waits for promises go on. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Makes the global scope that of a thread whose program has the given calls and whose files hold their own names. It returns
 * the list that gathers what the thread says. The thread's script is imported afterwards.
 */
export function insideThread(llmemu) {
  const said = [];
  Object.assign(globalThis, {
    self: globalThis,
    importScripts() {},
    fs: { writeSync: (_, bytes) => bytes.length },
    MessageChannel: class { // Node's own would keep the test from ending
      port1 = {};
      port2 = { postMessage: () => setImmediate(() => this.port1.onmessage()) };
    },
    Go: class {
      async run() {
        globalThis.llmemuReady();
      }
    },
    postMessage: (message) => said.push(message),
    fetch: async (name) => ({ ok: true, arrayBuffer: async () => new TextEncoder().encode(name).buffer }),
    llmemu,
  });
  WebAssembly.instantiate = async () => ({});
  return said;
}
