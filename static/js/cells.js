// Rectangles drawn from columns: the cells of a density, the darker the more they hold, and bars.

import { shared } from "./shared.js";

/** @import { Cells, RenderItem, Series, Style, Values } from "./types/chart" */
/** @import { Finder } from "./types/figures" */

const fields = ["x0", "y0", "x1", "y1", "n", "kind", "step"];

/** Where the step that a click chooses stands in a row. */
export const picked = fields.indexOf("step");

/**
 * The rows of a series of rectangles, in one flat array.
 *
 * @param {Cells} cells
 * @param {Finder} column
 */
export function table(cells, column) {
  const n = column(cells.n) ?? [];
  const [x, y, kind, step] = [cells.x, cells.y, cells.kind, cells.pick].map((name) => (name ? column(name) : undefined));
  const { part = 1, shift = 0, width = 0, height = 0, from = 0 } = cells;
  const out = new Float64Array(fields.length * n.length);
  let at = 0;
  for (let row = 0; row < n.length; row++) {
    if (n[row] === 0) continue;
    const left = x ? x[row] + shift * width : from;
    const low = y ? y[row] + shift * height : from;
    const right = cells.bar === "x" ? n[row] : left + part * width;
    const high = cells.bar === "y" ? n[row] : low + part * height;
    out.set([left, low, right, high, n[row], kind?.[row] ?? 0, step?.[row] ?? -1], at);
    at += fields.length;
  }
  return out.subarray(0, at);
}

/**
 * The ECharts series that draws them.
 *
 * @param {Series} series
 * @param {Cells} cells
 * @param {Values} data
 * @param {Style} style
 * @returns {Series}
 */
export function shape(series, cells, data, style) {
  const { bar, colors, opacity } = cells;
  const [surface, ink] = ["--surface", "--ink"].map((name) => style.getPropertyValue(name).trim());
  let most = 1;
  for (let i = 4; i < data.length; i += fields.length) most = Math.max(most, data[i]);
  const shade = (/** @type {number} */ n) => (most > 1 ? Math.log(n) / Math.log(most) : 1);
  /** @type {RenderItem} */
  const renderItem = (_, api) => {
    const [x0, y0] = api.coord([api.value(0), api.value(1)]);
    const [x1, y1] = api.coord([api.value(2), api.value(3)]);
    const fill = bar ? colors[0] : ramp(colors[api.value(5)], shade(api.value(4)), surface, ink);
    const chosen = !bar && shared.step >= 0 && api.value(picked) === shared.step;
    const line = bar ? 0 : 0.5; // between neighbours
    return {
      type: "rect",
      shape: { x: x0, y: y1 + line, width: Math.max(1, x1 - x0 - 2 * line), height: Math.max(1, y0 - y1 - 2 * line) },
      style: { fill, opacity: opacity ?? 1, stroke: chosen ? ink : undefined, lineWidth: chosen ? 2 : 0 },
      z2: chosen ? 1 : 0,
    };
  };
  return { ...series, dimensions: fields, encode: { x: [0, 2], y: [1, 3], tooltip: [4] }, renderItem, clip: true };
}

/**
 * From nearly the card's colour over the series' own to a darker one (a lighter one in the dark).
 *
 * @param {string} color
 * @param {number} share
 * @param {string} surface
 * @param {string} ink
 */
function ramp(color, share, surface, ink) {
  const middle = 0.7;
  return share < middle ? mix(surface, color, 0.16 + (0.84 * share) / middle) : mix(color, ink, (0.5 * (share - middle)) / (1 - middle));
}

/**
 * @param {string} from
 * @param {string} to
 * @param {number} share
 */
function mix(from, to, share) {
  const [a, b] = [from, to].map((hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)));
  return `rgb(${a.map((v, i) => Math.round(v + (b[i] - v) * share)).join(",")})`;
}
