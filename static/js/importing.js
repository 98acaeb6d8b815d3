// A file on its way to becoming a profile: a bar in the corner says how far it is, while the page goes on being used.

import { byId } from "./element.js";
import * as engine from "./engine.js";

const bar = byId("importing");
const label = /** @type {HTMLElement} */ (bar.querySelector("span"));
const meter = /** @type {HTMLProgressElement} */ (bar.querySelector("progress"));

let giveUp = () => {};

bar.querySelector("button")?.addEventListener("click", () => {
  giveUp();
  bar.hidden = true;
});

/**
 * Makes a profile of a file. Another one under way is given up.
 *
 * @param {File} file
 */
export async function importFile(file) {
  giveUp();
  show(file.name, 0);
  bar.hidden = false;
  const work = engine.importFile(file, (share) => show(file.name, share));
  giveUp = work.giveUp;
  try {
    return await work.imported;
  } finally {
    bar.hidden = true;
  }
}

/**
 * Once a file is read, the engine works on it for as long as it takes.
 *
 * @param {string} name
 * @param {number} share
 */
function show(name, share) {
  label.textContent = share < 1 ? `Reading ${name}` : `Making a profile of ${name}`;
  if (share < 1) meter.value = share;
  else meter.removeAttribute("value");
}
