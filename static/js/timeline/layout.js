// The elements of the timeline: a row for the whole run, one for each panel, the axis, the requests, the steps.

import { element } from "../element.js";
import { panels } from "./panels.js";

const legend = ["queued", "prefill", "decode", "preempted"];

/** @typedef {ReturnType<typeof build>} Parts The elements of the timeline. */

/**
 * Builds the rows into their place.
 *
 * @param {HTMLElement} host
 */
export function build(host) {
  const minimap = plot("tl-minimap");
  const axis = element("canvas");
  const gantt = plot("tl-gantt", {
    tabIndex: 0,
    attr: { role: "group", "aria-label": "Requests over time, a row each. Up and down choose a request, which the inspector explains." },
  });
  const scrubber = plot("tl-scrubber");
  const count = element("span", { className: "tl-note" });
  const empty = element("p", { className: "tl-empty", textContent: "No request of this filter lives in this window.", hidden: true });
  const rows = panels.map((panel) => {
    const canvas = element("canvas", { attr: { role: "img" } });
    const swatch = element("span", { className: "tl-key" });
    swatch.dataset.ink = panel.ink;
    const notes = panel.note ? [element("span", { className: "tl-note tl-note-mark", textContent: panel.note })] : [];
    const name = label(panel.title, element("span", { className: "tl-note" }, swatch, panel.unit), ...notes);
    const place = plot("tl-panel", {}, canvas);
    place.dataset.panel = panel.id;
    const whole = row(name, place);
    whole.classList.toggle("tl-row-more", Boolean(panel.more));
    return { panel, canvas, host: place, row: whole };
  });
  const keys = legend.map((kind) => {
    const swatch = element("span", { className: "tl-key" });
    swatch.dataset.kind = kind;
    return element("span", { className: "tl-note" }, swatch, kind);
  });
  const chosenName = element("span", { className: "tl-chosen-name" });
  const chosen = element("div", { className: "tl-line tl-chosen", hidden: true }, chosenName);
  const hover = element("div", { className: "tl-line tl-hover", hidden: true });
  const band = element("div", { className: "tl-band", hidden: true });
  const tables = element("div", { className: "tl-tables" });
  const more = element("button", { type: "button", className: "button tl-more", attr: { "aria-expanded": "false" } });
  more.addEventListener("click", () => fold(!root.classList.contains("tl-folded")));
  const stack = element("div", { className: "tl-stack" },
    ...rows.map(({ row }) => row),
    more,
    row(label(""), plot("tl-axis", {}, axis)),
    element("div", { className: "tl-row tl-row-gantt" }, label("Requests", count, ...keys), element("div", { className: "tl-place" }, gantt, empty)),
    row(label("Step"), scrubber),
    hover, band, chosen);
  const length = element("span", { className: "tl-note" });
  const pinnedLength = element("span");
  const pinned = element("span", { className: "tl-note", hidden: true }, element("span", { className: "tl-key tl-key-pinned" }), pinnedLength);
  const root = element("div", { className: "tl" }, row(label("Whole run", length, pinned), minimap), stack, tables);
  /** @param {boolean} on */
  function fold(on) {
    root.classList.toggle("tl-folded", on);
    more.setAttribute("aria-expanded", String(!on));
    const titles = panels.filter((panel) => panel.more).map(({ title }) => title.toLowerCase());
    more.textContent = `${on ? "More" : "Fewer"} panels: ${titles.join(", ")}`;
  }
  fold(true);
  const waitText = element("span", { textContent: "The engine runs the scenario again to record it." });
  const waitButton = element("button", { type: "button", className: "button", hidden: true });
  const wait = element("div", { className: "tl-wait" }, waitText, waitButton);
  host.replaceChildren(wait, root);
  return {
    root, waitText, waitButton, stack, minimap, axis, gantt, scrubber, length, pinned, pinnedLength, count, empty, chosen, chosenName, hover, band, tables, panels: rows,
    width: () => minimap.clientWidth,
    left: () => minimap.offsetLeft,
  };
}

/**
 * @param {string} title
 * @param {HTMLElement[]} rest
 */
const label = (title, ...rest) => element("div", { className: "tl-label" }, element("b", { textContent: title }), ...rest);
/**
 * @param {string} className
 * @param {Partial<HTMLDivElement> & { attr?: Record<string, string> }} [properties]
 * @param {HTMLElement[]} children
 */
const plot = (className, properties = {}, ...children) => element("div", { className: `tl-plot ${className}`, ...properties }, ...children);
/** @param {HTMLElement[]} children */
const row = (...children) => element("div", { className: "tl-row" }, ...children);
