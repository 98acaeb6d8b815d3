// Reads what ECharts draws as SVG: texts, symbols (a path that is moved to a point), lines from point to point, and curves
// through many.

const painted = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "text-anchor", "font-weight", "font-family"];

/** What needs not be said: the SVG default, or what pictures get from charts.css. */
const unsaid = { "text-anchor": "start", "font-size": "11px", "font-family": "var(--sans)", "stroke-width": "1" };

/** The boxes that ECharts draws behind titles, without a colour. */
const unseen = /fill-opacity="0"|stroke-width="0"/;

/** The elements that can be seen, in order: { name, paint, points, … }. */
export function elements(svg) {
  const drawn = svg.replace(/<(defs|style)\b.*?<\/\1>/gs, "");
  const seen = [...drawn.matchAll(/<(text|path)\b([^>]*)>([^<]*)/g)].filter(([, , written]) => !unseen.test(written));
  return seen.map(([, name, written, content]) => {
    const attributes = { ...pairs(written, /([\w-]+)="([^"]*)"/g), ...pairs(/style="([^"]*)"/.exec(written)?.[1] ?? "", /([\w-]+):([^;]*)/g) };
    const paint = Object.fromEntries(painted.filter((key) => attributes[key] && attributes[key] !== unsaid[key]).map((key) => [key, short(attributes[key])]));
    return { paint, ...read(name, attributes, content) };
  });
}

function read(name, { d, transform, x = 0, y = 0, "font-size": size }, content) {
  const moved = transform && numbers(transform);
  if (name === "text") return { name, content, attributes: size === unsaid["font-size"] ? {} : { "font-size": size }, points: [moved ?? [0, 0]], shift: [Number(x), Number(y)] };
  if (moved) return { name: "symbol", attributes: { d, transform: `scale(${moved[0]})` }, points: [moved.slice(4)] };
  if (/[^MLZ\d\s.e-]/.test(d)) throw new Error(`a path that is not straight: ${d.slice(0, 80)}`);
  const values = numbers(d);
  const points = Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i], values[2 * i + 1]]);
  return { name: points.length === 2 ? "line" : "curve", closed: d.endsWith("Z"), points };
}

const pairs = (text, pattern) => Object.fromEntries([...text.matchAll(pattern)].map(([, key, value]) => [key, value]));
const numbers = (text) => (text.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
const short = (value) => (/^[\d.]+$/.test(value) ? String(Number(Number(value).toFixed(3))) : value);
