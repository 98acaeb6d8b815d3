// The address of the page. Browsers let a page change it some times a second and complain about more, so that a drag must
// not write every value.

const pause = 200; // ms

/** @type {string | null} */
let wanted = null; // a fragment that waits to be written
let written = -pause; // when
/** @type {number} */
let timer = 0;

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
  clearTimeout(timer);
  timer = 0;
  if (wanted === null) return;
  history.replaceState(null, "", wanted ? `#${wanted}` : location.pathname + location.search);
  wanted = null;
  written = performance.now();
}
