// What became of flags that are no field of a scenario, or of fields that are no flag: the weightiest first, and what matters to nobody
// in one line.

import * as format from "./format.js";
import { element } from "./element.js";

/** @import { FlagsAnswer } from "./types/messages" */

/** @type {Record<string, string>} */
const headings = { "not modelled": "vLLM would run otherwise", unknown: "Not known here", changed: "Taken in another sense" };

/**
 * The elements that say so.
 *
 * @param {FlagsAnswer["notes"]} list
 */
export function notes(list) {
  const out = [];
  for (const [kind, heading] of Object.entries(headings)) {
    const own = list.filter((note) => note.kind === kind);
    if (!own.length) continue;
    out.push(element("h4", { textContent: heading }), element("ul", { className: "flag-notes" }, ...own.map(({ flag, text }) => element("li", {}, element("code", { textContent: flag }), ` ${text}.`))));
  }
  const idle = list.filter(({ kind }) => kind === "without effect").map(({ flag }) => flag);
  if (idle.length) out.push(element("p", { textContent: `${format.of(idle.length, "flag")} without effect on latency: ${idle.join(", ")}.` }));
  if (!list.length) out.push(element("p", { textContent: "Every flag is a field of it." }));
  return out;
}
