/**
 * Says in every view that the page's own code is not there. What is on show stays, and the address has the scenario.
 *
 * @param {string} why
 */
export function sayUnusable(why) {
  for (const notice of document.querySelectorAll(".notice")) notice.textContent = `The page cannot be used: ${why}. Load it again; its address keeps the scenario.`;
}
