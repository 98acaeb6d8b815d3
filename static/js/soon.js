// Draws what can be seen, one element before each frame and once however often it is asked for, and the rest when nothing
// has changed for a moment: while a number is dragged, results come faster than all of the page could follow.

const pause = 250; // ms

const waiting = new Map(); // what is to be done, by element
const seen = new WeakMap(); // whether an element is on screen
let page = null; // the page's own code, where it waits for its turn
let owed = false; // the page has had its turn, an element has not
let frame = 0;
let timer = 0;

const watch = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) seen.set(target, isIntersecting);
});

/** Lets an element be drawn soon. */
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

/** Calls back before a frame in which no element is drawn: the page's own code draws then. */
export function turn(callback) {
  page = callback;
  frame ||= requestAnimationFrame(work);
}

/** Does one piece of work: the page's, or an element's after it, so that no frame waits for both. */
function work() {
  frame = requestAnimationFrame(work);
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
}

function drawAll() {
  for (const element of [...waiting.keys()]) drawNow(element);
}

function drawNow(element) {
  const draw = waiting.get(element);
  waiting.delete(element);
  draw();
}
