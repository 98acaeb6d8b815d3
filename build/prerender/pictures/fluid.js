// Makes one picture that fits every size out of two drawings of a chart. ECharts places everything at a share of the plot
// and a number of pixels beside it, so two sizes tell both. Lines and curves go by shares, texts and symbols keep their own
// size.

import { elements } from "./elements.js";

/** @import { Drawn, Point } from "./elements.js" */

/** @typedef {{ svg: string, width: number, height: number }} Drawing */
/** @typedef {{ x: number, y: number, right: number, down: number }} Place Shares of the picture, and pixels beside them. */
/** @typedef {(definition: Record<string, string>, at: { x: number, y: number }) => string} Use Puts a symbol somewhere. */

/** Pixels by which ECharts may move a line so that it is sharp. */
const snap = 1.25;

/** @param {number} v */
const near = (v) => Math.abs(v) < snap;
/**
 * @param {number} v
 * @param {number} digits
 */
const round = (v, digits) => String(Number(v.toFixed(digits)));
/** @param {number} share */
const percent = (share) => `${round(share * 100, 2)}%`;
/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {string} content
 */
const tag = (name, attributes, content) =>
  `<${name}${Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`).join("")}>${content}</${name}>`;

/**
 * Three SVG elements in a row: the margins left and right of the plot in pixels, and the plot between them, as wide as there
 * is room. ids begin with prefix.
 *
 * @param {Drawing} small
 * @param {Drawing} large
 * @param {number} left
 * @param {number} right
 * @param {string} prefix
 */
export function fluid(small, large, left, right, prefix) {
  const before = elements(small.svg);
  const after = elements(large.svg);
  if (before.length !== after.length) throw new Error(`${prefix}: drawn large it has ${after.length} elements, not ${before.length}`);

  /**
   * Shares of the plot's width and the drawing's height, and the pixels beside them.
   *
   * @param {Point} a
   * @param {Point} b
   * @returns {Place}
   */
  const place = (a, b) => {
    const x = (b[0] - a[0]) / (large.width - small.width);
    const y = (b[1] - a[1]) / (large.height - small.height);
    return { x, y, right: a[0] - left - x * (small.width - left - right), down: a[1] - y * small.height };
  };
  const symbols = new Map(); // number, by the attributes of its definition
  /** @type {Use} */
  const use = (definition, { x, y }) => {
    const key = tag("path", definition, "");
    if (!symbols.has(key)) symbols.set(key, symbols.size);
    return tag("use", { href: `#${prefix}${symbols.get(key)}`, x: percent(x), y: percent(y) }, "");
  };
  /** @param {Point} point */
  const share = ([x, y]) => ({ right: 0, down: 0, x: (x - left) / (large.width - left - right), y: y / large.height });
  const pieces = before.map((element, i) => {
    const { name, points } = after[i];
    if (element.name !== name) throw new Error(`${prefix}: drawn large, element ${i} is a ${name}, not a ${element.name}`);
    const places = name === "curve" ? points.map(share) : points.map((to, j) => place(element.points[j], to));
    return { paint: element.paint, content: draw[name](element, places, use) };
  });

  const defined = [...symbols].map(([key, number]) => key.replace("<path", `<path id="${prefix}${number}"`)).join("");
  const margin = (/** @type {number} */ width) => tag("svg", { width }, "");
  return margin(left) + tag("svg", { class: "picture-plot" }, tag("defs", {}, defined) + grouped(pieces)) + margin(right);
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {Point}
 */
const point = (x, y) => [x, y];

/**
 * How each kind of element is written, from where its points are.
 *
 * @type {Record<Drawn["name"], (element: Drawn, places: Place[], use: Use) => string>}
 */
const draw = {
  text: ({ attributes, content, shift }, [at]) => {
    const [dx, dy] = [at.right + shift[0], at.down + shift[1]].map((v) => round(v, 1));
    return tag("text", { ...attributes, x: percent(at.x), y: percent(at.y), ...(dx !== "0" && { dx }), ...(dy !== "0" && { dy }) }, content);
  },
  symbol: ({ attributes }, [at], use) => use(attributes, at),
  curve: ({ closed }, places) =>
    tag("svg", { viewBox: "0 0 10000 10000", preserveAspectRatio: "none" }, tag("path", { d: path(places.map(({ x, y }) => point(x * 1e4, y * 1e4)), closed) }, "")),
  line: ({ points }, [from, to], use) => {
    const sameShare = Math.abs(to.x - from.x) < 1e-3 && Math.abs(to.y - from.y) < 1e-3;
    if (sameShare) return use({ d: path(points.map(([x, y]) => point(x - points[0][0], y - points[0][1])), false) }, from);
    if (![from, to].every((at) => near(at.right) && near(at.down))) throw new Error(`a line stands beside its share of the plot: ${JSON.stringify([from, to])}`);
    return tag("line", { x1: percent(from.x), y1: percent(from.y), x2: percent(to.x), y2: percent(to.y) }, "");
  },
};

/**
 * A path through points, in whole numbers from one to the next.
 *
 * @param {Point[]} points
 * @param {boolean} closed
 */
function path(points, closed) {
  let [x, y] = points[0].map(Math.round);
  let d = `M${x} ${y}`;
  for (const next of points.slice(1)) {
    const [dx, dy] = [Math.round(next[0]) - x, Math.round(next[1]) - y];
    if (!dx && !dy) continue;
    d += !dy ? `h${dx}` : !dx ? `v${dy}` : `l${dx} ${dy}`;
    [x, y] = [x + dx, y + dy];
  }
  return closed ? d + "z" : d;
}

/**
 * Neighbours that are painted alike share a group.
 *
 * @param {{ paint: Record<string, string>, content: string }[]} pieces
 */
function grouped(pieces) {
  /** @type {{ key: string, paint: Record<string, string>, content: string }[]} */
  const groups = [];
  for (const { paint, content } of pieces) {
    const key = JSON.stringify(paint);
    const last = groups.at(-1);
    if (last?.key === key) last.content += content;
    else groups.push({ key, paint, content });
  }
  return groups.map(({ paint, content }) => tag("g", paint, content)).join("");
}
