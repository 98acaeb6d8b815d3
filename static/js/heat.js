// A map of cells, the darker the higher, each with its value where there is room. Cells that hold what is asked for are
// outlined.

import * as format from "./format.js";
import { formats } from "./figures.js";

/** The layout of a map with its axes and its one series. */
export function heat(layout, column, style) {
  const { x, y, value, shown, marked, first, lines, xName, yName, format: written, log } = layout.heat;
  const [xs, ys, values, grid, line] = [x, y, value, shown, "sweep.line"].map(column);
  const marks = marked && column(marked);
  const rows = [];
  for (let row = 0; row < (values?.length ?? 0); row++) if (grid[row] && line[row] >= first && line[row] < first + lines) rows.push(row);
  const [columns, levels] = [xs, ys].map((all) => [...new Set(rows.map((row) => all[row]))].sort((a, b) => a - b));
  const scale = log ? (v) => Math.log(Math.max(v, 1e-9)) : (v) => v;
  const known = rows.map((row) => scale(values[row]));
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const color = (name) => style.getPropertyValue(name).trim();
  const colors = { ink: color("--ink"), surface: color("--surface"), good: color("--good"), kv: color("--kv") };
  const data = rows.map((row) => ({
    value: [columns.indexOf(xs[row]), levels.indexOf(ys[row])],
    row,
    names: [xName, yName],
    text: formats[written](values[row]),
    share: high > low ? (scale(values[row]) - low) / (high - low) : 0.5,
    marked: Boolean(marks?.[row]),
  }));
  const renderItem = ({ dataIndex, coordSys }, api) => {
    const cell = data[dataIndex];
    const [middleX, middleY] = api.coord(cell.value);
    const width = coordSys.width / columns.length;
    const height = coordSys.height / levels.length;
    const shape = { x: middleX - width / 2 + 1, y: middleY - height / 2 + 1, width: Math.max(1, width - 2), height: Math.max(1, height - 2), r: 3 };
    const children = [{ type: "rect", shape, style: { fill: colors.kv, opacity: 0.1 + 0.8 * cell.share } }];
    if (cell.marked) children.push({ type: "rect", shape: { ...shape, x: shape.x + 1, y: shape.y + 1, width: shape.width - 2, height: shape.height - 2 }, style: { fill: "none", stroke: colors.good, lineWidth: 2 } });
    if (width > 46 && height > 18) {
      children.push({ type: "text", style: { text: cell.text, x: middleX, y: middleY, align: "center", verticalAlign: "middle", fill: colors.ink, font: "600 11px Inter" } });
    }
    return { type: "group", children };
  };
  const axis = (names, name, gap) => ({
    type: "category", data: names.map(format.plain), name, nameLocation: "middle", nameGap: gap, gridIndex: 0,
    nameTextStyle: { color: "var(--ink3)", fontSize: 11 }, axisLabel: { color: "var(--ink3)", fontSize: 11, hideOverlap: true },
    axisLine: { lineStyle: { color: "var(--line-strong)" } }, axisTick: { show: false },
  });
  const series = { type: "custom", xAxisIndex: 0, yAxisIndex: 0, renderItem, data, encode: { x: 0, y: 1 } };
  return { ...layout, xAxis: [axis(columns, xName, 26)], yAxis: [axis(levels, yName, 44)], series: [series] };
}
