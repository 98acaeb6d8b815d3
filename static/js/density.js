// Scatter charts above 5,000 points: dense regions become shaded cells, and every point that stands alone, or is the
// highest of its pixel column, stays a point. A maximum is never dropped.

import * as format from "./format.js";

/** @import { Layout, RenderItem, Series, Shown, Size, Values } from "./types/chart" */

/**
 * A grid over a panel: the cell of a value, its column of pixels, and the corners of a cell in the chart's own figures.
 *
 * @typedef {{ key(x: number, y: number): number, column(x: number): number, corners(key: number): number[] }} CellGrid
 */

/** @typedef {{ n: number, colors: Map<string, number> }} Tally How many marks a cell holds, also by colour. */

const limit = 5000;
const cell = 6; // pixels
const crowded = 3; // points from which a cell is shaded

/**
 * Keeps series as they are up to the limit. Above, splits each crowded panel into points and cells.
 *
 * @param {Shown[]} shown
 * @param {Pick<Layout, "grid" | "yAxis">} option
 * @param {Size} size
 * @returns {{ kept: Shown[], note: string }}
 */
export function thin(shown, option, size) {
  const total = Math.max(0, ...panels(shown).map((panel) => count(panel)));
  if (total <= limit) return { kept: shown, note: "" };
  let drawn = 0;
  const kept = panels(shown).flatMap((panel) => {
    const grid = grids(panel, option, size);
    const cells = tally(panel, grid);
    const points = panel.map((s) => ({ ...s, data: s.series.type === "scatter" ? alone(s.data, cells, grid) : s.data }));
    drawn = Math.max(drawn, count(points));
    return [shade(panel[0].series, cells, grid), ...points];
  });
  return { kept, note: `${format.count(drawn)} of ${format.of(total, "request")} as points, the rest as shaded cells` };
}

/** @param {Shown} shown */
const pinned = ({ series }) => series.type === "scatter" && Boolean(series.x?.startsWith("pinned."));
/** @param {Shown[]} panel */
const marks = (panel) => panel.filter((s) => s.series.type === "scatter" && (!s.series.silent || pinned(s)));
/** @param {Shown[]} panel */
const count = (panel) => marks(panel).reduce((sum, { data }) => sum + data.length / 3, 0);

/**
 * The series of each panel; those of the pinned run are one of their own.
 *
 * @param {Shown[]} shown
 */
function panels(shown) {
  /** @type {Map<string, Shown[]>} */
  const byAxis = new Map();
  for (const s of shown) {
    const key = `${s.series.yAxisIndex} ${pinned(s)}`;
    byAxis.set(key, [...(byAxis.get(key) ?? []), s]);
  }
  return [...byAxis.values()];
}

/**
 * Where a panel's values fall in cells of its grid.
 *
 * @param {Shown[]} panel
 * @param {Pick<Layout, "grid" | "yAxis">} option
 * @param {Size} size
 * @returns {CellGrid}
 */
function grids(panel, option, size) {
  const axis = panel[0].series.yAxisIndex;
  const log = option.yAxis[axis].type === "log";
  const scale = (/** @type {number} */ v) => (log ? Math.log(v) : v);
  const x = { low: Infinity, high: -Infinity };
  const y = { low: Infinity, high: -Infinity };
  for (const { data } of marks(panel)) {
    for (let i = 0; i < data.length; i += 3) {
      widen(x, data[i]);
      widen(y, scale(data[i + 1]));
    }
  }
  const columns = Math.max(1, Math.floor(size.width / cell));
  const rows = Math.max(1, Math.floor((parseFloat(option.grid[axis].height ?? "100") / 100) * size.height / cell));
  const level = (/** @type {number} */ row) => (log ? Math.exp(edge(row, y, rows)) : edge(row, y, rows));
  return {
    key: (left, up) => place(left, x, columns) * rows + place(scale(up), y, rows),
    column: (left) => place(left, x, columns),
    corners: (key) => {
      const [i, j] = [Math.floor(key / rows), key % rows];
      return [edge(i, x, columns), level(j), edge(i + 1, x, columns), level(j + 1)];
    },
  };
}

