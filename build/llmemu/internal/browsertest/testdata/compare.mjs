// Counts the pixels in which two pictures differ to the eye: node compare.mjs KEPT DRAWN DIFFERENCE MASKS. MASKS are the
// rectangles that are left out, in JSON: [{ x, y, width, height }]. Writes { pixels } or { problem } as JSON, and where
// pixels differ a picture of them.

import { readFileSync, writeFileSync } from "node:fs";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

/** Distance in YIQ from which a pixel counts, 0 to 1; edges that are smoothed otherwise do not. */
const threshold = 0.1;

const [kept, drawn] = process.argv.slice(2, 4).map((file) => PNG.sync.read(readFileSync(file)));
const masks = JSON.parse(process.argv[5]);

function compare() {
  const { width, height } = kept;
  if (drawn.width !== width || drawn.height !== height) return { problem: `${drawn.width} × ${drawn.height} pixels, kept are ${width} × ${height}` };
  for (const { data } of [kept, drawn]) for (const mask of masks) blank(data, mask);
  const difference = new PNG({ width, height });
  const pixels = pixelmatch(kept.data, drawn.data, difference.data, width, height, { threshold });
  if (pixels) writeFileSync(process.argv[4], PNG.sync.write(difference));
  return { pixels };
}

function blank(data, { x, y, width, height }) {
  const [left, right] = [Math.max(0, Math.floor(x)), Math.min(kept.width, Math.ceil(x + width))];
  for (let row = Math.max(0, Math.floor(y)); row < Math.min(kept.height, y + height); row++) data.fill(0, 4 * (row * kept.width + left), 4 * (row * kept.width + Math.max(left, right)));
}

process.stdout.write(JSON.stringify(compare()));
