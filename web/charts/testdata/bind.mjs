// Binds chart descriptions to packed columns with the page's own code, and says in JSON what came out: the option that
// ECharts would be given, with what its functions answer in their place.
// In: { result, stores: { name: packed }, sources: { file: packed }, charts: [{ spec, narrow, step }] }, packed figures in
// base64. Out: [{ option, note, tips: [{ series, point, lines }] }].

import { Buffer } from "node:buffer";
import process from "node:process";
import { text } from "node:stream/consumers";
import { bind } from "../../../static/js/bind.js";
import { shared } from "../../../static/js/shared.js";
import { load, result, stores, unpack } from "../../../static/js/store.js";

// As much of a document as tooltips need.
const element = () => ({ children: [], textContent: "", append(...nodes) { this.children.push(...nodes); } });
globalThis.document = { createElement: element };

/** Colours are named by their variables, but for those that are mixed. */
const mixed = { "--surface": "#ffffff", "--ink": "#000000", "--decode": "#008000", "--prefill": "#0000ff" };
const style = (cells) => ({ getPropertyValue: (name) => (cells && mixed[name]) || `var(${name})` });

const size = { width: 680, height: 460 };
const samples = [0, 0.25, 0.5, 1, 20, 500, 1000, 2500];

/** A pixel for each unit to the right, ten for each upwards. */
const api = (row) => ({ value: (i) => row[i], coord: ([x, y]) => [x, -10 * y] });

const rowsOf = (series) => {
  const width = series.dimensions?.length ?? 3;
  if (!ArrayBuffer.isView(series.data)) return series.data;
  return Array.from({ length: series.data.length / width }, (_, i) => Array.from(series.data.subarray(i * width, (i + 1) * width)));
};

function rendered(series, rows, columns) {
  const coordSys = { width: 60 * columns[0], height: 20 * columns[1] };
  return rows.map((row, dataIndex) => series.renderItem({ dataIndex, coordSys }, api(Array.isArray(row) ? row : row.value)));
}

/** A tooltip's title and rows. */
function lines(tip) {
  return tip ? tip.children.map((node) => node.textContent || node.children.map((n) => n.textContent).join(": ")) : [];
}

/** What the tooltip says of every point: of those under the pointer together, where it hangs on an axis. */
function tips(option) {
  const item = (s, point) => ({ seriesIndex: s, seriesName: option.series[s].name, seriesType: option.series[s].type, value: rowsOf(option.series[s])[point], data: rowsOf(option.series[s])[point] });
  const of = option.series.map((series, s) => rowsOf(series).map((_, point) => item(s, point)));
  const say = option.tooltip.formatter;
  if (option.tooltip.trigger === "item") return of.flatMap((items, series) => items.map((it, point) => ({ series, point, lines: lines(say(it)) })));
  return of[0].map((_, point) => ({ series: 0, point, lines: lines(say(of.flatMap((items) => items[point] ?? []))) }));
}

/** Functions become what they answer to the samples, rows become arrays. */
const plain = (key, value) => {
  if (typeof value === "function") return key === "formatter" ? Object.fromEntries(samples.map((v) => [v, value(v)])) : undefined;
  return Number.isNaN(value) ? "NaN" : value;
};

const input = JSON.parse(await text(process.stdin));
const buffer = (packed) => new Uint8Array(Buffer.from(packed, "base64")).buffer;
if (input.result) load(buffer(input.result));
for (const [name, packed] of Object.entries(input.stores ?? {})) stores.set(name, unpack(buffer(packed)).columns);
const curves = Object.fromEntries(Object.entries(input.sources ?? {}).map(([file, packed]) => [file, unpack(buffer(packed)).columns]));

/** Finds columns as static/js/charts.js does. */
function finder({ store, sources }) {
  if (store) return (name) => stores.get(store).get(name);
  if (sources) return (name) => curves[sources[name[0]]].get(name.slice(2));
  return (name) => (name.startsWith("pinned.") ? stores.get("pinned")?.get(name.slice(7)) : result.columns.get(name));
}

const bound = input.charts.map(({ spec, narrow, step }) => {
  shared.step = step;
  const layout = (narrow && spec.narrow) || spec.wide;
  const { option, note } = bind(layout, size, finder(spec), style(layout.series?.some((series) => series.cells)));
  const { trigger, axisPointer } = option.tooltip;
  const columns = layout.heat ? [option.xAxis[0].data.length, option.yAxis[0].data.length] : [1, 1];
  const series = option.series.map((s) => ({ ...s, data: rowsOf(s), ...(s.renderItem && { drawn: rendered(s, rowsOf(s), columns) }) }));
  return { option: { ...option, tooltip: { trigger, axisPointer }, series }, note, tips: tips(option) };
});
process.stdout.write(JSON.stringify(bound, plain));