/** @typedef {{ low: number, high: number }} Range */

/**
 * @param {Range} range
 * @param {number} v
 */
function widen(range, v) {
  range.low = Math.min(range.low, v);
  range.high = Math.max(range.high, v);
}

/**
 * In which of n parts of a range a value lies.
 *
 * @param {number} v
 * @param {Range} range
 * @param {number} n
 */
const place = (v, { low, high }, n) => Math.min(n - 1, Math.floor(((v - low) / (high - low || 1)) * n));

/**
 * Where the i-th of n parts begins.
 *
 * @param {number} i
 * @param {Range} range
 * @param {number} n
 */
const edge = (i, { low, high }, n) => low + (i / n) * (high - low);

/**
 * How many marks each cell holds, and of which colour most.
 *
 * @param {Shown[]} panel
 * @param {CellGrid} grid
 */
function tally(panel, grid) {
  /** @type {Map<number, Tally>} */
  const cells = new Map();
  for (const { series, data } of marks(panel)) {
    const color = series.itemStyle?.color ?? "";
    for (let i = 0; i < data.length; i += 3) {
      const key = grid.key(data[i], data[i + 1]);
      const entry = cells.get(key) ?? { n: 0, colors: new Map() };
      entry.n++;
      entry.colors.set(color, (entry.colors.get(color) ?? 0) + 1);
      cells.set(key, entry);
    }
  }
  return cells;
}

/**
 * The points of a series that stay points.
 *
 * @param {Values} data
 * @param {Map<number, Tally>} cells
 * @param {CellGrid} grid
 */
function alone(data, cells, grid) {
  /** @type {Map<number, number>} */
  const top = new Map();
  for (let i = 0; i < data.length; i += 3) {
    const column = grid.column(data[i]);
    if (data[i + 1] > (top.get(column) ?? -Infinity)) top.set(column, data[i + 1]);
  }
  const out = [];
  for (let i = 0; i < data.length; i += 3) {
    const sparse = (cells.get(grid.key(data[i], data[i + 1]))?.n ?? 0) < crowded;
    if (sparse || top.get(grid.column(data[i])) === data[i + 1]) out.push(data[i], data[i + 1], data[i + 2]);
  }
  return Float64Array.from(out);
}

/**
 * The shaded cells of a panel: each in its commonest colour, the darker the more it holds.
 *
 * @param {Series} series
 * @param {Map<number, Tally>} cells
 * @param {CellGrid} grid
 * @returns {Shown}
 */
function shade({ xAxisIndex, yAxisIndex, z = 0 }, cells, grid) {
  const full = Math.log(1 + Math.max(...[...cells.values()].map(({ n }) => n)));
  /** @type {object[]} */
  const styles = [];
  /** @type {number[]} */
  const data = [];
  for (const [key, { n, colors }] of cells) {
    if (n < crowded) continue;
    const [fill] = [...colors].reduce((a, b) => (b[1] > a[1] ? b : a));
    styles.push({ fill, opacity: 0.2 + (0.6 * Math.log(1 + n)) / full });
    data.push(...grid.corners(key));
  }
  /** @type {RenderItem} */
  const renderItem = ({ dataIndex }, api) => {
    const [x0, y0] = api.coord([api.value(0), api.value(1)]);
    const [x1, y1] = api.coord([api.value(2), api.value(3)]);
    return { type: "rect", shape: { x: x0, y: y1, width: x1 - x0, height: y0 - y1 }, style: styles[dataIndex] };
  };
  const dimensions = ["x0", "y0", "x1", "y1"];
  return { series: { type: "custom", xAxisIndex, yAxisIndex, silent: true, z: Math.min(z, 2), dimensions, encode: { x: [0, 2], y: [1, 3] }, renderItem }, data: Float64Array.from(data) };
}
