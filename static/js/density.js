// Scatter charts above 5,000 points: dense regions become shaded cells, and every point that stands alone, or is the
// highest of its pixel column, stays a point. A maximum is never dropped.

import * as format from "./format.js";

/** @import { Layout, RenderItem, Series, Shown, Size, Values } from "./types/chart" */

/**
 * A grid over a panel: how many cells it has and columns of pixels, the cell of a value, the column of a cell, and its corners in
 * the chart's own figures.
 *
 * @typedef {{ cells: number, columns: number, key(x: number, y: number): number, column(key: number): number, corners(key: number): number[] }} CellGrid
 */

/** @typedef {{ n: Uint32Array, colors: Map<string, Uint32Array>, of: Map<Values, Uint32Array> }} Tally How many marks each cell holds, also by colour; and the cells of each series' marks. */

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
  const x = range(panel, 0);
  const span = range(panel, 1);
  const y = { low: scale(span.low), high: scale(span.high) };
  const columns = Math.max(1, Math.floor(size.width / cell));
  const rows = Math.max(1, Math.floor((parseFloat(option.grid[axis].height ?? "100") / 100) * size.height / cell));
  const level = (/** @type {number} */ row) => (log ? Math.exp(edge(row, y, rows)) : edge(row, y, rows));
  return {
    cells: columns * rows,
    columns,
    key: (left, up) => place(left, x, columns) * rows + place(scale(up), y, rows),
    column: (key) => Math.floor(key / rows),
    corners: (key) => {
      const [i, j] = [Math.floor(key / rows), key % rows];
      return [edge(i, x, columns), level(j), edge(i + 1, x, columns), level(j + 1)];
    },
  };
}

/** @typedef {{ low: number, high: number }} Range */

/**
 * From where to where a panel's marks go along one dimension (0: x, 1: y).
 *
 * @param {Shown[]} panel
 * @param {0 | 1} dimension
 * @returns {Range}
 */
function range(panel, dimension) {
  let low = Infinity;
  let high = -Infinity;
  for (const { data } of marks(panel)) {
    for (let i = dimension; i < data.length; i += 3) {
      if (data[i] < low) low = data[i];
      if (data[i] > high) high = data[i];
    }
  }
  return { low, high };
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
 * How many marks each cell holds, and how many of each colour.
 *
 * @param {Shown[]} panel
 * @param {CellGrid} grid
 * @returns {Tally}
 */
function tally(panel, grid) {
  const n = new Uint32Array(grid.cells);
  /** @type {Map<string, Uint32Array>} */
  const colors = new Map();
  /** @type {Tally["of"]} */
  const of = new Map();
  for (const { series, data } of marks(panel)) {
    const keys = new Uint32Array(data.length / 3);
    of.set(data, keys);
    const color = series.itemStyle?.color ?? "";
    const own = colors.get(color) ?? new Uint32Array(grid.cells);
    colors.set(color, own);
    for (let i = 0; i < data.length; i += 3) {
      const key = (keys[i / 3] = grid.key(data[i], data[i + 1]));
      n[key]++;
      own[key]++;
    }
  }
  return { n, colors, of };
}

/**
 * The points of a series that stay points.
 *
 * @param {Values} data
 * @param {Tally} cells
 * @param {CellGrid} grid
 */
function alone(data, { n, of }, grid) {
  const keys = of.get(data) ?? new Uint32Array(data.length / 3).map((_, i) => grid.key(data[3 * i], data[3 * i + 1]));
  const top = new Float64Array(grid.columns).fill(-Infinity);
  for (let i = 0; i < data.length; i += 3) {
    const column = grid.column(keys[i / 3]);
    if (data[i + 1] > top[column]) top[column] = data[i + 1];
  }
  const out = [];
  for (let i = 0; i < data.length; i += 3) {
    const key = keys[i / 3];
    if (n[key] < crowded || top[grid.column(key)] === data[i + 1]) out.push(data[i], data[i + 1], data[i + 2]);
  }
  return Float64Array.from(out);
}

/**
 * The colour that most marks of a cell have.
 *
 * @param {Tally} cells
 * @param {number} key
 */
const commonest = ({ colors }, key) => [...colors].reduce((a, b) => (b[1][key] > a[1][key] ? b : a))[0];

/**
 * The shaded cells of a panel: each in its commonest colour, the darker the more it holds.
 *
 * @param {Series} series
 * @param {Tally} cells
 * @param {CellGrid} grid
 * @returns {Shown}
 */
function shade({ xAxisIndex, yAxisIndex, z = 0 }, cells, grid) {
  const full = Math.log(1 + cells.n.reduce((a, b) => Math.max(a, b), 0));
  /** @type {object[]} */
  const styles = [];
  /** @type {number[]} */
  const data = [];
  for (const [key, n] of cells.n.entries()) {
    if (n < crowded) continue;
    styles.push({ fill: commonest(cells, key), opacity: 0.2 + (0.6 * Math.log(1 + n)) / full });
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
