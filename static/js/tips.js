// Tooltips: at most five lines, beside the pointer, in plain DOM nodes so that nothing is parsed as HTML.

import * as format from "./format.js";
import { formats } from "./figures.js";
import { column, result, stores } from "./store.js";
import { causes } from "./tables_gen.js";

/** @import { HeatCell, Mark, Style } from "./types/chart" */
/** @import { LongerGapColumn, RequestColumn, SeriesColumn, SweepColumn } from "./types/figures" */

/**
 * How a tooltip looks; the rest is in charts.css.
 *
 * @param {Style} style
 */
export function box(style) {
  return {
    className: "tip",
    backgroundColor: style.getPropertyValue("--ink").trim(),
    borderWidth: 0,
    padding: 0,
    extraCssText: "box-shadow:none",
    textStyle: { color: style.getPropertyValue("--surface").trim() },
  };
}

/**
 * Right of the pointer, or left of it where there is no room: never over it.
 *
 * @param {[number, number]} point
 * @param {unknown} params
 * @param {HTMLElement} dom
 * @param {unknown} rect
 * @param {{ viewSize: [number, number], contentSize: [number, number] }} sizes
 */
export function beside([x, y], params, dom, rect, { viewSize, contentSize }) {
  const left = x + 14 + contentSize[0] > viewSize[0] ? x - 14 - contentSize[0] : x + 14;
  return [Math.max(0, left), Math.max(0, Math.min(y - contentSize[1] / 2, viewSize[1] - contentSize[1]))];
}

/**
 * @param {string} title
 * @param {string[][]} rows
 */
function lines(title, rows) {
  const root = document.createElement("div");
  root.className = "tip-body";
  root.append(Object.assign(document.createElement("b"), { textContent: title }));
  for (const [name, value] of rows) {
    const row = document.createElement("div");
    row.append(Object.assign(document.createElement("span"), { textContent: name }), Object.assign(document.createElement("span"), { textContent: value }));
    root.append(row);
  }
  return root;
}

/** @param {Mark} mark */
export function request({ value, data }) {
  const row = (value ?? data)?.[2];
  if (!(row >= 0)) return "";
  const at = (/** @type {RequestColumn} */ name) => column(`req.${name}`)[row];
  const wait = at("client_wait_ms") > 0 ? `, client ${format.duration(at("client_wait_ms"))}` : "";
  return lines(`Request ${format.count(row)}, arrived at ${format.number(at("arrival_s"))}\u00a0s`, [
    ["TTFT", `${format.duration(at("ttft_ms"))}, queue ${format.duration(at("queue_ms"))}${wait}`],
    ["E2E", `${format.duration(at("e2el_ms"))}, TPOT ${format.duration(at("tpot_ms"))}`],
    ["tokens", `${format.count(at("prompt_len"))} in, ${format.count(at("output_len"))} out`],
    ["most delay", causes[at("cause")] + (at("preemptions") ? `, preempted ${format.count(at("preemptions"))}×` : "")],
  ]);
}

/** @param {Mark | Mark[]} items */
export function spread(items) {
  const shown = [items].flat();
  if (!shown.length) return "";
  const share = `${format.number(shown[0].value[1] * 100)}\u2009%`;
  return lines(`${share} are below`, shown.map(({ seriesName, value }) => [seriesName, format.duration(value[0])]));
}

/**
 * The tip of a step's curves over some unit.
 *
 * @param {string} unit
 */
export const step = (unit) => (/** @type {Mark | Mark[]} */ items) => {
  const curves = [items].flat().filter(({ seriesType }) => seriesType === "line");
  if (!curves.length) return "";
  return lines(`${format.count(curves[0].value[0])} ${unit}`, curves.map(({ seriesName, value }) => [seriesName, format.duration(value[1])]));
};

/** @param {Mark | Mark[]} items */
export function time(items) {
  const [first] = [items].flat();
  if (!first) return "";
  const row = first.value[2];
  const at = (/** @type {SeriesColumn} */ name) => column(`ts.${name}`)[row];
  return lines(`${format.number(at("t_s"))}\u00a0s`, [
    ["requests", `${format.count(at("running"))} running, ${format.count(at("waiting"))} waiting`],
    ["KV blocks", `${format.percent(at("kv_used") * 100)} in use`],
    ["tokens/s", `${format.number(at("prefill_tokens"))} prefill, ${format.number(at("decode_tokens"))} decode`],
    ["preemptions", format.count(at("preemptions"))],
  ]);
}

