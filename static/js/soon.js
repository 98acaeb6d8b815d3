// Draws what can be seen before a frame, as much as there is time for and once however often it is asked for, and the rest
// when nothing has changed for a moment: while a number is dragged, results come faster than all of the page could follow.

const pause = 250; // ms
const share = 5; // ms of a frame after which nothing more is begun in it

/** @type {Map<Element, () => void>} */
const waiting = new Map(); // what is to be done, by element
/** @type {WeakMap<Element, boolean>} */
const seen = new WeakMap(); // whether an element is on screen
/** @type {(() => void) | null} */
let page = null; // the page's own code, where it waits for its turn
let owed = false; // the page has had its turn, an element has not
let frame = 0;
let timer = 0;

const watch = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) seen.set(target, isIntersecting);
});

/**
 * Lets an element be drawn soon.
 *
 * @param {Element} element
 * @param {() => void} draw
 */
export function soon(element, draw) {
  if (!seen.has(element)) {
    seen.set(element, true); // until the browser says
    watch.observe(element);
  }
  waiting.set(element, draw);
  frame ||= requestAnimationFrame(work);
  clearTimeout(timer);
  timer = setTimeout(drawAll, pause);
}

/**
 * Calls back before a frame: the page's own code draws then.
 *
 * @param {() => void} callback
 */
export function beforeFrame(callback) {
  page = callback;
  frame ||= requestAnimationFrame(work);
}

/** Works through a frame's share: the page, and an element after it before the page's next turn. */
function work() {
  frame = requestAnimationFrame(work);
  const began = performance.now();
  do {
    const shown = [...waiting.keys()].find((element) => seen.get(element));
    if (page && !(owed && shown)) {
      const draw = page;
      [page, owed] = [null, true];
      draw();
    } else if (shown) {
      owed = false;
      drawNow(shown);
    } else {
      cancelAnimationFrame(frame);
      frame = 0;
    }
  } while (frame && performance.now() - began < share);
}

/** Draws what waits, each in a task of its own: with a million requests each takes long. */
function drawAll() {
  const [element] = waiting.keys();
  if (!element) return;
  drawNow(element);
  if (waiting.size) timer = setTimeout(drawAll);
}

/** @param {Element} element */
function drawNow(element) {
  const draw = waiting.get(element);
  waiting.delete(element);
  draw?.();
}
