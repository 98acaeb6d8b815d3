// Turns a chart's description into an ECharts option: CSS variables become colours, names become functions, series get
// their columns.

import * as format from "./format.js";
import * as tips from "./tips.js";
import { countAxis, decadeAxis, latencyAxis, spreadLabels } from "./curvescale.js";
import { shape, table } from "./cells.js";
import { thin } from "./density.js";
import { heat } from "./heat.js";

/** @import { Axis, Extent, Layout, Option, Series, Shown, Size, Style, Values } from "./types/chart" */
/** @import { Finder } from "./types/figures" */

/**
 * Functions that a description names with a leading "@".
 *
 * @type {Record<string, Function>}
 */
export const functions = {
  latency: format.tick,
  plain: format.plain,
  count: format.count,
  share: (/** @type {number} */ v) => `${format.plain(Math.round(v * 100))}\u2009%`,
  decades: (/** @type {number} */ v) => (Number.isInteger(Math.log10(v)) ? format.plain(v) : ""),
  beside: tips.beside,
  requestTip: tips.request,
  spreadTip: tips.spread,
  timeTip: tips.time,
  gapTip: tips.gap,
  decodeTip: tips.step("sequences"),
  prefillTip: tips.step("prefill tokens"),
  sweepTip: tips.sweep("latencies"),
  goodputTip: tips.sweep("rates"),
  speedTip: tips.speed,
  heatTip: tips.heat,
};

/**
 * An axis of counts from 0 to an even round number with some room above, with a tick in the middle.
 *
 * @param {Axis} axis
 * @param {Extent} extent
 */
function countScale(axis, { max }) {
  const raw = Math.max(max * 1.08, 2);
  const unit = 10 ** Math.floor(Math.log10(raw));
  const top = [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10].map((m) => m * unit).find((m) => m >= raw) ?? raw;
  return { ...axis, max: top, interval: top / 2, minInterval: 1 };
}

/**
 * A copy of a description in which variables and function names are resolved.
 *
 * @template Value
 * @param {Value} value
 * @param {Style} style
 * @returns {Value}
 */
function resolve(value, style) {
  return /** @type {Value} */ (resolved(value, style));
}

/**
 * @param {unknown} value
 * @param {Style} style
 * @returns {unknown}
 */
function resolved(value, style) {
  if (typeof value === "string") {
    if (value.startsWith("@")) return functions[value.slice(1)] ?? value;
    const variable = /^var\((--[\w-]+)\)$/.exec(value);
    return variable ? style.getPropertyValue(variable[1]).trim() : value;
  }
  if (Array.isArray(value)) return value.map((v) => resolved(v, style));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolved(v, style)]));
  }
  return value;
}

/**
 * The [x, y, row] triples of a series, in one flat array. Rows without a value are left out.
 *
 * @param {Series} series
 * @param {Finder} column
 */
function points(series, column) {
  const level = series.y === "@top";
  const ys = level || !series.y ? undefined : column(series.y);
  const xs = series.x?.endsWith("@row") ? ys && Float64Array.from(ys, (_, row) => row) : series.x && column(series.x);
  if (!xs || !(ys || level)) return new Float64Array();
  const { where } = series;
  const values = where && column(where.column);
  const rows = series.rows ?? (values && within(values, where.min, where.max));
  const all = rows ? rows.length : xs.length;
  const out = new Float64Array(3 * all);
  let n = 0;
  for (let i = 0; i < all; i++) {
    const row = rows ? rows[i] : i;
    const y = ys ? ys[row] : 1;
    if (!series.rows && !series.broken && (Number.isNaN(xs[row]) || Number.isNaN(y))) continue;
    out[n++] = xs[row];
    out[n++] = y;
    out[n++] = row;
  }
  return out.subarray(0, n);
}

/** @type {WeakMap<ArrayLike<number>, Map<string, Uint32Array>>} */
const known = new WeakMap(); // rows by the range of a column's values: a chart of a million requests is drawn more than once

/**
 * The rows whose values lie from min to max.
 *
 * @param {ArrayLike<number>} values
 * @param {number} min
 * @param {number} max
 */
function within(values, min, max) {
  const ranges = known.get(values) ?? new Map();
  known.set(values, ranges);
  const range = `${min} ${max}`;
  if (!ranges.has(range)) {
    const rows = new Uint32Array(values.length);
    let n = 0;
    for (let row = 0; row < values.length; row++) if (!(values[row] < min || values[row] > max)) rows[n++] = row;
    ranges.set(range, rows.slice(0, n));
  }
  return /** @type {Uint32Array} */ (ranges.get(range));
}

/**
 * Smallest and largest positive value that the panel's series have along one dimension (0: x, 1: y).
 *
 * @param {Values[]} data
 * @param {0 | 1} dimension
 * @returns {Extent}
 */
function extent(data, dimension) {
  let min = Infinity;
  let max = 0;
  for (const values of data) {
    for (let i = dimension; i < values.length; i += 3) {
      if (values[i] > 0 && values[i] < min) min = values[i];
      if (values[i] > max) max = values[i];
    }
  }
  return { min, max };
}

/**
 * A latency axis is logarithmic where the values span more than a decade and a third, else it starts at 0.
 *
 * @param {Axis} axis
 * @param {Extent} extent
 */
