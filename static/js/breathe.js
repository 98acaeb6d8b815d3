// Lets a thread hear its messages between two pieces of work. A MessageChannel does so at once, where a timer would wait.

const channel = new MessageChannel();
/** @type {(() => void)[]} */
const waiting = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** Settles once the messages that wait have been handled. */
export const breathe = () => new Promise((/** @type {(done: void) => void} */ resolve) => {
  waiting.push(resolve);
  channel.port2.postMessage(null);
});
