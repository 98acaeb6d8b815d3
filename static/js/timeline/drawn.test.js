// What the timeline draws of a run of three steps and three requests: ten pixels are a second.

import assert from "node:assert/strict";
import { test } from "node:test";

import { calls } from "../testing/canvas.js";
import { element, openPage, taken } from "../testing/page.js";
import * as store from "../store.js";
import { data, pinned } from "./data.js";
import * as gantt from "./gantt.js";
import * as minimap from "./minimap.js";
import { panels, draw, drawAxis, peak, refresh } from "./panels.js";
import { timeScale } from "./scale.js";
import * as scrubber from "./scrubber.js";
import { tables } from "./tables.js";
import * as tip from "./tip.js";

const frame = openPage();

const columns = (values) => new Map(Object.entries(values));
const header = { steps: 3, requests: 3, end_s: 10, max_num_seqs: 4, max_num_batched_tokens: 2048, num_gpu_blocks: 64 };

// The engine is idle from 5 to 6. Request 1 is preempted by step 1 and comes back with step 2; request 2 is left waiting
// through half of step 2.
Object.assign(data, {
  header,
  columns: columns({
    "step.start_s": Float64Array.of(0, 2, 6), "step.end_s": Float64Array.of(2, 5, 10),
    "step.running": Int32Array.of(1, 2, 3), "step.waiting": Int32Array.of(0, 4, 1),
    "step.prefill": Int32Array.of(8, 0, 16), "step.decode": Int32Array.of(0, 2, 1),
    "step.blocks": Int32Array.of(16, 32, 48), "step.preempted": Int32Array.of(0, 1, 0), "step.refused": Uint8Array.of(0, 0, 5),
    "row.first": Int32Array.of(0, 3, 7, 9), "row.flags": Uint8Array.of(2, 1, 0),
    "seg.from_s": Float64Array.of(0, 1, 2, 1, 2, 4, 6, 7, 9), "seg.to_s": Float64Array.of(1, 2, 8, 2, 4, 6, 10, 9, 10),
    "seg.kind": Uint8Array.of(0, 1, 2, 0, 2, 3, 2, 0, 1),
    "row.chunk": Int32Array.of(0, 1, 1, 2), "chunk.step": Int32Array.of(0, 2),
    "out.t_s": Float64Array.of(0, 5), "out.tokens_s": Float64Array.of(3, 1),
  }),
});

store.result.columns = columns({
  "req.arrival_s": Float64Array.of(0, 1, 7), "req.queue_ms": Float64Array.of(1000, 1001, 2000), "req.ttft_ms": Float64Array.of(2000, 1500, 3000),
  "req.e2el_ms": Float64Array.of(8000, 9000, 3500), "req.prompt_len": Int32Array.of(100, 200, 300), "req.output_len": Int32Array.of(10, 20, 30), "req.preemptions": Int32Array.of(0, 1, 0),
});

const other = {
  header: { steps: 2, requests: 2, end_s: 12 },
  columns: columns({
    "step.start_s": Float64Array.of(0, 5), "step.end_s": Float64Array.of(5, 12), "step.running": Int32Array.of(2, 1), "step.waiting": Int32Array.of(0, 8),
    "step.prefill": Int32Array.of(32, 0), "step.decode": Int32Array.of(1, 1), "step.blocks": Int32Array.of(8, 40), "out.t_s": Float64Array.of(0), "out.tokens_s": Float64Array.of(2),
    "row.first": Int32Array.of(0, 1, 2), "seg.from_s": Float64Array.of(0, 3), "seg.to_s": Float64Array.of(5, 12),
  }),
};
const nobody = { header: null, columns: new Map() };

const width = 160; // 46 left and 14 right of the plot
const scale = timeScale({ from: 0, to: 10 }, width);
const steps = [0, 3];
const [top, base] = [13, 57]; // of a panel's values, 60 pixels high

/** Columns of one pixel as [first, how many, height], where neighbours are alike. Each reaches down to the base. */
function runs(rects, bottom = base) {
  const list = [];
  for (const [x, y, w, h] of rects) {
    assert.equal(w, 1);
    assert.ok(Math.abs(y + h - bottom) < 1e-9, `a bar from ${y} for ${h}`);
    const last = list.at(-1);
    if (last && last[0] + last[1] === x && Math.abs(last[2] - h) < 1e-9) last[1]++;
    else list.push([x, 1, h]);
  }
  return list.map(([x, n, h]) => [x - 46, n, Number(h.toFixed(6))]);
}

