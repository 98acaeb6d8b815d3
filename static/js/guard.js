// Text from outside is measured before the page's own code sees it: a paste of 100 MB gets a message, not a frozen tab.

import { plain } from "./format.js";
import { fieldLimit, fileLimit, scenarioLimit } from "./tables_gen.js";

const mega = 1 << 20;

/**
 * Watches the inputs of the scenario; reject is called with a field's path and the length that was too much.
 *
 * @param {(path: string, length: number) => void} reject
 */
export function guardFields(reject) {
  document.addEventListener("paste", (event) => {
    const path = /** @type {HTMLElement} */ (event.target).dataset?.path;
    const length = event.clipboardData?.getData("text").length ?? 0;
    if (!path || length <= fieldLimit) return;
    event.preventDefault();
    reject(path, length);
  });
  document.addEventListener("input", (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const { path } = input.dataset;
    if (!path || input.value.length <= fieldLimit) return;
    const { length } = input.value;
    event.stopImmediatePropagation();
    input.value = input.value.slice(0, fieldLimit);
    reject(path, length);
  }, { capture: true });
}

/**
 * What is wrong with the size of a text to open, "" if nothing.
 *
 * @param {number} size
 */
export function tooLarge(size) {
  return size > scenarioLimit ? `${(size / mega).toFixed(1)} MB is too much for a scenario; allowed: at most ${plain(scenarioLimit / mega)} MB.` : "";
}

/**
 * What is wrong with the size of a file to open, "" if nothing.
 *
 * @param {number} size
 */
export function fileTooLarge(size) {
  return size > fileLimit ? `${(size / mega).toFixed(1)} MB is too much; allowed: at most ${plain(fileLimit / mega)} MB.` : "";
}

/**
 * Whether a file may hold a scenario: small, with a whole number as its version. All else that is opened is a profile.
 *
 * @param {Blob} file
 */
export async function mayBeScenario(file) {
  return file.size <= scenarioLimit && /"version"\s*:\s*\d+\s*[,}]|#s=/.test(await file.text());
}
