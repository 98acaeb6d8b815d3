import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { fakeDocument } from "./testing/dom.js";
import { pack, requests } from "./testing/figures.js";

const page = fakeDocument({ "--row": "20" });
const { load } = await import("./store.js");
const table = await import("./table.js");

const told = [];
const host = page.add("div", "requests");
table.mount(host, { sort: (order) => told.push(order), select: (request) => told.push(request) });
const grid = host.children[0];
const [head, body] = grid.children;
grid.clientHeight = 200;

const show = (columns = requests) => {
  load(pack({ summary: {} }, columns));
  table.refresh();
  page.frame();
};
const shown = () => body.children.map((row) => Number(row.id.slice("request-".length)));
const button = (title) => head.children.flatMap((cell) => cell.children).find(({ textContent }) => textContent === title);
const sorted = () => Object.fromEntries(head.children.map((cell) => [cell.textContent, cell.getAttribute("aria-sort")]).filter(([, sort]) => sort !== "none"));

beforeEach(() => {
  show();
  table.setOrder("index");
  table.select(-1);
  told.length = 0;
});

test("every column shows its own figure, as it is named", () => {
  const titles = head.children.map((cell) => cell.textContent);
  const cells = body.children[1].children.map((cell) => cell.textContent);
  assert.deepEqual(Object.fromEntries(titles.map((title, i) => [title, cells[i]])), {
    "#": "1", arrival: "1.25\u00a0s", prompt: "2,048", output: "150", "queue wait": "300\u00a0ms", TTFT: "450\u00a0ms", TPOT: "35.0\u00a0ms", E2E: "5.60\u00a0s",
    "client wait": "7.00\u00a0ms", preempted: "2", "prefix hits": "0", "most delay": "preempted",
  });
});

test("a column sorts both ways, and says so", () => {
  button("TTFT").fire("click");
  assert.deepEqual([shown(), sorted()], [[2, 0, 1], { TTFT: "ascending" }]);
  button("TTFT").fire("click");
  assert.deepEqual([shown(), sorted()], [[1, 0, 2], { TTFT: "descending" }]);
  button("E2E").fire("click");
  assert.deepEqual([shown(), sorted()], [[2, 0, 1], { E2E: "ascending" }]);
  button("#").fire("click");
  button("#").fire("click");
  assert.deepEqual([shown(), sorted()], [[2, 1, 0], { "#": "descending" }]);
  assert.deepEqual(told, ["ttft_ms", "-ttft_ms", "e2el_ms", "index", "-index"]);
});

test("equal figures stay in order, and requests without one come last in either direction", () => {
  table.setOrder("tpot_ms");
  assert.deepEqual(shown(), [0, 1, 2]);
  table.setOrder("-tpot_ms");
  assert.deepEqual(shown(), [1, 0, 2]);
  table.setOrder("-client_wait_ms");
  assert.deepEqual(shown(), [1, 0, 2]);
  assert.deepEqual(told, []);
});

test("an unknown order changes nothing", () => {
  table.setOrder("-ttft_ms");
  table.setOrder("colour");
  assert.deepEqual(shown(), [1, 0, 2]);
});

test("a new run is shown, in the order that was chosen", () => {
  table.setOrder("ttft_ms");
  const two = Object.fromEntries(Object.entries(requests).map(([name, values]) => [name, values.slice(0, 2)]));
  show({ ...two, "req.ttft_ms": Float64Array.of(900, 450) });
  assert.deepEqual(shown(), [1, 0]);
  assert.equal(body.children[0].children[5].textContent, "450\u00a0ms");
  assert.equal(grid.getAttribute("aria-rowcount"), "3");
  show({ ...two, "req.ttft_ms": Float64Array.of(400, 450) });
  assert.deepEqual(shown(), [0, 1]);
});

test("a click and the keys choose a request", () => {
  table.setOrder("-ttft_ms");
  body.fire("click", { target: body.children[2].children[3] });
  body.fire("click", { target: body.children[0].children[3] });
  for (const key of ["ArrowDown", "ArrowDown", "ArrowUp", "Enter", "End", " ", "Home", "Enter"]) grid.fire("keydown", { key });
  assert.deepEqual(told, [2, 1, 0, 2, 1]);
});

test("the chosen request is marked", () => {
  table.select(2);
  assert.deepEqual(body.children.map((row) => row.getAttribute("aria-selected")), ["false", "false", "true"]);
  assert.equal(grid.getAttribute("aria-activedescendant"), "request-2");
});

test("of many requests only those in sight are in the document", () => {
  const many = (values) => new values.constructor(1000).map((_, i) => values[i % 3]);
  show(Object.fromEntries(Object.entries(requests).map(([name, values]) => [name, many(values)])));
  grid.scrollTop = 400 * 20;
  grid.fire("scroll");
  assert.deepEqual([shown()[0], shown().at(-1)], [392, 417]);
  assert.equal(body.style.height, "20000px");
  table.select(10);
  assert.equal(grid.scrollTop, 100);
  grid.scrollTop = 0;
});
