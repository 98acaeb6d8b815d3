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
