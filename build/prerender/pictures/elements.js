// Reads what ECharts draws as SVG: texts, symbols (a path that is moved to a point), lines from point to point, and curves
// through many.

/** @typedef {[number, number]} Point */

/**
 * What is drawn: where its points are, and how it is painted; of texts what they say and how far beside their point, of
 * symbols their shape.
 *
 * @typedef {{
 *   name: "text" | "symbol" | "line" | "curve", points: Point[], paint: Record<string, string>, attributes: Record<string, string>,
 *   content: string, shift: Point, closed: boolean,
 * }} Drawn
 */

const painted = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "text-anchor", "font-weight", "font-family"];

/**
 * What needs not be said: the SVG default, or what pictures get from charts.css.
 *
 * @type {Record<string, string>}
 */
const unsaid = { "text-anchor": "start", "font-size": "11px", "font-family": "var(--sans)", "stroke-width": "1" };

/** The boxes that ECharts draws behind titles, without a colour. */
const unseen = /fill-opacity="0"|stroke-width="0"/;

/**
 * The elements that can be seen, in order: { name, paint, points, … }.
 *
 * @param {string} svg
 * @returns {Drawn[]}
 */
export function elements(svg) {
  const drawn = svg.replace(/<(defs|style)\b.*?<\/\1>/gs, "");
  const seen = [...drawn.matchAll(/<(text|path)\b([^>]*)>([^<]*)/g)].filter(([, , written]) => !unseen.test(written));
  return seen.map(([, name, written, content]) => {
    const attributes = { ...pairs(written, /([\w-]+)="([^"]*)"/g), ...pairs(/style="([^"]*)"/.exec(written)?.[1] ?? "", /([\w-]+):([^;]*)/g) };
    const paint = Object.fromEntries(painted.filter((key) => attributes[key] && attributes[key] !== unsaid[key]).map((key) => [key, short(attributes[key])]));
    return { paint, ...read(name, attributes, content) };
  });
}

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {string} content
 * @returns {Omit<Drawn, "paint">}
 */
function read(name, { d = "", transform = "", x = "0", y = "0", "font-size": size }, content) {
  const nothing = { attributes: {}, content: "", shift: /** @type {Point} */ ([0, 0]), closed: false };
  const moved = numbers(transform); // translate(x y), or matrix(scale 0 0 scale x y)
  if (name === "text") {
    /** @type {Record<string, string>} */
    const attributes = size === undefined || size === unsaid["font-size"] ? {} : { "font-size": size };
    return { ...nothing, name, content, attributes, points: [transform ? [moved[0], moved[1]] : [0, 0]], shift: [Number(x), Number(y)] };
  }
  if (transform) return { ...nothing, name: "symbol", attributes: { d, transform: `scale(${moved[0]})` }, points: [[moved[4], moved[5]]] };
  if (/[^MLZ\d\s.e-]/.test(d)) throw new Error(`a path that is not straight: ${d.slice(0, 80)}`);
  const values = numbers(d);
  const points = Array.from({ length: values.length / 2 }, (_, i) => /** @type {Point} */ ([values[2 * i], values[2 * i + 1]]));
  return { ...nothing, name: points.length === 2 ? "line" : "curve", closed: d.endsWith("Z"), points };
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 * @returns {Record<string, string>}
 */
const pairs = (text, pattern) => Object.fromEntries([...text.matchAll(pattern)].map(([, key, value]) => [key, value]));
/** @param {string} text */
const numbers = (text) => (text.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
/** @param {string} value */
const short = (value) => (/^[\d.]+$/.test(value) ? String(Number(Number(value).toFixed(3))) : value);