const filled = (drawn, ink) => calls(drawn, "fillRect").filter(({ fillStyle }) => fillStyle === `--${ink}`).map(({ args }) => args);
const said = (drawn) => calls(drawn, "fillText").map(({ args }) => args[0]);
const panel = (id) => panels.find((p) => p.id === id);

/** Draws a panel and returns what was drawn. */
function panelOf(id) {
  const canvas = element("canvas");
  refresh();
  draw(panel(id), canvas, width, 60, scale, steps);
  return taken(canvas);
}

/** The height of a value in a panel whose axis ends at most. */
const tall = (v, most) => Number(((v / most) * (base - top)).toFixed(6));

test("each panel draws its own column, in its own ink", () => {
  const step = (values, most) => [[0, 20], [20, 30], [60, 40]].map(([x, n], k) => [x, n, tall(values[k], most)]).filter(([, , h]) => h);
  const bins = [[0, 50, tall(3, 3)], [50, 50, tall(1, 3)]];
  for (const [id, ink, bars, most, title] of [
    ["running", "decode", step([1, 2, 3], 4), "4", "Running"], // max_num_seqs is near
    ["waiting", "queue", step([0, 4, 1], 4), "4", "Waiting"],
    ["prefill", "prefill", step([8, 0, 16], 16), "16", "Prefill"],
    ["decode", "decode", step([0, 2, 1], 2), "2", "Decode"],
    ["blocks", "kv-soft", step([16, 32, 48], 64), "64", "KV blocks"],
    ["took", "ink3", step([2000, 3000, 4000], 4000), "4\u00a0s", "Step"],
    ["output", "decode-soft", bins, "3", "Output"],
  ]) {
    const drawn = panelOf(id);
    assert.equal(panel(id).title, title);
    assert.deepEqual(runs(filled(drawn, ink)), bars, id);
    assert.deepEqual(said(drawn).slice(0, 2), [most, "0"], id);
  }
  assert.deepEqual(panels.map((p) => p.id), ["running", "waiting", "prefill", "decode", "blocks", "took", "output"]);
});

test("the largest value of a run is said in words", () => {
  refresh();
  assert.deepEqual(panels.map((p) => peak(p)), ["3", "4", "16", "2", "48", "4.00\u00a0s", "3"]);
});

test("limits that are near are drawn under their vLLM names", () => {
  const limit = (id) => calls(panelOf(id), "moveTo").map(({ args }) => args).filter(([x]) => x === 46);
  assert.deepEqual(limit("running"), [[46, top + 0.5]]);
  assert.ok(said(panelOf("running")).includes("max_num_seqs 4"));
  assert.deepEqual(limit("blocks"), [[46, top + 0.5]]);
  assert.ok(said(panelOf("blocks")).includes("num_gpu_blocks 65")); // with the null block
  assert.deepEqual(limit("prefill"), []);
});

test("preemptions stand above the blocks at their steps", () => {
  const marks = calls(panelOf("blocks"), "moveTo").filter(({ fillStyle }) => fillStyle === "--preempted").map(({ args }) => args);
  assert.deepEqual(marks, [[66 - 4, top + 4]]);
});

test("the pinned run is a line over a panel, and behind a spiky one", () => {
  Object.assign(pinned, other);
  const line = (id) => calls(panelOf(id), "lineTo").map(({ args: [x, y] }) => [x - 46.5, Number(y.toFixed(6))]);
  const y = (v, most) => Number((base - (v / most) * (base - top)).toFixed(6));
  const running = line("running");
  assert.deepEqual([running[0], running[49], running[50], running[99]], [[0, y(2, 4)], [49, y(2, 4)], [50, y(1, 4)], [99, y(1, 4)]]);
  const order = (id) => panelOf(id).map(([name, value]) => (name === "strokeStyle" && value === "--ink3" ? "A" : name === "fillStyle" && value === `--${panel(id).ink}` ? "run" : "")).filter(Boolean);
  assert.deepEqual(order("running"), ["run", "A"]);
  assert.deepEqual(order("prefill"), ["A", "run"]);
  assert.deepEqual(calls(panelOf("running"), "stroke").slice(0, 2).map(({ strokeStyle, lineWidth }) => [strokeStyle, lineWidth]), [["--surface", 3.4], ["--ink3", 1.4]]); // on a seam
  assert.deepEqual([peak(panel("waiting"), pinned), peak(panel("blocks"), pinned)], ["8", "40"]);
  Object.assign(pinned, nobody);
});

