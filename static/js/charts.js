// Draws the charts that the page describes, into elements that the page leaves empty for them. The opening run's charts are
// there as pictures: ECharts comes when the reader begins to use the page, or when something else is to be seen.

import * as curves from "./curves.js";
import { bind } from "./bind.js";
import { picked } from "./cells.js";
import { figures } from "./figures.js";
import { lacking } from "./reach.js";
import { soon } from "./soon.js";
import { requestCount, result, stores } from "./store.js";

/** @import { Option, Spec } from "./types/chart" */
/** @import { Finder } from "./types/figures" */

/**
 * A chart: as it is described, where it stands, and what draws it there.
 *
 * @typedef {{
 *   spec: Spec, host: Element | null, chart?: import("echarts").ECharts | null, canvas?: HTMLElement, note?: HTMLElement, shape?: string, option?: Option,
 * }} Entry
 */

const phone = matchMedia("(max-width: 599px)");
const longestPause = 60_000; // ms between two tries to fetch ECharts
const pinned = "pinned."; // begins the names of the pinned run's columns
/** @type {Map<string, Entry>} */
const charts = new Map(); // by id
/** @type {{ pick(request: number): void, step(step: number): void }} */
let on = { pick() {}, step() {} };
const many = 100_000; // requests from which a chart is painted in the frame after the one that counted them up
let marked = -1; // row of the chosen request
/** @type {typeof import("./echarts.js") | null} */
let echarts = null; // once it has arrived
/** @type {Promise<void> | null} */
let arriving = null;
let problem = ""; // why it has not come, as long as that is so
let tries = 0; // to fetch it
let retry = 0; // the timer of the next; 0 for none
let pause = 2000; // ms until that

/** Lets the browser fetch ECharts: nothing runs yet. */
export function prepare() {
  document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", fetchPriority: "low", href: new URL("echarts.js", import.meta.url).href }));
}

/** Draws all charts with ECharts as soon as it is here, fonts included, so that they are drawn once. */
export function wake() {
  const fonts = ["400 11px Inter", "600 11px 'JetBrains Mono'"].map((font) => document.fonts.load(font));
  arriving ??= Promise.all([fetchLibrary(), Promise.allSettled(fonts)]).then(
    ([library]) => {
      echarts = library;
      refresh();
    },
    (error) => {
      problem = lacking("charts", error).message;
      refresh();
      retry = setTimeout(again, pause);
      pause = Math.min(2 * pause, longestPause);
    },
  );
}

/** Fetches ECharts once more, where it has not come. */
export function again() {
  if (echarts || !retry) return;
  clearTimeout(retry);
  retry = 0;
  arriving = null;
  wake();
}

/**
 * A browser may remember of an address that no module came from it: each try has another.
 *
 * @returns {Promise<typeof import("./echarts.js")>}
 */
function fetchLibrary() {
  tries++;
  return tries === 1 ? import("./echarts.js") : import(new URL(`echarts.js?try=${tries}`, import.meta.url).href);
}

/**
 * Says in place of a chart why there is none. What is drawn later takes its place.
 *
 * @param {Element} host
 * @param {string} why
 */
function say(host, why) {
  host.replaceChildren(Object.assign(document.createElement("p"), { className: "chart-problem", textContent: why }));
}

/**
 * Takes the picture of a chart away: it no longer shows what it should.
 *
 * @param {Element | null} host
 */
function outdate(host) {
  host?.querySelectorAll(".picture").forEach((picture) => picture.remove());
}

/**
 * Takes the page's chart descriptions and draws those that are new or changed.
 *
 * @param {Spec[]} specs
 */
export function describe(specs) {
  for (const spec of specs) {
    const known = charts.get(spec.id);
    const host = document.getElementById(`chart-${spec.id}`); // null while its view was never on show
    if (known?.host === host && JSON.stringify(known.spec) === JSON.stringify(spec)) continue;
    if (known?.host === host) outdate(host);
    charts.set(spec.id, { ...known, spec, host });
    drawSoon(spec.id);
  }
}

/** Draws everything again: there is another theme or another layout. */
export function redraw() {
  for (const id of charts.keys()) draw(id);
}

/** Draws everything again soon. */
function refresh() {
  for (const id of charts.keys()) drawSoon(id);
}

/** Draws a new result soon. */
export function show() {
  for (const { host } of charts.values()) outdate(host);
  refresh();
}

/**
 * Draws the charts of a store again: its columns are new.
 *
 * @param {string} name
 */
export function redrawStore(name) {
  for (const [id, { spec }] of charts) if (spec.store === name) draw(id);
}

/**
 * Calls pick with the row of a request that was clicked, and step with a step.
 *
 * @param {typeof on} callbacks
 */
export function listen(callbacks) {
  on = callbacks;
}

/**
 * Rings the points of a request in the requests chart; -1 for none.
 *
 * @param {number} row
 */
export function mark(row) {
  if (row === marked) return;
  marked = row;
  wake();
  draw("requests");
}

/** @param {string} id */
function drawSoon(id) {
  const host = document.getElementById(`chart-${id}`);
  if (host) soon(host, () => draw(id));
}

/** Draws the charts anew in which the chosen step stands out. */
export function markStep() {
  draw("gaps");
}

