// Canvases in the page's colours, sharp on every screen.

import { margin } from "./scale.js";

let colors = null;

/** A colour of the theme by its variable. */
export function color(name) {
  colors ??= new Map();
  if (!colors.has(name)) colors.set(name, getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim());
  return colors.get(name);
}

/** Forgets the colours: the theme has changed. */
export const forgetColors = () => (colors = null);

/** Sizes a canvas in CSS pixels, clears it and returns its context. */
export function prepare(canvas, width, height) {
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const ctx = canvas.getContext("2d");
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  ctx.font = `11px ${color("sans")}`;
  ctx.textBaseline = "middle";
  return ctx;
}

/** A line through the values of pixel columns, in the stroke of the pinned run: on a seam, so that it is seen on any fill. */
export function pinnedLine(ctx, columns, y) {
  const last = columns.findLastIndex((v) => v > 0) + 1;
  ctx.beginPath();
  for (let x = 0; x <= Math.min(last, columns.length - 1); x++) ctx.lineTo(margin.left + x + 0.5, y(columns[x]));
  ctx.lineJoin = "round";
  for (const [stroke, width] of [["surface", 3.4], ["ink3", 1.4]]) {
    ctx.strokeStyle = color(stroke);
    ctx.lineWidth = width;
    ctx.stroke();
  }
}

/** An element with properties, attributes under `attributes`, and children. */
export function element(tag, { attributes = {}, ...properties } = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}