test("the axis says seconds", () => {
  const canvas = element("canvas");
  drawAxis(canvas, 1160, 22, timeScale({ from: 0, to: 10 }, 1160));
  assert.deepEqual(calls(canvas.drawn, "fillText").map(({ args: [text, x] }) => [text, x]).slice(0, 3), [["0\u00a0s", 46], ["2\u00a0s", 266], ["4\u00a0s", 486]]);
});

/** Mounts the list of requests, draws these rows and returns what was drawn. */
function listed(rows, chosen = -1) {
  const host = element("div", width, 100);
  const picked = [];
  gantt.mount(host, { pick: (id) => picked.push(id), hover() {} });
  gantt.list(rows);
  gantt.choose(chosen, false);
  gantt.draw(width, scale);
  return { host, picked, drawn: taken(host.children[0].children[0]) };
}

const rowHeight = 16;
const thick = 14;

test("a request's row has a bar for each part of its life", () => {
  const { drawn } = listed([0, 1, 2]);
  const bars = [...calls(drawn, "rect").slice(1), ...calls(drawn, "roundRect")]; // the first is where bars may be
  const of = (ink, height) => bars.filter(({ fillStyle, args }) => fillStyle === `--${ink}` && args[3] === height).map(({ args: [x, y, w] }) => [(x - 46) / 10, (x - 46 + w) / 10, Math.floor(y / rowHeight)]).sort((a, b) => a[2] - b[2] || a[0] - b[0]);
  assert.deepEqual(of("queue", 3), [[0, 1, 0], [1, 2, 1], [7, 9, 2]]);
  assert.deepEqual(of("prefill", 3), [[1, 2, 0], [9, 10, 2]]);
  assert.deepEqual(of("preempted", 3), [[4, 6, 1]]);
  assert.deepEqual(of("decode", thick), [[2, 8, 0], [2, 4, 1], [6, 10, 1]]);
  assert.deepEqual(of("prefill", thick), [[0, 2, 0], [6, 10, 2]]); // the steps that prompts rode in
});

test("where parts share a pixel, preempted lies over queued over prefill over decode", () => {
  const { drawn } = listed([0, 1, 2]);
  assert.deepEqual(calls(drawn, "fill").slice(0, 4).map(({ fillStyle }) => fillStyle), ["--decode", "--prefill", "--queue", "--preempted"]);
});

test("rows keep their order, and the first is named", () => {
  const { drawn } = listed([2, 0]);
  const queued = calls(drawn, "rect").filter(({ fillStyle, args }) => fillStyle === "--queue" && args[3] === 3).map(({ args: [x, y] }) => [x, Math.floor(y / rowHeight)]);
  assert.deepEqual(queued, [[116, 0], [46, 1]]);
});

test("rows that have room are named, low ones every fifth, and none where the list's edge would cut the name", () => {
  const many = (n) => Array.from({ length: n }, (_, i) => Math.min(i, 2));
  assert.deepEqual(said(listed(many(7)).drawn), ["#0", "#1", "#2", "#2", "#2", "#2", "#2"]);
  const low = listed(many(40)).drawn; // 9 pixels each in 120
  assert.deepEqual(calls(low, "fillText").map(({ args: [text, x, y, room] }) => [text, x, y, room]), [["#2", 40, 5 * 9 + 1 + 3.5 + 0.5, 38]]); // the first would stand at 5
});

test("the chosen request has a ring and its number", () => {
  const { drawn } = listed([0, 1, 2], 1);
  const [ring] = calls(drawn, "roundRect").filter(({ strokeStyle }) => strokeStyle === "--ink");
  assert.deepEqual(ring.args, [44, rowHeight + 1 - 1.5, width - 46 - 14 + 1, rowHeight + 1, 3]);
  assert.deepEqual(said(drawn), ["#0", "#2", "#1"]);
  assert.deepEqual(said(listed([0, 2], 1).drawn), ["#0", "#2"]);
});

