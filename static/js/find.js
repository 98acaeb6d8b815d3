// Finds what the page has: views, fields of the scenario, words, a request or a step by its number.

import * as help from "./help.js";
import { choose } from "./shared.js";
import { count } from "./format.js";
import { requestCount, result } from "./store.js";
import { byId, element } from "./element.js";
import { words } from "./words.js";

/** @import { Words } from "./types/messages" */

/** @typedef {{ title: string, kind: string, also?: string, go(): void }} Found What was found, and what goes there. */

const dialog = /** @type {HTMLDialogElement} */ (byId("finder"));
const input = /** @type {HTMLInputElement} */ (dialog.querySelector("input"));
const list = /** @type {HTMLElement} */ (dialog.querySelector("[role=listbox]"));
const none = /** @type {HTMLElement} */ (dialog.querySelector(".find-none"));
const atMost = 12;

/** @type {Found[]} */
let found = [];
let cursor = 0;
/** @type {Pick<Words, "terms" | "fields">} */
let known = { terms: [], fields: [] };

input.addEventListener("input", search);
input.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter") found[cursor]?.go();
  else return;
  event.preventDefault();
});

export async function open() {
  input.value = "";
  dialog.showModal();
  search();
  known = await words().catch(() => known);
  search();
}

function search() {
  const sought = input.value.trim().toLowerCase();
  const number = /^(?:#|r|request|k|step)?\s*([\d,]+)$/.exec(sought);
  found = number ? numbered(sought, Number(number[1].replaceAll(",", ""))) : ranked(everything(), sought).slice(0, atMost);
  cursor = 0;
  list.replaceChildren(...found.map(option));
  input.setAttribute("aria-expanded", String(found.length > 0));
  none.hidden = found.length > 0;
  move(0);
}

/**
 * What holds the sought words, the likeliest first: what is called that, then what begins with it, has a word that does, has it anywhere
 * in its name; and last what only speaks of it.
 *
 * @param {Found[]} entries
 * @param {string} sought
 */
export function ranked(entries, sought) {
  const rank = (/** @type {Found} */ { title, also = "" }) => {
    const name = title.toLowerCase();
    if (name === sought) return 0;
    if (name.startsWith(sought)) return 1;
    if (name.split(/[^a-z0-9]+/).some((word) => word.startsWith(sought))) return 2;
    if (name.includes(sought)) return 3;
    return `${name} ${also}`.toLowerCase().includes(sought) ? 4 : 5;
  };
  return entries.map((entry) => ({ entry, rank: rank(entry) })).filter((each) => each.rank < 5).sort((a, b) => a.rank - b.rank).map(({ entry }) => entry);
}

/**
 * @param {string} sought
 * @param {number} n
 */
function numbered(sought, n) {
  const entries = [];
  if (!/^(k|step)/.test(sought) && n < requestCount()) entries.push({ title: `Request ${count(n)}`, kind: "request", go: done(() => choose.request(n)) });
  const steps = result.header?.summary.llmemu.steps ?? 0;
  if (!/^(#|r)/.test(sought) && n < steps) entries.push({ title: `Step ${count(n)}`, kind: "step", go: done(() => choose.step(n)) });
  return entries;
}

/** @returns {Found[]} */
function everything() {
  const tabs = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".tab"));
  const views = Array.from(tabs, (tab) => ({ title: tab.querySelector(".tab-title")?.textContent ?? "", kind: "view", go: done(() => tab.click()) }));
  const fields = known.fields.map(({ path, name, doc }) => ({ title: name, also: doc, kind: "field", go: done(() => reveal(path)) }));
  const terms = known.terms.map(({ id, name, short }) => ({ title: name, also: short, kind: "word", go: done(() => help.open(id)) }));
  return [...views, ...fields, ...terms];
}

const patience = 60; // frames that a field may take to appear

/**
 * Goes to a field of the rail; one that the chosen dataset does not read is explained in the help.
 *
 * @param {string} path
 */
function reveal(path) {
  /** @type {HTMLElement | null} */
  const more = document.querySelector("#rail .rail-link[aria-expanded=false]:not(#facts-button)");
  const at = () => document.getElementById(`f-${path.replaceAll(".", "-")}`) ?? document.getElementById(path.slice(path.lastIndexOf(".") + 1));
  if (!at()) more?.click();
  soon(at, (field) => {
    if (!field) return void help.open();
    const shown = () => field.checkVisibility({ visibilityProperty: true });
    /** @type {HTMLElement | null} */
    const rail = document.querySelector("[aria-controls=rail]");
    if (!shown()) rail?.click();
    soon(shown, () => field.focus());
  });
}

/**
 * Calls then with what look finds, as soon as it does, or with nothing.
 *
 * @template Sought
 * @param {() => Sought} look
 * @param {(sought: Sought) => void} then
 */
function soon(look, then, frames = patience) {
  const sought = look();
  if (sought || frames === 0) then(sought);
  else requestAnimationFrame(() => soon(look, then, frames - 1));
}

/** @param {() => void} action */
const done = (action) => () => {
  dialog.close();
  action();
};

/**
 * @param {Found} entry
 * @param {number} place
 */
function option({ title, kind, go }, place) {
  const row = element("li", { id: `found-${place}` }, element("span", { textContent: title }), element("span", { className: "find-kind", textContent: kind }));
  row.setAttribute("role", "option");
  row.addEventListener("click", go);
  return row;
}

/** @param {number} by */
function move(by) {
  cursor = Math.max(0, Math.min(found.length - 1, cursor + by));
  for (const [place, row] of [...list.children].entries()) row.setAttribute("aria-selected", String(place === cursor));
  list.children[cursor]?.scrollIntoView({ block: "nearest" });
  if (found.length) input.setAttribute("aria-activedescendant", `found-${cursor}`);
  else input.removeAttribute("aria-activedescendant");
}
