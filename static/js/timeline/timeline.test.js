// What the timeline says and decides, over three steps and three requests.

import assert from "node:assert/strict";
import { test } from "node:test";

import { calls, recordingCanvas } from "../testing/canvas.js";
import { fakeDocument, FakeElement, texts } from "../testing/dom.js";
import { pack, requests, timeline, timelineHeader } from "../testing/figures.js";

const page = fakeDocument();
const store = await import("../store.js");
const data = await import("./data.js");
const { refusals } = await import("../tables_gen.js");
const gantt = await import("./gantt.js");
const keys = await import("./keys.js");
const { build } = await import("./layout.js");
const minimap = await import("./minimap.js");
const panels = await import("./panels.js");
const scrubber = await import("./scrubber.js");
const { margin, timeScale } = await import("./scale.js");
const { tables } = await import("./tables.js");
const tip = await import("./tip.js");

store.load(pack({ summary: {} }, requests));
data.load(pack(timelineHeader, timeline));
panels.refresh();

const width = 200 + margin.left + margin.right; // 20 pixels a second
const scale = timeScale({ from: 0, to: 10 }, width);
/** A host whose canvases are recorded. */
function host(height = 100) {
  const recorded = recordingCanvas(width, height);
  const create = document.createElement;
  const node = Object.assign(page.add("div", ""), { clientWidth: width, clientHeight: height });
  document.createElement = (tag) => (tag === "canvas" ? Object.assign(create(tag), { getContext: () => recorded.context }) : create(tag));
  return { node, drawn: recorded.drawn, done: () => (document.createElement = create) };
}
const panel = (id) => panels.panels.find((one) => one.id === id);

test("each panel has its own column, and its largest value", () => {
  assert.deepEqual(Object.fromEntries(panels.panels.map((one) => [one.id, panels.peak(one)])), {
    running: "7", waiting: "9", prefill: "2,048", decode: "7", blocks: "60", took: "2.00\u00a0s", output: "80",
  });
});

/** The heights of a panel's bars, in the middle of the steps. */
function bars(id, height = 116) {
  const { canvas, drawn } = recordingCanvas(width, height);
  panels.draw(panel(id), canvas, width, height, scale, [0, 3]);
  const found = calls(drawn, "fillRect").filter(({ args: [, , wide, tall] }) => wide === 1 && tall > 1);
  return { at: (t) => found.filter(({ args: [x] }) => x === margin.left + 20 * t).map(({ args: [, , , tall] }) => Math.round(tall)), drawn };
}

test("a panel draws its steps where and as long as they ran, on a scale that its limit belongs to", () => {
  const running = bars("running"); // 100 pixels for max_num_seqs, which is 8
  assert.deepEqual([0.5, 2, 5, 9].map(running.at), [[13], [88], [], [50]]);
  assert.deepEqual(calls(running.drawn, "fillText").map(({ args: [text] }) => text), ["8", "0", "max_num_seqs 8"]);
  const waiting = bars("waiting"); // up to 10
  assert.deepEqual([0.5, 2, 9].map(waiting.at), [[20], [], [90]]);
  assert.deepEqual([0.5, 2, 9].map(bars("prefill").at), [[25], [], [100]]);
  assert.deepEqual(calls(bars("blocks").drawn, "fillText").at(-1).args[0], "num_gpu_blocks 65");
  assert.deepEqual(calls(bars("blocks").drawn, "lineTo").filter(({ fillStyle }) => fillStyle === "--preempted").map(({ args }) => args), [[margin.left + 24, 17], [margin.left + 20, 24]]);
});

test("a moment's tooltip has the step's figures under their names, and why the head was refused", () => {
  const place = Object.assign(page.add("div", ""), { clientWidth: 400, clientHeight: 200 });
  tip.mount(place);
  const said = () => {
    const [title, ...rows] = place.children[0].children[0].children;
    return [title.textContent, Object.fromEntries(texts({ children: rows }))];
  };
  const event = { clientX: 10, clientY: 10 };
  tip.step(9, event);
  assert.deepEqual(said(), ["Step 2 at 8.00\u00a0s, 2.00\u00a0s", { running: "4", waiting: "9, head refused: KV pool full", tokens: "2,048 prefill, 3 decode", "KV blocks": "50 of 64" }]);
  tip.step(2, event);
  assert.deepEqual(said()[1], { running: "7", waiting: "0, head refused: step preempts", tokens: "0 prefill, 7 decode", "KV blocks": "60 of 64, 1 preempted" });
  tip.step(5, event);
  assert.deepEqual(said(), ["5.00\u00a0s", { engine: "idle" }]);
  tip.request(1, 5, event);
  assert.deepEqual(said(), ["#1, 2,048 in, 150 out", { "queue wait": "300\u00a0ms", TTFT: "450\u00a0ms", E2E: "5.60\u00a0s, preempted 2×", here: "preempted for 6.00\u00a0s" }]);
  tip.request(2, 5, event);
  assert.equal(said()[1].here, "not in the engine");
});

