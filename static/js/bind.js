// Turns a chart's description into an ECharts option: CSS variables become colours, names become functions, series get
// their columns.

import * as format from "./format.js";
import * as tips from "./tips.js";
import { countAxis, decadeAxis, latencyAxis, spreadLabels } from "./curvescale.js";
import { shape, table } from "./cells.js";
import { thin } from "./density.js";
import { heat } from "./heat.js";

/** Functions that a description names with a leading "@". */
const functions = {
  latency: format.tick,
  plain: format.plain,
  count: format.count,
  share: (v) => `${format.plain(Math.round(v * 100))}\u2009%`,
  decades: (v) => (Number.isInteger(Math.log10(v)) ? format.count(v) : ""),
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

/** An axis of counts from 0 to an even round number with some room above, with a tick in the middle. */
function countScale(axis, { max }) {
  const raw = Math.max(max * 1.08, 2);
  const unit = 10 ** Math.floor(Math.log10(raw));
  const top = [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10].map((m) => m * unit).find((m) => m >= raw);
  return { ...axis, max: top, interval: top / 2, minInterval: 1 };
}

/** A copy of a description in which variables and function names are resolved. */
function resolve(value, style) {
  if (typeof value === "string") {
    if (value.startsWith("@")) return functions[value.slice(1)] ?? value;
    const variable = /^var\((--[\w-]+)\)$/.exec(value);
    return variable ? style.getPropertyValue(variable[1]).trim() : value;
  }
  if (Array.isArray(value)) return value.map((v) => resolve(v, style));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolve(v, style)]));
  }
  return value;
}

/** The [x, y, row] triples of a series, in one flat array. Rows without a value are left out. */
function points(series, column) {
  const ys = series.y === "@top" ? null : column(series.y);
  const xs = ys === undefined ? [] : column(series.x);
  if (series.rows) return Float64Array.from(series.rows.flatMap((row) => [xs[row], ys[row], row]));
  const where = series.where && column(series.where.column);
  const out = new Float64Array(3 * (xs?.length ?? 0));
  let n = 0;
  for (let row = 0; row * 3 < out.length; row++) {
    if (where && (where[row] < series.where.min || where[row] > series.where.max)) continue;
    const y = ys ? ys[row] : 1;
    if (!series.broken && (Number.isNaN(xs[row]) || Number.isNaN(y))) continue;
    out[n++] = xs[row];
    out[n++] = y;
    out[n++] = row;
  }
  return out.subarray(0, n);
}

/** Smallest and largest positive value that the panel's series have along one dimension (0: x, 1: y). */
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

/** A latency axis is logarithmic where the values span more than a decade and a third, else it starts at 0. */
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

/** The limits that lines across a panel mark. */
function limits(series) {
  return series.flatMap(({ markLine }) => markLine?.data.flatMap(({ yAxis }) => yAxis ?? []) ?? []);
}

/** A line that stands upright has its label on the side where there is more room. */
function alignLabel(series, axes, data) {
  const value = series.markLine?.data[0]?.xAxis;
  if (value === undefined) return series;
  const { min, max } = extent([data], 0);
  const scale = axes[series.xAxisIndex].type === "log" ? Math.log : (v) => v;
  const right = scale(value) - scale(min) > scale(max) - scale(value);
  const label = { ...series.markLine.label, align: right ? "right" : "left", padding: right ? [0, -12, 0, 0] : [0, 0, 0, -12] };
  return { ...series, markLine: { ...series.markLine, label } };
}

/** The label of a single point is on the side where there is more room; one that is moved aside leaves the right side late. */
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
 */
export function bind(layout, size, column, style) {
  if (layout.heat) layout = heat(layout, column, style);
  const data = layout.series.map((series) => series.data ?? (series.cells ? table(series.cells, column) : points(series, column)));
  const option = resolve({ ...layout, series: [] }, style);
  for (const [key, index, dimension] of [["xAxis", "xAxisIndex", 0], ["yAxis", "yAxisIndex", 1]]) {
    option[key] = option[key].map((axis, i) => {
      const shown = layout.series.filter((series) => series[index] === i);
      const range = () => extent(data.filter((_, s) => layout.series[s][index] === i && !layout.series[s].aside), dimension);
      if (axis.type === "@latencyScale") return latencyScale(axis, range());
      if (axis.type === "@limitScale") return latencyScale(axis, extent([...data, limits(shown).flatMap((v) => [0, v, 0])], dimension));
      if (axis.type === "@decadeScale") return decadeAxis(axis, range());
      if (axis.max === "@roomAbove") return countScale(axis, range());
      if (axis.type === "@sharedCounts") return countAxis(axis, extent(data, dimension));
      if (axis.type === "@sharedLatency") return latencyAxis(axis, extent(data, dimension));
      return axis;
    });
  }
  const shown = layout.series.map((series, i) => {
    const resolved = placeLabel(alignLabel(resolve(series, style), option.xAxis, data[i]), data[i], data);
    return { series: series.cells ? shape(resolved, data[i], style) : resolved, data: data[i] };
  });
  const { kept, note } = thin(shown, option, size);
  const series = kept.map(({ series, data }) => ({
    dimensions: ["x", "y", "row"],
    ...series,
    data,
    animation: false,
    large: true, // one path for all points, where there are so many that a pixel more or less is not seen
    largeThreshold: 300,
    progressive: 0,
    emphasis: { disabled: series.type === "line" },
    cursor: "pointer",
  }));
  option.series = spreadLabels(series, option, size);
  option.textStyle = { fontFamily: style.getPropertyValue("--sans").trim(), fontSize: 11 };
  option.tooltip = { ...option.tooltip, ...tips.box(style), confine: true, transitionDuration: 0 };
  option.axisPointer = { ...option.axisPointer, lineStyle: { color: style.getPropertyValue("--ink3").trim(), type: "solid", width: 1 } };
  return { option, note };
}
