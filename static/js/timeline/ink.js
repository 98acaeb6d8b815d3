// Canvases in the page's colours, sharp on every screen.

import { margin } from "./scale.js";

/** @type {Map<string, string>} */
const colors = new Map();

/**
 * A colour of the theme by its variable.
 *
 * @param {string} name
 */
export function color(name) {
  const known = colors.get(name);
  if (known) return known;
  const value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  colors.set(name, value);
  return value;
}

/** Forgets the colours: the theme has changed. */
export const forgetColors = () => colors.clear();

/**
 * Sizes a canvas in CSS pixels, clears it and returns its context.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
export function prepare(canvas, width, height) {
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  ctx.font = `11px ${color("sans")}`;
  ctx.textBaseline = "middle";
  return ctx;
}

/**
 * A line through the values of pixel columns, in the stroke of the pinned run: on a seam, so that it is seen on any fill.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Float32Array | number[]} columns
 * @param {(value: number) => number} y
 */
export function pinnedLine(ctx, columns, y) {
  const last = columns.findLastIndex((v) => v > 0) + 1;
  ctx.beginPath();
  for (let x = 0; x <= Math.min(last, columns.length - 1); x++) ctx.lineTo(margin.left + x + 0.5, y(columns[x]));
  ctx.lineJoin = "round";
  for (const { stroke, width } of [{ stroke: "surface", width: 3.4 }, { stroke: "ink3", width: 1.4 }]) {
    ctx.strokeStyle = color(stroke);
    ctx.lineWidth = width;
    ctx.stroke();
  }
}
