// Finds what the page has: views, fields of the scenario, words, a request or a step by its number.

import * as help from "./help.js";
import { choose } from "./shared.js";
import { requestCount, result } from "./store.js";
import { element, words } from "./words.js";

const dialog = document.getElementById("finder");
const input = dialog.querySelector("input");
const list = dialog.querySelector("[role=listbox]");
const atMost = 12;

let found = []; // {title, kind, go}
let cursor = 0;
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
  found = number ? numbered(sought, Number(number[1].replaceAll(",", ""))) : everything().filter(({ title, also = "" }) => `${title} ${also}`.toLowerCase().includes(sought)).slice(0, atMost);
  cursor = 0;
  list.replaceChildren(...found.map(option));
  input.setAttribute("aria-expanded", String(found.length > 0));
  dialog.querySelector(".find-none").hidden = found.length > 0;
  move(0);
}

function numbered(sought, n) {
  const entries = [];
  if (!/^(k|step)/.test(sought) && n < requestCount()) entries.push({ title: `Request ${n}`, kind: "request", go: done(() => choose.request(n)) });
  const steps = result.header?.summary.llmemu.steps ?? 0;
  if (!/^(#|r)/.test(sought) && n < steps) entries.push({ title: `Step ${n}`, kind: "step", go: done(() => choose.step(n)) });
  return entries;
}

function everything() {
  const views = [...document.querySelectorAll(".tab")].map((tab) => ({ title: tab.querySelector(".tab-title").textContent, kind: "view", go: done(() => tab.click()) }));
  const fields = known.fields.map(({ path, name, doc }) => ({ title: name, also: doc, kind: "field", go: done(() => reveal(path)) }));
  const terms = known.terms.map(({ id, name, short }) => ({ title: name, also: short, kind: "word", go: done(() => help.open(id)) }));
  return [...views, ...fields, ...terms];
}

const patience = 60; // frames that a field may take to appear

/** Goes to a field of the rail; one that the chosen dataset does not read is explained in the help. */
function reveal(path) {
  const more = document.querySelector("#rail .rail-link[aria-expanded=false]:not(#facts-button)");
  const at = () => document.getElementById(`f-${path.replaceAll(".", "-")}`) ?? document.getElementById(path.split(".").pop());
  if (!at()) more?.click();
  soon(at, (field) => {
    if (!field) return help.open();
    const shown = () => field.checkVisibility({ visibilityProperty: true }) && field;
    if (!shown()) document.querySelector("[aria-controls=rail]")?.click();
    soon(shown, () => field.focus());
  });
}

/** Calls then with what look finds, as soon as it does, or with nothing. */
function soon(look, then, frames = patience) {
  const found = look();
  if (found || frames === 0) then(found);
  else requestAnimationFrame(() => soon(look, then, frames - 1));
}

const done = (action) => () => {
  dialog.close();
  action();
};

function option({ title, kind, go }, place) {
  const row = element("li", { id: `found-${place}` }, element("span", { textContent: title }), element("span", { className: "find-kind", textContent: kind }));
  row.setAttribute("role", "option");
  row.addEventListener("click", go);
  return row;
}

function move(by) {
  cursor = Math.max(0, Math.min(found.length - 1, cursor + by));
  for (const [place, row] of [...list.children].entries()) row.setAttribute("aria-selected", String(place === cursor));
  list.children[cursor]?.scrollIntoView({ block: "nearest" });
  if (found.length) input.setAttribute("aria-activedescendant", `found-${cursor}`);
  else input.removeAttribute("aria-activedescendant");
}
