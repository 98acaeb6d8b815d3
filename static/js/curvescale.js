// The scales of a profile's curves: both axes are logarithmic and the same in all panels, with ticks that read well, and
// the labels at the ends of the lines stay apart.

const labelHeight = 14; // pixels
const ticksAtMost = 9;

function axisWith(axis, ticks, min, max) {
  const label = { ...axis.axisLabel, customValues: ticks, showMinLabel: true, showMaxLabel: true };
  return { ...axis, type: "log", min, max, axisLabel: label, axisTick: { ...axis.axisTick, customValues: ticks } };
}

/** Counts, with ticks at powers of two, or of four or eight where those are too many. */
export function countAxis(axis, { min, max }) {
  const octaves = Math.log2(max) - Math.log2(min);
  const step = Math.ceil(octaves / ticksAtMost);
  const ticks = [];
  for (let power = Math.ceil(Math.log2(min)); 2 ** power <= max; power += step) ticks.push(2 ** power);
  return axisWith(axis, ticks, min, max);
}

/** Values over decades, with ticks at 1, 2 and 5 of each. */
export function decadeAxis(axis, { min, max }) {
  return axisWith(axis, latencyTicks({ min, max }, [1, 2, 5]).filter((v) => v >= min && v <= max), min, max);
}

/** Latencies, with ticks at 1, 2 and 5 of every decade, or at 1 and 3 over many, and a tick at either end. */
export function latencyAxis(axis, range) {
  const fine = latencyTicks(range, [1, 2, 5]);
  const ticks = fine.length < ticksAtMost ? fine : latencyTicks(range, [1, 3]);
  return axisWith(axis, ticks, ticks[0], ticks.at(-1));
}

function latencyTicks({ min, max }, multiples) {
  const steps = [];
  for (let decade = 10 ** Math.floor(Math.log10(min)); decade <= max * 10; decade *= 10) steps.push(...multiples.map((m) => m * decade));
  return steps.slice(steps.findLastIndex((v) => v <= min), steps.findIndex((v) => v >= max) + 1);
}

/** Moves the labels at the ends of a panel's lines up or down, so that none covers another. */
export function spreadLabels(series, option, size) {
  const shifts = new Map();
  for (const axis of option.yAxis.keys()) {
    const labelled = series.filter((s) => s.endLabel && s.yAxisIndex === axis && s.data.length);
    const { place, span } = scale(option.yAxis[axis], labelled);
    const pixels = height(option.grid[axis], size) / span;
    const ends = labelled.map((s) => ({ s, at: pixels * place(s.data.at(-2)) }));
    ends.sort((a, b) => a.at - b.at);
    for (const { labels, start } of groups(ends)) {
      for (const [i, { s, at }] of labels.entries()) shifts.set(s, at - start - i * labelHeight);
    }
  }
  return series.map((s) => (shifts.has(s) ? { ...s, endLabel: { ...s.endLabel, offset: [0, shifts.get(s)] } } : s));
}

/** Where a value stands on a vertical axis, and how far the axis goes in the same measure: about, where it is left to ECharts. */
function scale({ type, min, max }, series) {
  if (type === "log") return { place: Math.log, span: Math.log(max) - Math.log(min) };
  const most = () => Math.max(...series.map((s) => s.data.reduce((a, b, i) => (i % 3 === 1 ? Math.max(a, b) : a), 0)));
  return { place: (v) => v, span: typeof max === "number" ? max : most() || 1 };
}

/** Labels that would overlap, as groups without gaps that lie around the middle of their places. */
function groups(ends) {
  const list = [];
  for (const end of ends) {
    let group = { labels: [end], start: end.at };
    while (list.length && list.at(-1).start + list.at(-1).labels.length * labelHeight > group.start) {
      const labels = [...list.pop().labels, ...group.labels];
      group = { labels, start: labels.reduce((sum, { at }, i) => sum + at - i * labelHeight, 0) / labels.length };
    }
    list.push(group);
  }
  return list;
}

/** The height of a panel in pixels. */
function height({ top, bottom, height }, size) {
  const pixels = (length) => (length.endsWith("%") ? (parseFloat(length) / 100) * size.height : parseFloat(length));
  return height ? pixels(height) : size.height - pixels(top) - pixels(bottom);
}
