// The steps in which a number is changed: a twentieth of its power of ten, so that a drag of the same length means about
// the same everywhere, and every value on the way is round. Whole numbers move by at least 1.

/**
 * @param {number} value
 * @param {boolean} whole
 */
function unitAt(value, whole) {
  const unit = value === 0 ? 0.01 : 10 ** Math.floor(Math.log10(Math.abs(value)) + 1e-9) / 20;
  return whole ? Math.max(1, Math.round(unit)) : unit;
}

/**
 * The number that lies some steps from another, within its limits.
 *
 * @param {number} value
 * @param {number} steps
 * @param {{ whole: boolean, min: number, max: number }} limits
 */
export function stepped(value, steps, { whole, min, max }) {
  const direction = Math.sign(steps);
  let at = value;
  for (let i = 0; i < Math.abs(steps) && (direction > 0 ? at < max : at > min); i++) {
    const unit = unitAt(at, whole);
    const place = direction > 0 ? Math.floor(at / unit + 1e-9) : Math.ceil(at / unit - 1e-9);
    at = Number(((place + direction) * unit).toPrecision(12));
  }
  return Math.min(max, Math.max(min, at));
}
