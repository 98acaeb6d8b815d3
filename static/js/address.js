// The address of the page, and its entries in the browser's history: a step of the reader is one, and what is dragged or
// typed meanwhile changes it. Browsers let a page change its address some times a second and complain about more, so that a
// drag must not write every value.

const pause = 200; // ms

/** @type {string | null} */
let wanted = null; // a fragment that waits to be written
let written = -pause; // when
/** @type {number} */
let timer = 0;
let present = location.hash.slice(1); // the fragment of the present entry,
let begun = present; // and what it was as the entry began

/**
 * Puts a fragment into the address, at once or together with those that follow within a moment.
 *
 * @param {string} hash
 */
export function set(hash) {
  wanted = hash;
  const wait = written + pause - performance.now();
  if (wait <= 0) write();
  else timer ||= setTimeout(write, wait);
}

/** Writes what waits. */
export function write() {
  const hash = wanted;
  drop();
  if (hash === null) return;
  replace(hash);
  written = performance.now();
}

/**
 * Puts a fragment into the address as a new entry, unless it is there already.
 *
 * @param {string} hash
 */
export function visit(hash) {
  write();
  if (hash === present) return;
  history.pushState(null, "", url(hash));
  present = begun = hash;
}

/** Makes what was set since the present entry began an entry of its own. */
export function keepEdits() {
  write();
  const edited = present;
  if (edited === begun) return;
  replace(begun);
  visit(edited);
}

/** Takes note that the browser went to another entry, or the reader to another address. */
export function arrive() {
  drop();
  present = begun = location.hash.slice(1);
}

function drop() {
  clearTimeout(timer);
  timer = 0;
  wanted = null;
}

/** @param {string} hash */
function replace(hash) {
  history.replaceState(null, "", url(hash));
  present = hash;
}

/** @param {string} hash */
const url = (hash) => (hash ? `#${hash}` : location.pathname + location.search);
