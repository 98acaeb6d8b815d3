// What all views share: the page on show, the chosen request (-1 for none), the engine whose steps are on show and of them
// the chosen one (-1 for none), the time window in seconds (0 and 0 for the whole run) and which requests to list. Views choose through it and follow it; the page's own code keeps it, in
// the address as well. A choice shows at once: while a key is held or a handle dragged, the page's own code hears of it
// less often than the views draw it.

/** @import { Shared, StepRef } from "./types/messages" */

/** @type {Shared} */
export const shared = { page: "overview", request: -1, from: 0, to: 0, engine: 0, step: -1, filter: "all" };

const parts = /** @type {(keyof Shared)[]} */ (Object.keys(shared));

/**
 * Whether two states are the same, but for one part where that does not matter.
 *
 * @param {Shared} a
 * @param {Shared} b
 * @param {keyof Shared} [besides]
 */
export const alike = (a, b, besides) => parts.every((part) => part === besides || a[part] === b[part]);

/** @typedef {{ request(id: number): void, step(ref: StepRef): void, window(from: number, to: number): void }} Told */

const pause = 60; // ms between two choices that the page's own code is told

/** @type {((now: Shared, before: Shared) => void)[]} */
const listeners = [];
/** @type {Told | null} */
let page = null; // what tells it, by what is chosen
/** @type {Partial<Shared>} */
let untold = {}; // choices that it has not heard of
/** @type {number} */
let timer = 0;

/**
 * Calls a function with the shared state, and with what it was before, whenever it changes.
 *
 * @param {(now: Shared, before: Shared) => void} listener
 */
export const follow = (listener) => listeners.push(listener);

/**
 * Takes the state as the page's own code has it.
 *
 * @param {Shared} next
 */
export const set = (next) => apply({ ...next, ...untold });

/** Chooses for all views: a request, a step, a window. */
export const choose = {
  /** @param {number} request */
  request: (request) => pick({ request }),
  /** @param {number} step */
  step: (step) => pick({ step }),
  /**
   * @param {number} from
   * @param {number} to
   */
  window: (from, to) => pick({ from, to }),
};

/**
 * Gives the functions that tell the page's own code: request(id), step({engine, step}) and window(from, to).
 *
 * @param {Told} functions
 */
export const connect = (functions) => (page = functions);

/** @param {Partial<Shared>} next */
function apply(next) {
  const before = { ...shared };
  Object.assign(shared, next);
  if (alike(before, shared)) return;
  for (const listener of listeners) listener(shared, before);
}

/** @param {Partial<Shared>} choice */
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
  const { request, step, from, to } = told;
  if (request !== undefined) page.request(request);
  if (step !== undefined) page.step({ engine: shared.engine, step });
  if (from !== undefined && to !== undefined) page.window(from, to);
}
