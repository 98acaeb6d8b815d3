// The table of requests: sortable on every column, with rows in the document only where they can be seen, so that
// 100,000 requests scroll as easily as 300.

import { element } from "./element.js";
import * as format from "./format.js";
import { soon } from "./soon.js";
import { column, requestCount } from "./store.js";
import { causes } from "./tables_gen.js";

/** @import { RequestColumn } from "./types/figures" */

/** @typedef {"index" | Exclude<RequestColumn, "ttft_cause">} Key */

const spare = 8; // rows drawn above and below the visible ones

/** @type {{ key: Key, title: string, term?: string, text(value: number): string }[]} */
const columns = [
  { key: "index", title: "#", text: format.count },
  { key: "arrival_s", title: "arrival", text: (v) => `${format.number(v)}\u00a0s` },
  { key: "prompt_len", title: "prompt", text: format.count },
  { key: "output_len", title: "output", text: format.count },
  { key: "queue_ms", term: "queue", title: "queue wait", text: format.duration },
  { key: "ttft_ms", term: "ttft", title: "TTFT", text: format.duration },
  { key: "tpot_ms", term: "tpot", title: "TPOT", text: format.duration },
  { key: "e2el_ms", term: "e2e", title: "E2E", text: format.duration },
  { key: "client_wait_ms", term: "open-loop", title: "client wait", text: format.duration },
  { key: "preemptions", term: "preemption", title: "preempted", text: format.count },
  { key: "prefix_hit_tokens", term: "prefix-hit", title: "prefix hits", text: format.count },
  { key: "cause", title: "most delay", text: (v) => causes[v] },
];

/** @type {HTMLElement} */
let grid; // the scrolling element
let rowHeight = 0; // pixels, from table.css
/** @type {HTMLElement} */
let body; // as tall as all rows
let order = "index"; // a column's key, with a leading "-" for falling
let rows = new Uint32Array(); // requests in the order shown
let selected = -1; // a request
let cursor = 0; // a place in rows: where the keyboard is
/** @type {{ sort(order: string): void, select(request: number): void }} */
let changed = { sort() {}, select() {} };

/**
 * Puts the table into its place and calls back on a new order and on a new selection.
 *
 * @param {HTMLElement} host
 * @param {typeof changed} callbacks
 */
export function mount(host, callbacks) {
  changed = callbacks;
  grid = element("div", { className: "grid", tabIndex: 0, attr: { role: "grid", "aria-label": "Requests" } });
  const head = element("div", { className: "grid-head", attr: { role: "row" } });
  for (const { key, title, term } of columns) {
    const cell = element("div", { className: `grid-cell cell-${key}`, attr: { role: "columnheader" } });
    const button = element("button", { type: "button", textContent: title });
    if (term) button.dataset.term = term;
    button.addEventListener("click", () => sortBy(order === key ? `-${key}` : key));
    cell.append(button);
    head.append(cell);
  }
  body = element("div", { className: "grid-body", attr: { role: "rowgroup" } });
  grid.append(head, body);
  host.replaceChildren(grid);
  grid.addEventListener("scroll", paint, { passive: true });
  grid.addEventListener("keydown", onKey);
  body.addEventListener("click", ({ target }) => {
    /** @type {HTMLElement | null} */
    const row = /** @type {Element} */ (target).closest("[data-place]");
    if (row) changed.select(rows[Number(row.dataset.place)]);
  });
  new ResizeObserver(paint).observe(grid);
}

/** Shows a new result, soon. */
export function refresh() {
  soon(grid, renew);
}

function renew() {
  rows = new Uint32Array(requestCount());
  cursor = 0;
  grid.setAttribute("aria-rowcount", String(rows.length + 1));
  arrange();
}

/**
 * Orders the rows as a link says, without telling anyone.
 *
 * @param {string} text
 */
export function setOrder(text) {
  if (!columns.some(({ key }) => key === text.replace("-", ""))) return;
  order = text;
  arrange();
}

/**
 * Shows which request is chosen, -1 for none, and scrolls to it where it is out of sight.
 *
 * @param {number} request
 */
export function select(request) {
  if (request === selected) return;
  selected = request;
  cursor = Math.max(0, rows.indexOf(request));
  const top = cursor * rowHeight;
  if (top < grid.scrollTop || top > grid.scrollTop + grid.clientHeight - 2 * rowHeight) {
    grid.scrollTop = Math.max(0, top - grid.clientHeight / 2);
  }
  paint();
}

/** @param {string} text */
function sortBy(text) {
  setOrder(text);
  changed.sort(text);
}

function arrange() {
  const key = /** @type {Key} */ (order.replace("-", ""));
  const direction = order.startsWith("-") ? -1 : 1;
  for (let i = 0; i < rows.length; i++) rows[i] = i;
  if (key !== "index") {
    const values = column(`req.${key}`);
    const rank = (/** @type {number} */ v) => (Number.isNaN(v) ? Infinity * direction : v); // requests without a value come last
    rows.sort((a, b) => direction * (rank(values[a]) - rank(values[b])) || a - b);
  } else if (direction < 0) {
    rows.reverse();
  }
  for (const [i, cell] of [...grid.children[0].children].entries()) {
    const sort = columns[i].key !== key ? "none" : direction < 0 ? "descending" : "ascending";
    cell.setAttribute("aria-sort", sort);
  }
  if (selected >= 0) cursor = Math.max(0, rows.indexOf(selected));
  paint();
}

/** Draws the rows that can be seen. */
function paint() {
  if (rows.length !== requestCount()) return renew(); // the new result came first
  rowHeight = parseFloat(getComputedStyle(grid).getPropertyValue("--row"));
  body.style.height = `${rows.length * rowHeight}px`;
  const first = Math.max(0, Math.floor(grid.scrollTop / rowHeight) - spare);
  const last = Math.min(rows.length, Math.ceil((grid.scrollTop + grid.clientHeight) / rowHeight) + spare);
  const lines = [];
  for (let place = first; place < last; place++) lines.push(line(place));
  body.replaceChildren(...lines);
  grid.setAttribute("aria-activedescendant", cursor >= first && cursor < last ? `request-${rows[cursor]}` : "");
}

/** @param {number} place */
function line(place) {
  const request = rows[place];
  const row = element("div", { id: `request-${request}`, className: "grid-row", attr: { role: "row" } });
  row.dataset.place = String(place);
  row.style.transform = `translateY(${place * rowHeight}px)`;
  row.setAttribute("aria-rowindex", String(place + 2));
  row.setAttribute("aria-selected", String(request === selected));
  row.classList.toggle("grid-row-cursor", place === cursor);
  for (const { key, text } of columns) {
    const value = key === "index" ? request : column(`req.${key}`)[request];
    const cell = element("div", { className: `grid-cell cell-${key}`, textContent: text(value), attr: { role: "gridcell" } });
    if (key === "cause") cell.dataset.cause = causes[value];
    row.append(cell);
  }
  return row;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const page = Math.max(1, Math.floor(grid.clientHeight / rowHeight) - 2);
  /** @type {Record<string, number>} */
  const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows.length, End: rows.length };
  if (event.target !== grid) return;
  if (event.key in moves) cursor = Math.min(rows.length - 1, Math.max(0, cursor + moves[event.key]));
  else if (event.key === "Enter" || event.key === " ") changed.select(rows[cursor]);
  else return;
  event.preventDefault();
  const top = cursor * rowHeight;
  const bottom = top + 2 * rowHeight - grid.clientHeight; // one row is the head
  grid.scrollTop = Math.min(top, Math.max(bottom, grid.scrollTop));
  paint();
}
