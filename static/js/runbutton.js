// How far a run is, shown in the Run button: after 200 ms, so that short runs do not flicker. The state stands on the
// document's root, where the page's own code does not write.

const root = document.documentElement;
const delay = 200; // ms
/** @type {number} */
let timer = 0;

export function started() {
  root.style.setProperty("--run-progress", "0");
  clearTimeout(timer);
  timer = setTimeout(() => (root.dataset.run = "busy"), delay);
}

/** @param {number} share */
export function progress(share) {
  root.style.setProperty("--run-progress", String(share));
}

export function ended() {
  clearTimeout(timer);
  delete root.dataset.run;
}
