// The scales of a profile's curves: both axes are logarithmic and the same in all panels, with ticks that read well, and
// the labels at the ends of the lines stay apart.

/** @import { Axis, Drawn, Extent, Grid, Layout, Size } from "./types/chart" */

/** @typedef {{ s: Drawn, at: number }} End A line with a label at its end, and where that would stand, in pixels. */

const labelHeight = 14; // pixels
const ticksAtMost = 9;

/**
 * What an axis spans: a single value has an octave on either side, and without values there is a decade to look at.
 *
 * @param {Extent} extent
 * @returns {Extent}
 */
function spanned({ min, max }) {
  if (!(max > 0)) return { min: 1, max: 10 };
  return min < max ? { min, max } : { min: min / 2, max: max * 2 };
}

/**
 * @param {Axis} axis
 * @param {number[]} ticks
 * @param {number} min
 * @param {number} max
 */
function axisWith(axis, ticks, min, max) {
  const label = { ...axis.axisLabel, customValues: ticks, showMinLabel: true, showMaxLabel: true };
  return { ...axis, type: "log", min, max, axisLabel: label, axisTick: { ...axis.axisTick, customValues: ticks } };
}

/**
 * Counts, with ticks at powers of two, or of four or eight where those are too many.
 *
 * @param {Axis} axis
 * @param {Extent} extent
 */
export function countAxis(axis, extent) {
  const { min, max } = spanned(extent);
  const octaves = Math.log2(max) - Math.log2(min);
  const step = Math.ceil(octaves / ticksAtMost);
  const ticks = [];
  for (let power = Math.ceil(Math.log2(min)); 2 ** power <= max; power += step) ticks.push(2 ** power);
  return axisWith(axis, ticks, min, max);
}

/**
 * Values over decades, with ticks at 1, 2 and 5 of each.
 *
 * @param {Axis} axis
 * @param {Extent} extent
 */
export function decadeAxis(axis, extent) {
  const { min, max } = spanned(extent);
  return axisWith(axis, latencyTicks({ min, max }, [1, 2, 5]).filter((v) => v >= min && v <= max), min, max);
}

/**
 * Latencies, with ticks at 1, 2 and 5 of every decade, or at 1 and 3 over many, and a tick at either end.
 *
 * @param {Axis} axis
 * @param {Extent} extent
 */
export function latencyAxis(axis, extent) {
  const range = spanned(extent);
  const fine = latencyTicks(range, [1, 2, 5]);
  const ticks = fine.length < ticksAtMost ? fine : latencyTicks(range, [1, 3]);
  return axisWith(axis, ticks, ticks[0], ticks[ticks.length - 1]);
}

/**
 * @param {Extent} extent
 * @param {number[]} multiples
 */
function latencyTicks({ min, max }, multiples) {
  const steps = [];
  for (let decade = 10 ** Math.floor(Math.log10(min)); decade <= max * 10; decade *= 10) steps.push(...multiples.map((m) => m * decade));
  return steps.slice(steps.findLastIndex((v) => v <= min), steps.findIndex((v) => v >= max) + 1);
}

/**
 * Moves the labels at the ends of a panel's lines up or down, so that none covers another.
 *
 * @param {Drawn[]} series
 * @param {Pick<Layout, "grid" | "yAxis">} option
 * @param {Pick<Size, "height">} size
 */
export function spreadLabels(series, option, size) {
  /** @type {Map<Drawn, number>} */
  const shifts = new Map();
  for (const axis of option.yAxis.keys()) {
    const labelled = series.filter((s) => s.endLabel && s.yAxisIndex === axis && s.data.length);
    const { place, span } = scale(option.yAxis[axis], labelled);
    const pixels = height(option.grid[axis], size) / span;
    const ends = labelled.map((s) => ({ s, at: pixels * place(s.data[s.data.length - 2]) }));
    ends.sort((a, b) => a.at - b.at);
    for (const { labels, start } of groups(ends)) {
      for (const [i, { s, at }] of labels.entries()) shifts.set(s, at - start - i * labelHeight);
    }
  }
  return series.map((s) => ({ ...s, ...(shifts.has(s) && { endLabel: { ...s.endLabel, offset: [0, shifts.get(s) ?? 0] } }) }));
}

/**
 * Where a value stands on a vertical axis, and how far the axis goes in the same measure: about, where it is left to ECharts.
 *
 * @param {Axis} axis
 * @param {Drawn[]} series
 */
function scale({ type, min, max }, series) {
  if (type === "log") return { place: Math.log, span: Math.log(Number(max)) - Math.log(Number(min)) };
  return { place: (/** @type {number} */ v) => v, span: typeof max === "number" ? max : highest(series) || 1 };
}

/** @param {Drawn[]} series */
function highest(series) {
  let most = 0;
  for (const { data } of series) for (let i = 1; i < data.length; i += 3) most = Math.max(most, data[i]);
  return most;
}

/**
 * Labels that would overlap, as groups without gaps that lie around the middle of their places.
 *
 * @param {End[]} ends
 */
function groups(ends) {
  /** @type {{ labels: End[], start: number }[]} */
  const list = [];
  for (const end of ends) {
    let group = { labels: [end], start: end.at };
    for (let below = list.at(-1); below && below.start + below.labels.length * labelHeight > group.start; below = list.at(-1)) {
      list.pop();
      const labels = [...below.labels, ...group.labels];
      group = { labels, start: labels.reduce((sum, { at }, i) => sum + at - i * labelHeight, 0) / labels.length };
    }
    list.push(group);
  }
  return list;
}

/**
 * The height of a panel in pixels.
 *
 * @param {Grid} grid
 * @param {Pick<Size, "height">} size
 */
function height({ top = "0", bottom = "0", height: own }, size) {
  const pixels = (/** @type {string} */ length) => (length.endsWith("%") ? (parseFloat(length) / 100) * size.height : parseFloat(length));
  return own ? pixels(own) : size.height - pixels(top) - pixels(bottom);
}