test("refusals have the engine's names, in the order of its codes", () => {
  assert.deepEqual(refusals, ["", "step preempts", "max_num_seqs", "budget spent", "chunking off", "KV pool full", "KV pool full", "behind the head"]);
});

test("the tables list the steps and the requests of the window", () => {
  store.stores.set("pinned", new Map([["req.ttft_ms", Float64Array.of(1000, 2000, 3000)]]));
  const [, steps, , rows] = tables([1, 3], [0, 2]);
  store.stores.delete("pinned");
  const read = (scroll) => [...texts(scroll.children[0].children[0]), ...texts(scroll.children[0].children[1])];
  assert.deepEqual(read(steps), [
    ["step", "start", "duration", "running", "waiting", "prefill tok", "decode tok", "KV blocks", "preempted", "refused"],
    ["1", "1.00\u00a0s", "2.00\u00a0s", "7", "0", "0", "7", "60", "1", "step preempts"], ["2", "8.00\u00a0s", "2.00\u00a0s", "4", "9", "2,048", "3", "50", "0", "KV pool full"],
  ]);
  assert.deepEqual(read(rows), [
    ["request", "arrival", "queue wait", "TTFT", "E2E", "TTFT in A", "preempted"],
    ["0", "0.500\u00a0s", "11.0\u00a0ms", "120\u00a0ms", "2.30\u00a0s", "1.00\u00a0s", "0"], ["2", "2.00\u00a0s", "2.00\u00a0ms", "80.0\u00a0ms", "80.0\u00a0ms", "3.00\u00a0s", "0"],
  ]);
});

test("filters are the engine's flags", () => {
  assert.deepEqual(["all", "preempted", "slo", "tail"].map((filter) => data.rowsIn(filter, 0, 10).rows), [[0, 1, 2], [1], [1], [2]]);
});

test("rows: the segments of each request in the colour of their kind, and which is where", () => {
  const { node, drawn, done } = host(60);
  const told = [];
  gantt.mount(node, { pick: (id) => told.push(id), hover: (id) => told.push(["over", id]) });
  done();
  gantt.list([0, 1, 2]); // 16 pixels each
  gantt.draw(width, scale);
  const shapes = { rect: calls(drawn, "rect"), roundRect: calls(drawn, "roundRect") };
  const of = (ink) => [...shapes.roundRect, ...shapes.rect].filter(({ fillStyle }) => fillStyle === ink).map(({ args: [x, y, wide] }) => [x - margin.left, Math.floor(y / 16), wide]);
  assert.deepEqual(of("--preempted"), [[40, 1, 120]]);
  assert.deepEqual(of("--queue"), [[180, 2, 20]]);
  assert.deepEqual(of("--decode"), [[20, 0, 40], [20, 1, 20], [160, 1, 40]]);
  assert.deepEqual(of("--prefill"), [[0, 0, 20], [160, 1, 40], [0, 0, 20]]); // thick where the chunks rode, thin for the wait
  node.fire("click", { clientY: 20 });
  node.fire("pointermove", { clientY: 40 });
  node.fire("pointermove", { clientY: 59 });
  node.fire("pointerleave", { clientY: -1 });
  assert.deepEqual(told, [1, ["over", 2], ["over", -1], ["over", -1]]);
  gantt.choose(1, false);
  assert.deepEqual([gantt.neighbour(1), gantt.neighbour(-1), gantt.neighbour(9)], [2, 0, 2]);
  gantt.list([0, 2]);
  assert.equal(gantt.neighbour(1), 0); // the chosen one is not listed
  node.clientHeight = 16;
  gantt.list(Array.from({ length: 100 }, (_, i) => i));
  gantt.choose(50, true);
  assert.equal(node.scrollTop, 442);
});