test("a click picks the request under it", () => {
  const { host, picked } = listed([0, 2]);
  for (const y of [3, 2 * rowHeight - 1, 5 * rowHeight]) host.tell("click", { clientX: 60, clientY: y });
  assert.deepEqual(picked, [0, 2]);
  assert.equal(gantt.neighbour(1), 0); // nobody is chosen: the first in sight
  gantt.choose(0, false);
  assert.deepEqual([gantt.neighbour(1), gantt.neighbour(-1), gantt.neighbour(9)], [2, 0, 2]);
});

test("a request of the pinned run is a line under the row of the same number", () => {
  Object.assign(pinned, other);
  const lines = calls(listed([0, 1, 2]).drawn, "fillRect").map(({ fillStyle, args }) => [fillStyle, ...args]);
  assert.deepEqual(lines, [["--ink3", 46, 15, 50, 1], ["--ink3", 95, 1, 2, 15], ["--ink3", 76, 31, 90, 1], ["--ink3", 165, 17, 2, 15]]);
  Object.assign(pinned, nobody);
});

test("a scrolled list draws what is in sight", () => {
  const host = element("div", width, 32);
  gantt.mount(host, { pick() {}, hover() {} });
  gantt.list([0, 1, 2]); // ten pixels each
  gantt.choose(-1, false);
  gantt.draw(width, scale);
  const canvas = host.children[0].children[0];
  const decoding = () => {
    const drawn = taken(canvas);
    return [...calls(drawn, "rect"), ...calls(drawn, "roundRect")].filter(({ fillStyle }) => fillStyle === "--decode").map(({ args: [x, y] }) => [x, y]);
  };
  assert.deepEqual(decoding(), [[66, 1], [66, 11], [106, 11]]);
  host.scrollTop = 10;
  host.tell("scroll");
  frame();
  assert.deepEqual(decoding(), [[66, 1], [106, 1]]);
});

test("the minimap stacks those waiting on those running, and its brush is the window", () => {
  const host = element("div", width, 56);
  let moved = null;
  minimap.mount(host, (window) => (moved = window));
  minimap.draw(width, 56);
  const [canvas, box] = host.children;
  const [brush] = box.children;
  const drawn = taken(canvas);
  const share = (v) => Number(((v / 6) * 38).toFixed(4)); // six requests are the most; 38 pixels for them
  const bars = (ink) => filled(drawn, ink).filter(([, , , h]) => h).map(([x, y, , h]) => [x - 46, Number(y.toFixed(4)), Number(h.toFixed(4))]);
  const at = (list, x) => list.find(([left]) => left === x);
  assert.deepEqual([0, 20, 60].map((x) => at(bars("decode"), x)), [1, 2, 3].map((v, i) => [[0, 20, 60][i], Number((40 - share(v)).toFixed(4)), share(v)]));
  assert.deepEqual(at(bars("queue"), 20), [20, Number((40 - share(2) - share(4)).toFixed(4)), share(4)]);
  assert.equal(at(bars("decode"), 55), undefined); // idle
  minimap.show({ from: 2, to: 5 });
  assert.deepEqual([brush.style.left, brush.style.width], ["66px", "30px"]);
  const [from, to] = brush.children;
  assert.deepEqual([from.attributes["aria-valuenow"], to.attributes["aria-valuenow"], to.attributes["aria-valuemax"]], ["2.000", "5.000", "10.000"]);
  to.tell("keydown", { key: "ArrowRight", preventDefault() {}, stopPropagation() {} });
  assert.deepEqual(moved, { from: 2, to: 5.1 });
  from.tell("keydown", { key: "ArrowLeft", preventDefault() {}, stopPropagation() {} });
  assert.deepEqual(moved, { from: 1.9, to: 5 });
});

test("the minimap makes room for a pinned run, and reaches to its end", () => {
  Object.assign(pinned, other);
  const host = element("div", width, 56);
  minimap.mount(host, () => {});
  minimap.draw(width, 56);
  const line = calls(host.children[0].drawn, "lineTo").map(({ args: [, y] }) => Number(y.toFixed(4)));
  assert.deepEqual([line[0], line[99]], [40 - (2 / 10) * 38, 40 - (9 / 10) * 38].map((v) => Number(v.toFixed(4)))); // two, then one with eight waiting
  Object.assign(pinned, nobody);
});

