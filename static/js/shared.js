// What all views share: the page on show, the chosen request and step (-1 for none), the time window in seconds (0 and 0
// for the whole run) and which requests to list. The page's own code keeps them, in the address as well; views choose through it and follow it.

export const shared = { page: "overview", request: -1, from: 0, to: 0, step: -1, filter: "all" };

const listeners = [];

/** Calls a function with the shared state, and with what it was before, whenever it changes. */
export const follow = (listener) => listeners.push(listener);

/** Takes the state as the page's own code has it. */
export function set(next) {
  const before = { ...shared };
  Object.assign(shared, next);
  if (Object.keys(before).every((key) => before[key] === shared[key])) return;
  for (const listener of listeners) listener(shared, before);
}

/** Chooses for all views: a request, a step, a window. Until the page's own code has arrived nobody else would know. */
export const choose = {
  request: (request) => set({ request }),
  step: (step) => set({ step }),
  window: (from, to) => set({ from, to }),
};

/** Lets the page's own code decide what is chosen. */
export const connect = (page) => Object.assign(choose, page);
