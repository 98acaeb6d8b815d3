import assert from "node:assert/strict";
import { test } from "node:test";
import { fluid } from "./fluid.js";

const svg = (...elements) => ({ svg: elements.join("") });
const small = (...elements) => ({ ...svg(...elements), width: 100, height: 100 });
const large = (...elements) => ({ ...svg(...elements), width: 1000, height: 1000 });
const drawn = (a, b) => /<\/defs>(.*)<\/svg><svg/.exec(fluid(small(a), large(b), 20, 10, "p"))[1];

test("the plot stands between its margins", () => {
  assert.match(fluid(small(), large(), 20, 10, "p"), /^<svg width="20"><\/svg><svg class="picture-plot">.*<\/svg><svg width="10"><\/svg>$/);
});

test("a text keeps its distance from a share of the plot", () => {
  const text = (x, y) => `<text text-anchor="end" style="font-size:11px;font-family:var(--sans);" y="2" transform="translate(${x} ${y})" fill="var(--ink)">1 s</text>`;
  assert.equal(drawn(text(15, 40), text(15, 400)), '<g fill="var(--ink)" text-anchor="end"><text x="0%" y="40%" dx="-5" dy="2">1 s</text></g>');
  assert.equal(drawn(text(55, 45), text(505, 405)), '<g fill="var(--ink)" text-anchor="end"><text x="50%" y="40%" dy="7">1 s</text></g>');
});

test("a symbol keeps its size, and is defined once", () => {
  const symbol = (x, y) => `<path d="M0 -1L1 0Z" transform="matrix(4,0,0,4,${x},${y})" fill="var(--queue)"></path>`;
  const whole = fluid(small(symbol(55, 40), symbol(20, 10)), large(symbol(505, 400), symbol(20, 100)), 20, 10, "p");
  assert.match(whole, /<defs><path id="p0" d="M0 -1L1 0Z" transform="scale\(4\)"><\/path><\/defs>/);
  assert.match(whole, /<g fill="var\(--queue\)"><use href="#p0" x="50%" y="40%"><\/use><use href="#p0" x="0%" y="10%"><\/use><\/g>/);
});

test("lines and curves go by shares, sharp or not", () => {
  const path = (d) => `<path d="${d}" fill="none" stroke="var(--line)"></path>`;
  assert.match(drawn(path("M20 50.5L90 50.5"), path("M20 500.5L990 500.5")), /<line x1="0%" y1="50%" x2="100%" y2="50%">/);
  assert.match(drawn(path("M20 50L55 40L90 10"), path("M20 500L505 400L990 100")), /viewBox="0 0 10000 10000".*<path d="M0 5000l5000 -1000l5000 -3000">/);
});

test("a mark at an axis keeps its length", () => {
  const path = (d) => `<path d="${d}" fill="none" stroke="var(--line)"></path>`;
  assert.match(drawn(path("M55.5 50L55.5 55"), path("M505.5 500L505.5 505")), /<use href="#p0" x="50(\.\d+)?%" y="50%">/);
});

test("what cannot follow is an error", () => {
  const path = (d) => `<path d="${d}" fill="none" stroke="var(--line)"></path>`;
  assert.throws(() => drawn(path("M10 50L90 50"), path("M10 500L990 500")), /stands beside its share/);
  assert.throws(() => drawn(path("M0 0C1 1 2 2 3 3"), path("M0 0C1 1 2 2 3 3")), /not straight/);
  assert.throws(() => drawn(path("M20 50L90 50"), ""), /drawn large/);
});
