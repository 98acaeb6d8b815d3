// What all views share: the page on show, the chosen request (-1 for none), the engine whose steps are on show and of them
// the chosen one (-1 for none), the time window in seconds (0 and 0 for the whole run) and which requests to list. Views choose through it and follow it; the page's own code keeps it, in
// the address as well. A choice shows at once: while a key is held or a handle dragged, the page's own code hears of it
// less often than the views draw it.

export const shared = { page: "overview", request: -1, from: 0, to: 0, engine: 0, step: -1, filter: "all" };

const pause = 60; // ms between two choices that the page's own code is told

const listeners = [];
let page = null; // what tells it, by what is chosen
let untold = {}; // choices that it has not heard of
let timer = 0;

/** Calls a function with the shared state, and with what it was before, whenever it changes. */
export const follow = (listener) => listeners.push(listener);

/** Takes the state as the page's own code has it. */
export const set = (next) => apply({ ...next, ...untold });

/** Chooses for all views: a request, a step, a window. */
export const choose = {
  request: (request) => pick({ request }),
  step: (step) => pick({ step }),
  window: (from, to) => pick({ from, to }),
};

/** Gives the functions that tell the page's own code: request(id), step({engine, step}) and window(from, to). */
export const connect = (functions) => (page = functions);

function apply(next) {
  const before = { ...shared };
  Object.assign(shared, next);
  if (Object.keys(before).every((key) => before[key] === shared[key])) return;
  for (const listener of listeners) listener(shared, before);
}

function pick(choice) {
  Object.assign(untold, choice);
  apply(choice);
  if (!timer) tell();
}

function tell() {
  timer = 0;
  const told = untold;
  untold = {};
  if (!page || !Object.keys(told).length) return;
  timer = setTimeout(tell, pause);
  if ("request" in told) page.request(told.request);
  if ("step" in told) page.step({ engine: shared.engine, step: told.step });
  if ("from" in told) page.window(told.from, told.to);
}