test("the scrubber marks prefills and preemptions, and its handle is at the step", () => {
  const host = element("div", width, 30);
  const chosen = [];
  scrubber.mount(host, (step) => chosen.push(step));
  scrubber.draw(width, 30, scale, steps);
  const [canvas, handle] = host.children;
  assert.deepEqual(filled(canvas.drawn, "prefill"), [[46, 9, 20, 12], [106, 9, 40, 12]]);
  assert.deepEqual(filled(canvas.drawn, "preempted"), [[66, 5, 30, 3]]);
  assert.deepEqual(filled(canvas.drawn, "decode-soft"), [[46, 13, 100, 4]]);
  scrubber.show(1);
  assert.deepEqual([handle.style.left, handle.attributes["aria-valuenow"], handle.attributes["aria-valuetext"]], ["81px", "1", "step 1"]);
  scrubber.show(-1);
  assert.deepEqual([handle.style.left, handle.attributes["aria-valuetext"]], ["46px", "no step chosen"]);
});

/** What the tooltip says: its title and its rows. */
function told(show) {
  const host = element("div", 400, 200);
  tip.mount(host);
  show();
  const [body] = host.children[0].children;
  return body.children.map((node) => (node.children.length ? node.children.map((n) => n.textContent).join(": ") : node.textContent));
}

test("the tooltip says what a step did", () => {
  const event = { clientX: 10, clientY: 10 };
  assert.deepEqual(told(() => tip.step(3, event)), ["Step 1 at 2.00\u00a0s, 3.00\u00a0s", "running: 2", "waiting: 4", "tokens: 0 prefill, 2 decode", "KV blocks: 32 of 64, 1 preempted"]);
  assert.deepEqual(told(() => tip.step(8, event)), ["Step 2 at 6.00\u00a0s, 4.00\u00a0s", "running: 3", "waiting: 1, head refused: KV pool full", "tokens: 16 prefill, 1 decode", "KV blocks: 48 of 64"]);
  assert.deepEqual(told(() => tip.step(5.5, event)), ["5.50\u00a0s", "engine: idle"]);
  Object.assign(pinned, other);
  assert.deepEqual(told(() => tip.step(8, event)).slice(1, 3), ["running: 3, A 1", "waiting: 1, A 8, head refused: KV pool full"]);
  Object.assign(pinned, nobody);
});

test("the tooltip says what a request did", () => {
  const event = { clientX: 10, clientY: 10 };
  assert.deepEqual(told(() => tip.request(1, 5, event)), ["#1, 200 in, 20 out", "queue wait: 1.00\u00a0s", "TTFT: 1.50\u00a0s", "E2E: 9.00\u00a0s, preempted 1×", "here: preempted for 2.00\u00a0s"]);
  assert.deepEqual(told(() => tip.request(0, 9, event)).slice(3), ["E2E: 8.00\u00a0s", "here: not in the engine"]);
});

test("the window's steps and requests as tables", () => {
  const grid = (scroll) => scroll.children[0].children.flatMap((part) => part.children.map((row) => row.children.map((cell) => cell.textContent)));
  const [, stepTable, , requestTable] = tables([1, 3], [1, 2]);
  assert.deepEqual(grid(stepTable), [
    ["step", "start", "duration", "running", "waiting", "prefill tok", "decode tok", "KV blocks", "preempted", "refused"],
    ["1", "2.00\u00a0s", "3.00\u00a0s", "2", "4", "0", "2", "32", "1", "nobody"],
    ["2", "6.00\u00a0s", "4.00\u00a0s", "3", "1", "16", "1", "48", "0", "KV pool full"],
  ]);
  assert.deepEqual(grid(requestTable), [
    ["request", "arrival", "queue wait", "TTFT", "E2E", "preempted"],
    ["1", "1.00\u00a0s", "1.00\u00a0s", "1.50\u00a0s", "9.00\u00a0s", "1"],
    ["2", "7.00\u00a0s", "2.00\u00a0s", "3.00\u00a0s", "3.50\u00a0s", "0"],
  ]);
  store.stores.set("pinned", columns({ "req.ttft_ms": Float64Array.of(1, 77), "req.e2el_ms": Float64Array.of(1, 88) }));
  assert.deepEqual(grid(tables([1, 3], [1, 2])[3]).slice(1).map((row) => row.slice(5, 7)), [["77.0\u00a0ms", "88.0\u00a0ms"], ["–", "–"]]);
  store.stores.delete("pinned");
});
