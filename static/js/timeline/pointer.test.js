import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { fakeDocument, FakeElement } from "../testing/dom.js";
import { pack, timeline, timelineHeader } from "../testing/figures.js";

const page = fakeDocument();
const data = await import("./data.js");
const pointer = await import("./pointer.js");
const { margin, timeScale } = await import("./scale.js");
data.load(pack(timelineHeader, timeline)); // 10 s

const parts = { left: () => 0 };
for (const name of ["root", "stack", "band", "hover", "gantt"]) parts[name] = page.add("div", name);
const panel = Object.assign(new FakeElement("div"), { className: "tl-panel" });
parts.stack.append(panel);
const told = [];
const round = (v) => Math.round(v * 1000) / 1000;
pointer.mount(parts, {
  window: ({ from, to }) => told.push(["window", round(from), round(to)]),
  centre: (t, length) => told.push(["centre", round(t), round(length)]),
  step: (step) => told.push(["step", step]),
});
pointer.show(timeScale({ from: 2, to: 6 }, 80 + margin.left + margin.right), false); // 20 pixels a second
const at = (t) => ({ clientX: margin.left + 20 * (t - 2) });

beforeEach(() => told.splice(0));

test("the wheel zooms around the pointer with Ctrl, and moves the window sideways", () => {
  const wheel = (event) => parts.root.fire("wheel", { deltaX: 0, deltaY: 0, ...event });
  wheel({ ...at(4), ctrlKey: true, deltaY: 200 * Math.log(2) }); // down: twice as much
  wheel({ ...at(5), ctrlKey: true, deltaY: -200 * Math.log(2) });
  wheel({ ...at(5), ctrlKey: true, deltaY: 2000 }); // as far as the run goes
  wheel({ ...at(4), deltaX: 20 });
  assert.equal(wheel({ ...at(4), deltaX: 1, deltaY: 20 }), false); // the page scrolls
  assert.deepEqual(told, [["window", 0, 8], ["window", 3.5, 5.5], ["window", 0, 10], ["centre", 5, 4]]);
});

test("a drag zooms to what it covers, in either direction", () => {
  parts.stack.fire("pointerdown", { ...at(5), target: panel });
  page.fire("pointermove", at(3));
  assert.deepEqual([parts.band.hidden, parts.band.style.width], [false, "40px"]);
  page.fire("pointerup", at(3));
  assert.deepEqual([told, parts.band.hidden], [[["window", 3, 5]], true]);
});
