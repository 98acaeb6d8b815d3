// A map of cells, the darker the higher, each with its value where there is room. Cells that hold what is asked for are
// outlined.

import * as format from "./format.js";
import { formats } from "./figures.js";

/** @import { Axis, Heat, HeatCell, Layout, RenderItem, Style, Values } from "./types/chart" */
/** @import { Finder } from "./types/figures" */

/**
 * The layout of a map with its axes and its one series.
 *
 * @param {Layout & { heat: Heat }} layout
 * @param {Finder} column
 * @param {Style} style
 * @returns {Layout}
 */
export function heat(layout, column, style) {
  const { first, lines, xName, yName, yTexts, log } = layout.heat;
  const of = (/** @type {string} */ name) => column(name) ?? [];
  const [xs, ys, values, grid, line] = [layout.heat.x, layout.heat.y, layout.heat.value, layout.heat.shown, "sweep.line"].map(of);
  const marks = of(layout.heat.marked);
  /** @type {number[]} */
  const rows = [];
  for (let row = 0; row < values.length; row++) if (grid[row] && line[row] >= first && line[row] < first + lines) rows.push(row);
  const [columns, levels] = [xs, ys].map((all) => [...new Set(rows.map((row) => all[row]))].sort((a, b) => a - b));
  const scale = (/** @type {number} */ v) => (log ? Math.log(Math.max(v, 1e-9)) : v);
  const known = rows.map((row) => scale(values[row]));
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const level = (/** @type {number} */ y) => (yTexts ? yTexts[y] : format.plain(y));
  const color = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  const colors = { ink: color("--ink"), surface: color("--surface"), good: color("--good"), kv: color("--kv") };
  /** @type {HeatCell[]} */
  const data = rows.map((row) => ({
    value: [columns.indexOf(xs[row]), levels.indexOf(ys[row])],
    row,
    names: [xName, yName],
    level: level(ys[row]),
    text: formats[layout.heat.format](values[row]),
    share: high > low ? (scale(values[row]) - low) / (high - low) : 0.5,
    marked: Boolean(marks[row]),
  }));
  /** @type {RenderItem} */
  const renderItem = ({ dataIndex, coordSys }, api) => {
    const cell = data[dataIndex];
    const [middleX, middleY] = api.coord(cell.value);
    const width = coordSys.width / columns.length;
    const height = coordSys.height / levels.length;
    const shape = { x: middleX - width / 2 + 1, y: middleY - height / 2 + 1, width: Math.max(1, width - 2), height: Math.max(1, height - 2), r: 3 };
    /** @type {object[]} */
    const children = [{ type: "rect", shape, style: { fill: colors.kv, opacity: 0.1 + 0.8 * cell.share } }];
    if (cell.marked) children.push({ type: "rect", shape: { ...shape, x: shape.x + 1, y: shape.y + 1, width: shape.width - 2, height: shape.height - 2 }, style: { fill: "none", stroke: colors.good, lineWidth: 2 } });
    if (width > 46 && height > 18) {
      children.push({ type: "text", style: { text: cell.text, x: middleX, y: middleY, align: "center", verticalAlign: "middle", fill: colors.ink, font: "600 11px Inter" } });
    }
    return { type: "group", children };
  };
  const series = { type: "custom", xAxisIndex: 0, yAxisIndex: 0, renderItem, encode: { x: 0, y: 1 } };
  const xAxis = [axis(columns.map(format.plain), xName, 26)];
  const yAxis = [axis(levels.map(level), yName, 44)];
  // ECharts hands the items of such a map back as they are, to its tooltip too.
  return { ...layout, xAxis, yAxis, series: [{ ...series, data: /** @type {Values} */ (/** @type {unknown} */ (data)) }] };
}

/**
 * An axis with a place for each value.
 *
 * @param {string[]} values
 * @param {string} name
 * @param {number} gap
 * @returns {Axis}
 */
function axis(values, name, gap) {
  return {
    type: "category", data: values, name, nameLocation: "middle", nameGap: gap, gridIndex: 0,
    nameTextStyle: { color: "var(--ink3)", fontSize: 11 }, axisLabel: { color: "var(--ink3)", fontSize: 11, hideOverlap: true },
    axisLine: { lineStyle: { color: "var(--line-strong)" } }, axisTick: { show: false },
  };
}
