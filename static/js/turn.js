// Lets a thread hear its messages between two pieces of work. A MessageChannel does so at once, where a timer would wait.

const channel = new MessageChannel();
const turns = [];
channel.port1.onmessage = () => turns.shift()();

/** Settles once the messages that wait have been handled. */
export const turn = () => new Promise((resolve) => {
  turns.push(resolve);
  channel.port2.postMessage(null);
});