test("the minimap's brush stands around the window, and moves it by pointer and by key", () => {
  const { node, drawn, done } = host(50);
  const told = [];
  minimap.mount(node, (window) => told.push(window));
  done();
  minimap.draw(width, 50);
  const most = (ink) => Math.max(...calls(drawn, "fillRect").filter(({ fillStyle }) => fillStyle === ink).map(({ args: [, , , tall] }) => Math.round(tall)));
  assert.deepEqual([most("--decode"), most("--queue")], [14, 18]); // 7 and 9 of 16 in 32 pixels
  minimap.show({ from: 2, to: 4 });
  const [brush] = node.children[1].children;
  const [from, to] = brush.children;
  assert.deepEqual([brush.style.left, brush.style.width], [`${margin.left + 40}px`, "40px"]);
  assert.deepEqual([from.getAttribute("aria-valuenow"), to.getAttribute("aria-valuenow"), to.getAttribute("aria-valuemax")], ["2.000", "4.000", "10.000"]);
  to.fire("keydown", { key: "ArrowRight" });
  from.fire("keydown", { key: "ArrowRight" });
  const drag = (target, start, end) => {
    node.fire("pointerdown", { target, clientX: margin.left + 20 * start });
    node.fire("pointermove", { clientX: margin.left + 20 * end });
    node.fire("pointerup");
    node.fire("pointermove", { clientX: 0 });
  };
  drag(brush, 3, 9.5); // by as much as there is room
  drag(from, 2, 5); // past the other edge
  drag(node, 8, 6); // a new one
  assert.deepEqual(told, [{ from: 2, to: 4.1 }, { from: 2.1, to: 4 }, { from: 8, to: 10 }, { from: 4, to: 5 }, { from: 6, to: 8 }]);
});

test("the scrubber's handle stands at the chosen step, and a drag chooses another", () => {
  const { node, drawn, done } = host(30);
  const told = [];
  scrubber.mount(node, (step) => told.push(step));
  done();
  scrubber.draw(width, 30, scale, [0, 3]);
  const marks = (ink) => calls(drawn, "fillRect").filter(({ fillStyle }) => fillStyle === ink).map(({ args: [x, , wide] }) => [x - margin.left, wide]);
  assert.deepEqual([marks("--prefill"), marks("--preempted")], [[[0, 20], [160, 40]], [[20, 40]]]);
  const handle = node.children[1];
  scrubber.show(2);
  assert.deepEqual([handle.style.left, handle.getAttribute("aria-valuenow"), handle.getAttribute("aria-valuemax"), handle.getAttribute("aria-valuetext")], [`${margin.left + 180}px`, "2", "2", "step 2"]);
  scrubber.show(-1);
  assert.deepEqual([handle.style.left, handle.getAttribute("aria-valuetext")], [`${margin.left}px`, "no step chosen"]);
  node.fire("pointerdown", { clientX: margin.left + 30 });
  node.fire("pointermove", { clientX: margin.left + 900 });
  node.fire("pointerup");
  node.fire("pointermove", { clientX: margin.left });
  assert.deepEqual(told, [1, 2]);
});

test("keys act where the timeline is on show and nothing is typed", () => {
  const told = [];
  const on = Object.fromEntries(["step", "request", "zoom", "find"].map((name) => [name, (value) => told.push([name, value])]));
  const press = (key, more = {}) => keys.handle({ key, target: new FakeElement(more.tag ?? "div"), preventDefault() {}, ...more }, { page: more.page ?? "timeline", step: 1 }, { from: 0, to: 10 }, on);
  for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "+", "-", "/"]) press(key);
  assert.deepEqual(told, [["step", 0], ["step", 2], ["request", -1], ["request", 1], ["zoom", 0.5], ["zoom", 2], ["find", undefined]]);
  press("ArrowRight", { shiftKey: true });
  press("ArrowLeft", { shiftKey: true }); // no step before it refused anybody
  assert.deepEqual(told.slice(7), [["step", 2], ["step", 1]]);
  for (const more of [{ tag: "input" }, { page: "overview" }, { ctrlKey: true }]) press("ArrowLeft", more);
  assert.equal(told.length, 9);
});

test("a panel's row names it, and a phone folds some away", () => {
  const place = page.add("div", "");
  const parts = build(place);
  assert.deepEqual(parts.panels.map(({ row }) => row.children[0].textContent), ["Runningrequests", "Waitingrequests", "Prefilltok/step", "Decodetok/step", "KV blocksin usepreempted", "Stepduration", "Outputtok/s"]);
  assert.deepEqual(parts.panels.map(({ row }) => row.classList.contains("tl-row-more")), [false, false, false, true, false, true, true]);
  const more = place.querySelector(".tl-more");
  assert.deepEqual([more.textContent, more.getAttribute("aria-expanded")], ["More panels: decode, step, output", "false"]);
  more.fire("click");
  assert.deepEqual([more.textContent, more.getAttribute("aria-expanded"), parts.root.classList.contains("tl-folded")], ["Fewer panels: decode, step, output", "true", false]);
});
