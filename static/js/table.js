// The table of requests: sortable on every column, with rows in the document only where they can be seen, so that
// 100,000 requests scroll as easily as 300.

import * as format from "./format.js";
import { soon } from "./soon.js";
import { column, requestCount } from "./store.js";
import { causes } from "./tables_gen.js";

const spare = 8; // rows drawn above and below the visible ones

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

let grid; // the scrolling element
let rowHeight = 0; // pixels, from table.css
let body; // as tall as all rows
let order = "index"; // a column's key, with a leading "-" for falling
let rows = new Uint32Array(); // requests in the order shown
let selected = -1; // a request
let cursor = 0; // a place in rows: where the keyboard is
let changed = { sort() {}, select() {} };

/** Puts the table into its place and calls back on a new order and on a new selection. */
export function mount(host, callbacks) {
  changed = callbacks;
  grid = element("div", { className: "grid", tabIndex: 0, role: "grid" });
  grid.setAttribute("aria-label", "Requests");
  const head = element("div", { className: "grid-head", role: "row" });
  for (const { key, title, term } of columns) {
    const cell = element("div", { role: "columnheader", className: `grid-cell cell-${key}` });
    const button = element("button", { type: "button", textContent: title });
    if (term) button.dataset.term = term;
    button.addEventListener("click", () => sortBy(order === key ? `-${key}` : key));
    cell.append(button);
    head.append(cell);
  }
  body = element("div", { className: "grid-body", role: "rowgroup" });
  grid.append(head, body);
  host.replaceChildren(grid);
  grid.addEventListener("scroll", paint, { passive: true });
  grid.addEventListener("keydown", onKey);
  body.addEventListener("click", ({ target }) => {
    const row = target.closest("[data-place]");
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
  grid.setAttribute("aria-rowcount", rows.length + 1);
  arrange();
}

/** Orders the rows as a link says, without telling anyone. */
export function setOrder(text) {
  if (!columns.some(({ key }) => key === text.replace("-", ""))) return;
  order = text;
  arrange();
}

/** Shows which request is chosen, -1 for none, and scrolls to it where it is out of sight. */
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

function sortBy(text) {
  setOrder(text);
  changed.sort(text);
}

function arrange() {
  const key = order.replace("-", "");
  const direction = order.startsWith("-") ? -1 : 1;
  for (let i = 0; i < rows.length; i++) rows[i] = i;
  if (key !== "index") {
    const values = column(`req.${key}`);
    const rank = (v) => (Number.isNaN(v) ? Infinity * direction : v); // requests without a value come last
    rows.sort((a, b) => direction * (rank(values[a]) - rank(values[b])) || a - b);
  } else if (direction < 0) {
    rows.reverse();
  }
  for (const [i, cell] of [...grid.firstChild.children].entries()) {
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

function line(place) {
  const request = rows[place];
  const row = element("div", { role: "row", id: `request-${request}`, className: "grid-row" });
  row.dataset.place = place;
  row.style.transform = `translateY(${place * rowHeight}px)`;
  row.setAttribute("aria-rowindex", place + 2);
  row.setAttribute("aria-selected", request === selected);
  row.classList.toggle("grid-row-cursor", place === cursor);
  for (const { key, text } of columns) {
    const value = key === "index" ? request : column(`req.${key}`)[request];
    const cell = element("div", { role: "gridcell", className: `grid-cell cell-${key}`, textContent: text(value) });
    if (key === "cause") cell.dataset.cause = causes[value];
    row.append(cell);
  }
  return row;
}

function onKey(event) {
  const page = Math.max(1, Math.floor(grid.clientHeight / rowHeight) - 2);
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

function element(tag, properties) {
  const node = document.createElement(tag);
  const { role, ...rest } = properties;
  if (role) node.setAttribute("role", role);
  return Object.assign(node, rest);
}