/**
 * The tip of a cell or a bar of the token gaps, or of a gap too long for them.
 *
 * @param {Mark} mark
 */
export function gap({ value, seriesName }) {
  if (!value) return "";
  const total = result.header?.gaps?.count ?? 0;
  const of = (/** @type {number} */ n) => `${format.count(n)}, ${format.percent((100 * n) / total)} of all`;
  if (value.length === 3) {
    const at = (/** @type {LongerGapColumn} */ name) => column(`gaps.longer.${name}`)[value[2]];
    return lines(`A gap of ${format.duration(at("y"))}`, [
      ["ended by step", format.count(at("step"))],
      ["prefill in it", `${format.of(at("prefill"), "token")} beside ${format.of(at("batch"), "decode")}`],
      ["who waited", at("request") < 0 ? "all that decode" : `request ${format.count(at("request"))}, over other steps`],
      ["gaps like it", format.count(at("n"))],
    ]);
  }
  const [x0, y0, x1, y1, n, , longest] = value;
  const between = (/** @type {number} */ from, /** @type {number} */ to) => `${format.duration(from)} to ${format.duration(to)}`;
  const over = x1 <= 0 ? "none" : x1 - x0 === 1 ? format.count(x1) : `${format.count(x0 + 1)} to ${format.count(x1)}`;
  if (longest >= 0) return lines(between(y0, y1), [[seriesName, over], ["gaps", of(n)], ["longest in step", format.count(longest)]]);
  if (seriesName.startsWith("by ")) return lines(over, [["gaps", of(n)]]);
  return lines(between(y0, y1), [[seriesName, of(n)]]);
}

/**
 * @param {SweepColumn} name
 * @param {number} row
 */
const swept = (name, row) => stores.get("sweep")?.get(`sweep.${name}`)?.[row] ?? NaN;

/**
 * The tip of a sweep's value: what its runs came to.
 *
 * @param {"latencies" | "rates"} what
 */
export const sweep = (what) => (/** @type {Mark | Mark[]} */ items) => {
  const item = [items].flat().find(({ seriesName }) => !["seeds", "offered", "marks"].includes(seriesName));
  if (!item) return "";
  const row = item.value[2];
  const pair = (/** @type {"ttft_ms" | "tpot_ms" | "itl_ms"} */ key) => `${format.duration(swept(`p50_${key}`, row))}, p99 ${format.duration(swept(`p99_${key}`, row))}`;
  const title = `at ${format.plain(swept("x", row))}`;
  if (what === "rates") {
    return lines(title, [
      ["completed", `${format.number(swept("steady_request_throughput", row))}\u00a0req/s`],
      ["within SLO", `${format.number(swept("steady_goodput", row))}\u00a0req/s, ${format.percent(swept("slo_attainment", row) * 100)}`],
      ["output", `${format.number(swept("steady_output_throughput", row))}\u00a0tok/s`],
    ]);
  }
  return lines(title, [
    ["TTFT p50", pair("ttft_ms")],
    ["TPOT p50", pair("tpot_ms")],
    ["ITL p50", pair("itl_ms")],
    ["meet the SLO", format.percent(swept("slo_attainment", row) * 100)],
  ]);
};

/** @param {Mark} mark */
export function speed({ value }) {
  const row = value[2];
  const cost = swept("cost", row);
  return lines(`at ${format.plain(swept("x", row))}`, [
    ["a user gets", `${format.number(value[0])}\u00a0tok/s`],
    ["a GPU gives", `${format.number(value[1])}\u00a0tok/s`],
    ["TTFT p99", format.duration(swept("p99_ttft_ms", row))],
    ...(cost > 0 ? [["a million tokens", format.number(cost)]] : []),
  ]);
}

/** @param {{ data: HeatCell }} mark */
export function heat({ data }) {
  const { names, level, row, text } = data;
  return lines(text, [
    [names[0], format.plain(swept("x", row))],
    [names[1], level],
    ["TTFT p99", formats.duration(swept("p99_ttft_ms", row))],
    ["meet the SLO", format.percent(swept("slo_attainment", row) * 100)],
  ]);
}
