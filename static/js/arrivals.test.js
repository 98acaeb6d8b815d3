import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument } from "./testing/dom.js";
import { pack, requests } from "./testing/figures.js";

const page = fakeDocument();
const { load } = await import("./store.js");
const { draw } = await import("./arrivals.js");

test("48 bars, the busiest as tall as there is room; the last arrival is in the last", () => {
  load(pack({ summary: {} }, { ...requests, "req.arrival_s": Float64Array.of(0, 48, 0.5) })); // a bar for each second
  const host = page.add("div", "arrivals");
  draw(host);
  const heights = host.children.map(({ style }) => style.height);
  assert.equal(heights.length, 48);
  assert.deepEqual([heights[0], heights[1], heights[46], heights[47]], ["100%", "0%", "0%", "50%"]);
});
