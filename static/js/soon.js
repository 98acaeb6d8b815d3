// Draws what can be seen before the next frame, once however often it is asked for, and the rest when nothing has changed
// for a moment: while a number is dragged, results come faster than all of the page could follow.

const pause = 250; // ms

const waiting = new Map(); // what is to be done, by element
const seen = new WeakMap(); // whether an element is on screen
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
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    flush((candidate) => seen.get(candidate));
  });
  clearTimeout(timer);
  timer = setTimeout(() => flush(() => true), pause);
}

function flush(wanted) {
  for (const [element, draw] of [...waiting]) {
    if (!wanted(element)) continue;
    waiting.delete(element);
    draw();
  }
}
