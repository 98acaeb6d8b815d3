// How the timeline follows what is chosen, over three steps and three requests in 10 s.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { recordingCanvas } from "../testing/canvas.js";
import { fakeDocument } from "../testing/dom.js";
import { pack, requests, timeline, timelineHeader } from "../testing/figures.js";

const page = fakeDocument();
const create = document.createElement;
const sized = (tag) => Object.assign(create(tag), { clientWidth: 300, clientHeight: 60, offsetLeft: 0 });
document.createElement = (tag) => (tag === "canvas" ? Object.assign(sized(tag), { getContext: () => recordingCanvas(300, 60).context }) : sized(tag));
const store = await import("../store.js");
const { set, shared } = await import("../shared.js");
const view = await import("./view.js");

const host = Object.assign(page.add("div", "timeline"), { clientWidth: 300, clientHeight: 400 });
const words = page.add("span", "range");
store.load(pack({ summary: {} }, requests));
view.mount(host, words);
view.refresh(pack(timelineHeader, timeline));

/** What the window is after a choice, in words. */
function chosen(choice) {
  set({ ...shared, ...choice });
  page.frame();
  return words.textContent;
}

beforeEach(() => void chosen({ page: "timeline", request: -1, step: -1, from: 0, to: 0, filter: "all" }));

test("the window follows a step or a request that is out of sight, and no other", () => {
  assert.equal(chosen({ from: 4, to: 6 }), "4 to 6\u00a0s, 0 of 3 steps");
  assert.equal(chosen({ step: 0 }), "0 to 2\u00a0s, 2 of 3 steps"); // it ends at 1 s; the window keeps its length
  assert.equal(chosen({ step: 1, from: 0, to: 4 }), "0 to 4\u00a0s, 2 of 3 steps"); // in sight
  assert.equal(chosen({ step: -1, from: 4, to: 5 }), "4 to 5\u00a0s, 0 of 3 steps");
  assert.equal(chosen({ request: 0 }), "0 to 3.6\u00a0s, 2 of 3 steps"); // it lives for 3 s, and there is room around it
});

test("what was found fills a third of the window, and more where the run is too short for that", () => {
  view.zoomTo(0); // from 0 to 3 s
  page.frame();
  assert.equal(words.textContent, "0 to 9\u00a0s, 3 of 3 steps");
  view.zoomTo(1);
  page.frame();
  assert.match(words.textContent, /^Whole run/);
  view.zoomTo(99);
  page.frame();
  assert.match(words.textContent, /^Whole run/);
});

test("another filter lists other requests", () => {
  assert.match(host.textContent, /3 of 3, by arrival/);
  chosen({ filter: "preempted" });
  assert.match(host.textContent, /1 of 1, by arrival/);
});

test("a window as long as the run is the whole run for all views", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  chosen({ from: 4, to: 6 });
  host.children.find(({ listeners }) => listeners.wheel).fire("wheel", { ctrlKey: true, deltaX: 0, deltaY: 2000, clientX: 150 });
  t.mock.timers.tick(199);
  assert.deepEqual([shared.from, shared.to], [4, 6]); // it may move on
  t.mock.timers.tick(1);
  page.frame();
  assert.deepEqual([shared.from, shared.to, words.textContent], [0, 0, "Whole run, 10.0\u00a0s, 3 of 3 steps"]);
});

test("a new run has panels of its own", () => {
  const most = () => host.querySelectorAll("canvas").map((canvas) => /running.*at most ([\d,]+) in the run/i.exec(canvas.getAttribute("aria-label") ?? "")?.[1]).find(Boolean);
  page.frame();
  assert.equal(most(), "7");
  view.refresh(pack(timelineHeader, { ...timeline, "step.running": Int32Array.of(1, 2, 5) }));
  page.frame();
  assert.equal(most(), "5");
});
