import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument } from "./testing/dom.js";
import { pack, requests, series } from "./testing/figures.js";

fakeDocument();
const { load, stores } = await import("./store.js");
const tips = await import("./tips.js");

const gaps = {
  "gaps.longer.y": Float64Array.of(640, 300), "gaps.longer.step": Int32Array.of(77, 78), "gaps.longer.prefill": Int32Array.of(1500, 0),
  "gaps.longer.batch": Int32Array.of(12, 5), "gaps.longer.request": Int32Array.of(-1, 9), "gaps.longer.n": Int32Array.of(3, 1),
};
load(pack({ summary: {}, gaps: { count: 200 } }, { ...requests, ...series, ...gaps }));

/** A tooltip as its title and its lines. */
const read = (tip) => {
  const [title, ...rows] = tip.children;
  return [title.textContent, Object.fromEntries(rows.map((row) => row.children.map((cell) => cell.textContent)))];
};

test("a request has each figure beside its own name", () => {
  assert.deepEqual(read(tips.request({ value: [1.25, 450, 1] })), ["Request 1, arrived at 1.25\u00a0s", {
    TTFT: "450\u00a0ms, queue 300\u00a0ms, client 7.00\u00a0ms", E2E: "5.60\u00a0s, TPOT 35.0\u00a0ms", tokens: "2,048 in, 150 out", "most delay": "preempted, preempted 2×",
  }]);
  assert.deepEqual(read(tips.request({ data: [0.5, 120, 0] }))[1], {
    TTFT: "120\u00a0ms, queue 11.0\u00a0ms", E2E: "2.30\u00a0s, TPOT 21.0\u00a0ms", tokens: "1,024 in, 100 out", "most delay": "decode",
  });
  assert.equal(tips.request({ value: [0, 0] }), "");
});

test("a moment has the series' figures", () => {
  assert.deepEqual(read(tips.time([{ value: [0.75, 5, 1] }])), ["0.750\u00a0s", {
    requests: "5 running, 9 waiting", "KV blocks": "60.0\u2009% in use", "tokens/s": "4,000 prefill, 250 decode", preemptions: "2",
  }]);
  assert.equal(tips.time([]), "");
});

test("a share has each curve's value, a batch each curve's latency", () => {
  const items = [{ seriesName: "TTFT", seriesType: "line", value: [120, 0.5] }, { seriesName: "E2E", seriesType: "line", value: [2300, 0.5] }, { seriesName: "dot", seriesType: "scatter", value: [1, 1] }];
  assert.deepEqual(read(tips.spread(items.slice(0, 2))), ["50.0\u2009% are below", { TTFT: "120\u00a0ms", E2E: "2.30\u00a0s" }]);
  assert.deepEqual(read(tips.step("sequences")(items)), ["120 sequences", { TTFT: "0.500\u00a0ms", E2E: "0.500\u00a0ms" }]);
});

test("gaps: a cell, a bar, and one too long for them", () => {
  assert.deepEqual(read(tips.gap({ value: [0, 10, 128, 20, 50, 1, 33], seriesName: "prefill in the step" })), ["10.0\u00a0ms to 20.0\u00a0ms", {
    "prefill in the step": "1 to 128", gaps: "50, 25.0\u2009% of all", "longest in step": "33",
  }]);
  assert.deepEqual(read(tips.gap({ value: [-1, 10, 0, 20, 50, 0, 33], seriesName: "prefill" }))[1].prefill, "none");
  assert.deepEqual(read(tips.gap({ value: [4, 0, 5, 9, 20, 0, -1], seriesName: "by batch" })), ["5", { gaps: "20, 10.0\u2009% of all" }]);
  assert.deepEqual(read(tips.gap({ value: [0, 10, 4, 20, 20, 0, -1], seriesName: "all" })), ["10.0\u00a0ms to 20.0\u00a0ms", { all: "20, 10.0\u2009% of all" }]);
  assert.deepEqual(read(tips.gap({ value: [5, 640, 0], seriesName: "longer" })), ["A gap of 640\u00a0ms", {
    "ended by step": "77", "prefill in it": "1,500 tokens beside 12 decodes", "who waited": "all that decode", "gaps like it": "3",
  }]);
  assert.deepEqual(read(tips.gap({ value: [6, 300, 1], seriesName: "longer" })), ["A gap of 300\u00a0ms", {
    "ended by step": "78", "prefill in it": "0 tokens beside 5 decodes", "who waited": "request 9, over other steps", "gaps like it": "1",
  }]);
});

test("a sweep's value has what its runs came to", () => {
  const names = ["x", "y", "cost", "slo_attainment", "steady_request_throughput", "steady_goodput", "steady_output_throughput", "p50_ttft_ms", "p99_ttft_ms", "p50_tpot_ms", "p99_tpot_ms", "p50_itl_ms", "p99_itl_ms"];
  const values = [8, 16, 0.25, 0.97, 7.5, 7.25, 1200, 110, 910, 21, 41, 19, 99];
  stores.set("sweep", new Map(names.map((name, i) => [`sweep.${name}`, Float64Array.of(0, values[i])])));
  assert.deepEqual(read(tips.sweep("latencies")([{ seriesName: "seeds", value: [1, 1, 0] }, { seriesName: "TTFT", value: [8, 110, 1] }])), ["at 8", {
    "TTFT p50": "110\u00a0ms, p99 910\u00a0ms", "TPOT p50": "21.0\u00a0ms, p99 41.0\u00a0ms", "ITL p50": "19.0\u00a0ms, p99 99.0\u00a0ms", "meet the SLO": "97.0\u2009%",
  }]);
  assert.deepEqual(read(tips.sweep("rates")({ seriesName: "goodput", value: [8, 7.25, 1] }))[1], {
    completed: "7.50\u00a0req/s", "within SLO": "7.25\u00a0req/s, 97.0\u2009%", output: "1,200\u00a0tok/s",
  });
  assert.equal(tips.sweep("rates")([{ seriesName: "offered", value: [1, 1, 0] }]), "");
  assert.deepEqual(read(tips.speed({ value: [48, 600, 1] })), ["at 8", { "a user gets": "48.0\u00a0tok/s", "a GPU gives": "600\u00a0tok/s", "TTFT p99": "910\u00a0ms", "a million tokens": "0.250" }]);
  assert.deepEqual(read(tips.heat({ data: { names: ["rate", "seqs"], level: "16", row: 1, text: "910 ms" } })), ["910 ms", { rate: "8", seqs: "16", "TTFT p99": "910\u00a0ms", "meet the SLO": "97.0\u2009%" }]);
});

test("a tooltip stands beside the pointer, never over it and inside the chart", () => {
  const size = { viewSize: [300, 200], contentSize: [100, 60] };
  assert.deepEqual(tips.beside([50, 100], null, null, null, size), [64, 70]);
  assert.deepEqual(tips.beside([250, 100], null, null, null, size), [136, 70]);
  assert.deepEqual(tips.beside([50, 5], null, null, null, size), [64, 0]);
  assert.deepEqual(tips.beside([50, 195], null, null, null, size), [64, 140]);
});
