// Scatter charts above 5,000 points: dense regions become shaded cells, and every point that stands alone, or is the
// highest of its pixel column, stays a point. A maximum is never dropped.

import * as format from "./format.js";

const limit = 5000;
const cell = 6; // pixels
const crowded = 3; // points from which a cell is shaded

/** Keeps series as they are up to the limit. Above, splits each crowded panel into points and cells. */
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
  return { kept, note: `${format.count(drawn)} of ${format.count(total)} requests as points, the rest as shaded cells` };
}

const pinned = ({ series }) => series.type === "scatter" && Boolean(series.x?.startsWith("pinned."));
const marks = (panel) => panel.filter((s) => s.series.type === "scatter" && (!s.series.silent || pinned(s)));
const count = (panel) => marks(panel).reduce((sum, { data }) => sum + data.length / 3, 0);

/** The series of each panel; those of the pinned run are one of their own. */
function panels(shown) {
  const byAxis = new Map();
  for (const s of shown) {
    const key = `${s.series.yAxisIndex} ${pinned(s)}`;
    byAxis.set(key, [...(byAxis.get(key) ?? []), s]);
  }
  return [...byAxis.values()];
}

/** Where a panel's values fall in cells of its grid. */
function grids(panel, option, size) {
  const axis = panel[0].series.yAxisIndex;
  const log = option.yAxis[axis].type === "log";
  const scale = log ? Math.log : (v) => v;
  const box = { x: [Infinity, -Infinity], y: [Infinity, -Infinity] };
  for (const { data } of marks(panel)) {
    for (let i = 0; i < data.length; i += 3) {
      box.x = [Math.min(box.x[0], data[i]), Math.max(box.x[1], data[i])];
      const y = scale(data[i + 1]);
      box.y = [Math.min(box.y[0], y), Math.max(box.y[1], y)];
    }
  }
  const columns = Math.max(1, Math.floor(size.width / cell));
  const rows = Math.max(1, Math.floor((parseFloat(option.grid[axis].height) / 100) * size.height / cell));
  const place = (v, [low, high], n) => Math.min(n - 1, Math.floor(((v - low) / (high - low || 1)) * n));
  const edge = (i, [low, high], n) => low + (i / n) * (high - low);
  const level = (i) => (log ? Math.exp : (v) => v)(edge(i, box.y, rows));
  return {
    key: (x, y) => place(x, box.x, columns) * rows + place(scale(y), box.y, rows),
    column: (x) => place(x, box.x, columns),
    corners: (key) => {
      const [i, j] = [Math.floor(key / rows), key % rows];
      return [edge(i, box.x, columns), level(j), edge(i + 1, box.x, columns), level(j + 1)];
    },
  };
}

/** How many marks each cell holds, and of which colour most. */
function tally(panel, grid) {
  const cells = new Map();
  for (const { series, data } of marks(panel)) {
    for (let i = 0; i < data.length; i += 3) {
      const key = grid.key(data[i], data[i + 1]);
      const entry = cells.get(key) ?? { n: 0, colors: new Map() };
      entry.n++;
      entry.colors.set(series.itemStyle.color, (entry.colors.get(series.itemStyle.color) ?? 0) + 1);
      cells.set(key, entry);
    }
  }
  return cells;
}

/** The points of a series that stay points. */
function alone(data, cells, grid) {
  const top = new Map();
  for (let i = 0; i < data.length; i += 3) {
    const column = grid.column(data[i]);
    if (!(top.get(column) >= data[i + 1])) top.set(column, data[i + 1]);
  }
  const out = [];
  for (let i = 0; i < data.length; i += 3) {
    const sparse = (cells.get(grid.key(data[i], data[i + 1]))?.n ?? 0) < crowded;
    if (sparse || top.get(grid.column(data[i])) === data[i + 1]) out.push(data[i], data[i + 1], data[i + 2]);
  }
  return Float64Array.from(out);
}

/** The shaded cells of a panel: each in its commonest colour, the darker the more it holds. */
function shade({ xAxisIndex, yAxisIndex, z }, cells, grid) {
  const full = Math.log(1 + Math.max(...[...cells.values()].map(({ n }) => n)));
  const styles = [];
  const data = [];
  for (const [key, { n, colors }] of cells) {
    if (n < crowded) continue;
    const [fill] = [...colors].reduce((a, b) => (b[1] > a[1] ? b : a));
    styles.push({ fill, opacity: 0.2 + (0.6 * Math.log(1 + n)) / full });
    data.push(grid.corners(key));
  }
  const renderItem = ({ dataIndex }, api) => {
    const [x0, y0] = api.coord([api.value(0), api.value(1)]);
    const [x1, y1] = api.coord([api.value(2), api.value(3)]);
    return { type: "rect", shape: { x: x0, y: y1, width: x1 - x0, height: y0 - y1 }, style: styles[dataIndex] };
  };
  const dimensions = ["x0", "y0", "x1", "y1"];
  return { series: { type: "custom", xAxisIndex, yAxisIndex, silent: true, z: Math.min(z, 2), dimensions, encode: { x: [0, 2], y: [1, 3] }, renderItem }, data };
}