/** @param {string} id */
function draw(id) {
  const entry = charts.get(id);
  const host = document.getElementById(`chart-${id}`);
  if (!entry || !host || !result.header) return;
  places.observe(host);
  if (!host.clientWidth) return; // on a page that is not shown; places calls again
  const find = finder(entry.spec);
  if (!find) return wait(entry.spec, host);
  if (entry.spec.asTable) {
    entry.chart?.dispose();
    entry.chart = null;
    const { table = [], rows, curves: names = [] } = entry.spec;
    host.replaceChildren(figures(table, find, { curve: (i) => names[i] }, rows));
    return;
  }
  if (!echarts) {
    if (host.querySelector(".picture")) return;
    if (problem) say(host, problem);
    return wake();
  }
  if (!entry.chart || !entry.canvas || !host.contains(entry.canvas)) build(entry, host, echarts);
  const size = { width: host.clientWidth, height: host.clientHeight };
  const { option, note } = bind((phone.matches && entry.spec.narrow) || entry.spec.wide, size, find, getComputedStyle(document.documentElement));
  if (id === "requests" && marked >= 0 && marked < requestCount()) ring(option);
  const shape = outline(option);
  const alike = entry.shape === shape; // then new values are put in, instead of all being built anew
  Object.assign(entry, { shape, option });
  entry.chart?.setOption(/** @type {import("echarts").EChartsCoreOption} */ (option), { notMerge: !alike, lazyUpdate: requestCount() > many });
  entry.note?.replaceChildren(note);
  if (!performance.getEntriesByName("llmemu-canvas").length) performance.mark("llmemu-canvas");
}

/**
 * The parts of an option, without their values; of axes and series also what they are.
 *
 * @param {Option} option
 */
function outline(option) {
  /**
   * @param {unknown} value
   * @param {string} key
   * @returns {unknown}
   */
  const parts = (value, key) => {
    if (ArrayBuffer.isView(value)) return ""; // points
    if (Array.isArray(value)) return value.map((v) => parts(v, ""));
    if (value && typeof value === "object") return Object.entries(value).map(([k, v]) => [k, parts(v, k)]);
    return key === "type" || key === "name" ? value : "";
  };
  return JSON.stringify(parts(option, ""));
}

/**
 * What finds the columns of a chart by name; null while they have to be computed.
 *
 * @param {Spec} spec
 * @returns {Finder | null}
 */
function finder({ sources, store }) {
  if (store) return (name) => stores.get(store)?.get(name);
  if (sources) return curves.lookup(sources);
  return (name) => (name.startsWith(pinned) ? stores.get("pinned")?.get(name.slice(pinned.length)) : result.columns.get(name));
}

/**
 * Draws a chart once its profiles' curves are computed, if it still shows those.
 *
 * @param {Spec} spec
 * @param {Element} host
 */
function wait({ id, sources = {} }, host) {
  curves.load(sources).then(
    () => charts.get(id)?.spec.sources === sources && draw(id),
    (error) => say(host, error.message),
  );
}

/**
 * @param {Entry} entry
 * @param {HTMLElement} host
 * @param {typeof import("./echarts.js")} library
 */
function build(entry, host, library) {
  entry.chart?.dispose();
  entry.shape = "";
  entry.canvas = Object.assign(document.createElement("div"), { className: "chart-canvas" });
  entry.note = Object.assign(document.createElement("p"), { className: "chart-note" });
  host.replaceChildren(entry.canvas, entry.note);
  entry.chart = library.init(entry.canvas, null, { renderer: "canvas" });
  entry.chart.on("click", ({ seriesIndex = -1, value }) => {
    const { cells, pick } = entry.option?.series[seriesIndex] ?? {};
    const point = /** @type {number[]} */ (value ?? []);
    if (cells) return void (point[picked] >= 0 && on.step(point[picked]));
    if (pick) return on.step(result.columns.get(pick)?.[point[2]] ?? -1);
    if (point[2] >= 0 && entry.spec.id === "requests") on.pick(point[2]);
  });
}

/**
 * Adds a ring around the marked request to every panel, be its point drawn or part of a shaded cell.
 *
 * @param {Option} option
 */
function ring(option) {
  const itemStyle = { color: "transparent", borderColor: getComputedStyle(document.documentElement).getPropertyValue("--ink").trim(), borderWidth: 2 };
  const panels = new Map(option.series.filter(({ x, y }) => x && y).map((series) => [series.yAxisIndex, series]));
  for (const { x = "", y = "", xAxisIndex, yAxisIndex } of panels.values()) {
    const [xs, ys] = [x, y].map((name) => result.columns.get(name));
    if (!xs || !ys) continue;
    const data = Float64Array.of(xs[marked], ys[marked], marked);
    option.series.push({ type: "scatter", xAxisIndex, yAxisIndex, dimensions: ["x", "y", "row"], data, symbol: "circle", symbolSize: 18, silent: true, z: 6, animation: false, itemStyle });
  }
}

/** A place that got another size has its chart fitted; one that came on show has it drawn. */
const places = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const id = target.id.slice("chart-".length);
    const { chart, canvas, spec } = /** @type {Entry} */ (charts.get(id));
    if (chart && canvas && target.contains(canvas)) {
      if (target.clientWidth) chart.resize();
    } else if (!spec.asTable || !target.hasChildNodes()) draw(id);
  }
});

phone.addEventListener("change", redraw);
