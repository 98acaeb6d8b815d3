// Numbers as the page writes them. internal/format says the same in Go; engine/format/testdata/cases.json keeps the two alike.

const minus = "\u2212";
const thinSpace = "\u2009";
const noValue = "\u2013";

/** @param {string} digits */
const groups = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** @param {number} v */
function decimals(v) {
  if (v === 0 || v >= 100) return 0;
  if (v >= 10) return 1;
  if (v >= 1) return 2;
  return 2 - Math.floor(Math.log10(v) + 1e-9);
}

/**
 * A size with so many digits after its first one. Of two that are as near it is the even one, as in Go: toPrecision has the larger.
 *
 * @param {number} size
 * @param {number} places
 */
function rounded(size, places) {
  const [digits, exponent] = size.toExponential(20).split("e"); // enough to tell that nothing follows a 5
  const kept = digits.slice(0, places + 2);
  const halfway = /^50*$/.test(digits.slice(places + 2));
  return Number(halfway && Number(kept.at(-1)) % 2 === 0 ? `${kept}e${exponent}` : size.toExponential(places));
}

/**
 * Three significant digits; whole digits are never dropped.
 *
 * @param {number} v
 */
export function number(v) {
  if (!Number.isFinite(v)) return noValue;
  const sign = v < 0 ? minus : "";
  const size = Math.abs(v);
  const three = rounded(size, 2);
  if (three < 1000) return sign + three.toFixed(decimals(three));
  return sign + groups(rounded(size, Math.floor(Math.log10(size) + 1e-9)).toFixed(0));
}

/**
 * In full, without trailing zeros: a setting, a limit or a tick.
 *
 * @param {number} v
 */
export function plain(v) {
  if (!Number.isFinite(v)) return noValue;
  const [whole, fraction] = String(Math.abs(v)).split(".");
  return (v < 0 ? minus : "") + groups(whole) + (fraction ? "." + fraction : "");
}

/** @param {number} v */
export const count = (v) => (Number.isFinite(v) ? plain(Math.round(v)) : noValue);

/**
 * A count with its noun, in the plural but for one: "1 token", "2 tokens".
 *
 * @param {number} n
 * @param {string} noun
 */
export const of = (n, noun) => (n === 1 ? `1 ${noun}` : `${count(n)} ${noun}s`);

/**
 * A duration given in milliseconds: ms below a second, s from there.
 *
 * @param {number} ms
 */
export function duration(ms) {
  return Math.abs(ms) < 999.5 ? `${number(ms)}\u00a0ms` : `${number(ms / 1000)}\u00a0s`;
}

/**
 * A duration that stands at an axis tick, in full.
 *
 * @param {number} ms
 */
export function tick(ms) {
  if (ms === 0) return "0";
  return Math.abs(ms) < 1000 ? `${plain(ms)}\u00a0ms` : `${plain(ms / 1000)}\u00a0s`;
}

/**
 * A share of 100: "<0.001 %" for next to nothing.
 *
 * @param {number} v
 */
export const percent = (v) => `${0 < v && v < 0.001 ? "<0.001" : number(v)}${thinSpace}%`;
