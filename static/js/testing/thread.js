// Threads for tests: what is sent to them is remembered, and the test answers.

export class FakeWorker {
  static all = [];
  static begins = true; // says that it is there
  constructor(script) {
    Object.assign(this, { script, sent: [], terminated: false, onmessage: null, onerror: null, heard: [] });
    FakeWorker.all.push(this);
  }
  addEventListener(type, listener) {
    if (type !== "message") return;
    this.heard.push(listener);
    if (FakeWorker.begins) listener({ data: { type: "alive" }, stopImmediatePropagation() {} });
  }
  dispatchEvent(event) {
    this.onerror(event);
  }
  postMessage(message) {
    if (message.type !== "program") this.sent.push(message);
  }
  terminate() {
    this.terminated = true;
  }
  /** Lets the thread say something. */
  says(data) {
    let handled = false;
    for (const listener of this.heard) listener({ data, stopImmediatePropagation: () => (handled = true) });
    if (!handled) this.onmessage({ data });
  }
}

/** Puts threads into the global scope whose programs are never compiled. */
export function fakeThreads() {
  FakeWorker.all = [];
  globalThis.Worker = FakeWorker;
  globalThis.navigator ??= { onLine: true };
  globalThis.fetch = () => new Promise(() => {});
  WebAssembly.compileStreaming = () => new Promise(() => {});
  globalThis.ErrorEvent ??= class extends Event {
    constructor(type, { message }) {
      super(type);
      this.message = message;
    }
  };
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
  globalThis.navigator ??= { onLine: true };
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
    postMessage: (message) => message.type !== "alive" && said.push(message),
    fetch: async (name) => ({ ok: true, arrayBuffer: async () => new TextEncoder().encode(name).buffer }),
    llmemu,
  });
  WebAssembly.instantiate = async () => ({});
  return said;
}
