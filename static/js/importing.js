// A file on its way to becoming a profile: a bar in the corner says how far it is, while the page goes on being used.

import { byId } from "./element.js";
import * as engine from "./engine.js";

/** @import { ImportProgress } from "./types/messages" */

const bar = byId("importing");
const label = /** @type {HTMLElement} */ (bar.querySelector("span"));
const meter = /** @type {HTMLProgressElement} */ (bar.querySelector("progress"));

const doing = { read: "Reading", take: "Going through" };

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
  show(file.name, { stage: "read", share: 0 });
  bar.hidden = false;
  const work = engine.importFile(file, (progress) => show(file.name, progress));
  giveUp = work.giveUp;
  try {
    return await work.imported;
  } finally {
    bar.hidden = true;
  }
}

/**
 * Once a file is taken in, how long a profile takes to be made of it is not known.
 *
 * @param {string} name
 * @param {ImportProgress} progress
 */
function show(name, { stage, share }) {
  const taken = stage === "take" && share === 1;
  label.textContent = `${taken ? "Making a profile of" : doing[stage]} ${name}`;
  if (taken) meter.removeAttribute("value");
  else meter.value = share;
}