function latencyScale(axis, { min, max }) {
  if (!(max > min * 20)) return { ...axis, type: "value", min: axis.scale ? undefined : 0 };
  return {
    ...axis,
    type: "log",
    min: min * 0.8,
    max: max * 1.3,
    axisLabel: { ...axis.axisLabel, showMinLabel: false, showMaxLabel: false },
    splitLine: { ...axis.splitLine, showMinLine: false, showMaxLine: false },
  };
}

/**
 * The limits that lines across a panel mark.
 *
 * @param {Series[]} series
 */
function limits(series) {
  return series.flatMap(({ markLine }) => markLine?.data.flatMap(({ yAxis }) => yAxis ?? []) ?? []);
}

/**
 * A line that stands upright has its label on the side where there is more room.
 *
 * @param {Series} series
 * @param {Axis[]} axes
 * @param {Values} data
 */
function alignLabel(series, axes, data) {
  const { markLine } = series;
  const value = markLine?.data[0]?.xAxis;
  if (value === undefined) return series;
  const { min, max } = extent([data], 0);
  const scale = (/** @type {number} */ v) => (axes[series.xAxisIndex].type === "log" ? Math.log(v) : v);
  const right = scale(value) - scale(min) > scale(max) - scale(value);
  const label = { ...markLine?.label, align: right ? "right" : "left", padding: right ? [0, -12, 0, 0] : [0, 0, 0, -12] };
  return { ...series, markLine: { data: [], ...markLine, label } };
}

/**
 * The label of a single point is on the side where there is more room; one that is moved aside leaves the right side late.
 *
 * @param {Series} series
 * @param {Values} data
 * @param {Values[]} all
 */
function placeLabel(series, data, all) {
  if (!series.label || !series.rows) return series;
  const { min, max } = extent(all, 0);
  const { offset } = series.label;
  if (offset && data[0] - min < (max - min) * 0.75) return series;
  if (offset) return { ...series, label: { ...series.label, position: "left", offset: [-offset[0], -offset[1]] } };
  const position = data[0] - min < (max - min) / 2 ? "right" : "left";
  return { ...series, label: { ...series.label, position } };
}

/**
 * The complete ECharts option of a layout, and what it leaves out: { option, note }. column finds a column by name, style
 * has the values of CSS variables.
 *
 * @param {Layout} layout
 * @param {Size} size
 * @param {Finder} column
 * @param {Style} style
 * @returns {{ option: Option, note: string }}
 */
export function bind(layout, size, column, style) {
  const { heat: map, ...plain } = layout;
  const { series: all, ...axes } = map ? heat({ ...layout, heat: map }, column, style) : plain;
  const data = all.map((series) => series.data ?? (series.cells ? table(series.cells, column) : points(series, column)));
  const rest = resolve(axes, style);
  const option = { ...rest, xAxis: scaled(rest.xAxis, all, data, "xAxisIndex", 0), yAxis: scaled(rest.yAxis, all, data, "yAxisIndex", 1) };
  const shown = all.map((series, i) => {
    const described = placeLabel(alignLabel(resolve(series, style), option.xAxis, data[i]), data[i], data);
    return { series: described.cells ? shape(described, described.cells, data[i], style) : described, data: data[i] };
  });
  const { kept, note } = thin(shown, option, size);
  return { option: { ...option, ...dressed(option, style), series: spreadLabels(kept.map(drawn), option, size) }, note };
}

/**
 * The axes along one dimension, each with the scale that its values call for.
 *
 * @param {Axis[]} axes
 * @param {Series[]} all
 * @param {Values[]} data
 * @param {"xAxisIndex" | "yAxisIndex"} index
 * @param {0 | 1} dimension
 */
function scaled(axes, all, data, index, dimension) {
  return axes.map((axis, i) => {
    const range = () => extent(data.filter((_, s) => all[s][index] === i && !all[s].aside), dimension);
    const marked = () => limits(all.filter((series) => series[index] === i)).flatMap((v) => [0, v, 0]);
    if (axis.type === "@latencyScale") return latencyScale(axis, range());
    if (axis.type === "@limitScale") return latencyScale(axis, extent([...data, marked()], dimension));
    if (axis.type === "@decadeScale") return decadeAxis(axis, range());
    if (axis.max === "@roomAbove") return countScale(axis, range());
    if (axis.type === "@sharedCounts") return countAxis(axis, extent(data, dimension));
    if (axis.type === "@sharedLatency") return latencyAxis(axis, extent(data, dimension));
    return axis;
  });
}

/** @param {Shown} shown */
const drawn = ({ series, data }) => ({
  dimensions: ["x", "y", "row"],
  ...series,
  data,
  animation: false,
  large: true, // one path for all points, where there are so many that a pixel more or less is not seen
  largeThreshold: 300,
  progressive: 0,
  emphasis: { disabled: series.type === "line" },
  cursor: "pointer",
});

/**
 * How what stands around the series looks.
 *
 * @param {Pick<Layout, "tooltip" | "axisPointer">} option
 * @param {Style} style
 */
function dressed({ tooltip, axisPointer }, style) {
  const value = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return {
    textStyle: { fontFamily: value("--sans"), fontSize: 11 },
    tooltip: { ...tooltip, ...tips.box(style), confine: true, transitionDuration: 0 },
    axisPointer: { ...axisPointer, lineStyle: { color: value("--ink3"), type: "solid", width: 1 } },
  };
}
