// A chart of the live view as a table: written anew in place twice a second, so that it can be read.

import { element, write } from "./element.js";

const every = 500; // ms

/**
 * A button that shows a chart as a table, and the table: { button, host, draw }. charts are the elements in its place.
 *
 * @param {string} title
 * @param {string[]} columns
 * @param {HTMLElement[]} charts
 */
export function liveTable(title, columns, ...charts) {
  const button = element("button", { type: "button", className: "card-action", title: "Show as table", attr: { "aria-label": `Show ${title} as table` } });
  const icon = document.querySelector(".card-action .icon");
  if (icon) button.append(icon.cloneNode(true));
  const body = element("tbody");
  const head = element("thead", {}, element("tr", {}, ...columns.map((name) => element("th", { scope: "col", textContent: name }))));
  const host = element("div", { className: "figures-scroll live-figures", tabIndex: 0, hidden: true }, element("table", { className: "figures" }, head, body));
  host.setAttribute("role", "region");
  host.setAttribute("aria-label", title);
  let drawn = -every; // when, by the clock of the page

  const show = (/** @type {boolean} */ on) => {
    button.setAttribute("aria-pressed", String(on));
    host.hidden = !on;
    for (const chart of charts) chart.hidden = on;
    drawn = -every;
  };
  button.addEventListener("click", () => show(Boolean(host.hidden)));
  show(false);

  /**
   * Writes the table where it is on show; rows gives its texts.
   *
   * @param {() => string[][]} rows
   */
  const draw = (rows) => {
    if (host.hidden || performance.now() - drawn < every) return;
    drawn = performance.now();
    const texts = rows();
    while (body.rows.length > texts.length) body.lastChild?.remove();
    while (body.rows.length < texts.length) body.append(element("tr", {}, ...columns.map((_, i) => element(i ? "td" : "th"))));
    for (const [i, row] of texts.entries()) {
      for (const [j, text] of row.entries()) write(body.rows[i].cells[j], text);
    }
  };
  return { button, host, draw };
}
