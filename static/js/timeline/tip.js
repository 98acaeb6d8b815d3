// The timeline's tooltip: at most five lines, beside the pointer and never over it.

import * as format from "../format.js";
import * as store from "../store.js";
import { refusals } from "../tables_gen.js";
import { above, busyAt, column, header, kinds, pinned, stepAt } from "./data.js";
import { element } from "../element.js";

/** @import { RequestColumn, StepColumn } from "../types/figures" */

/** @type {HTMLElement} */
let tip;

/** @param {HTMLElement} host */
export function mount(host) {
  tip = element("div", { className: "tip tl-tip", hidden: true });
  host.append(tip);
}

export const hide = () => (tip.hidden = true);

/**
 * Shows what happened at a moment.
 *
 * @param {number} t
 * @param {PointerEvent} event
 */
export function step(t, event) {
  const k = stepAt(t);
  const at = (/** @type {StepColumn} */ name) => column(`step.${name}`)[k];
  if (!busyAt(t)) return show(event, `${format.number(t)}\u00a0s`, [["engine", "idle"]]);
  const preempted = at("preempted") ? `, ${format.count(at("preempted"))} preempted` : "";
  const refused = at("refused") ? `, head refused: ${refusals[at("refused")]}` : "";
  show(event, `Step ${format.count(k)} at ${at("start_s").toFixed(2)}\u00a0s, ${format.duration((at("end_s") - at("start_s")) * 1000)}`, [
    ["running", `${format.count(at("running"))}${inPinned(t, "running")}`],
    ["waiting", `${format.count(at("waiting"))}${inPinned(t, "waiting")}${refused}`],
    ["tokens", `${format.count(at("prefill"))} prefill, ${format.count(at("decode"))} decode`],
    ["KV blocks", `${format.count(at("blocks"))} of ${format.count(header().num_gpu_blocks)}${inPinned(t, "blocks")}${preempted}`],
  ]);
}

/**
 * What the pinned run had at a moment; nothing where it was idle.
 *
 * @param {number} t
 * @param {StepColumn} name
 */
function inPinned(t, name) {
  if (!pinned.header || !busyAt(t, pinned)) return "";
  return `, A ${format.count(column(`step.${name}`, pinned)[stepAt(t, pinned)])}`;
}

/**
 * Shows a request, and what it did at a moment.
 *
 * @param {number} id
 * @param {number} t
 * @param {PointerEvent} event
 */
export function request(id, t, event) {
  const at = (/** @type {RequestColumn} */ name) => store.column(`req.${name}`)[id];
  const [from, to] = [column("row.first")[id], column("row.first")[id + 1]];
  const place = from + above(column("seg.from_s").subarray(from, to), t) - 1;
  const inside = place >= from && column("seg.to_s")[place] >= t;
  const length = inside ? column("seg.to_s")[place] - column("seg.from_s")[place] : 0;
  show(event, `#${format.count(id)}, ${format.count(at("prompt_len"))} in, ${format.count(at("output_len"))} out`, [
    ["queue wait", format.duration(at("queue_ms"))],
    ["TTFT", format.duration(at("ttft_ms"))],
    ["E2E", `${format.duration(at("e2el_ms"))}${at("preemptions") ? `, preempted ${format.count(at("preemptions"))}×` : ""}`],
    ["here", inside ? `${kinds[column("seg.kind")[place]]} for ${format.duration(length * 1000)}` : "not in the engine"],
  ]);
}

/**
 * @param {PointerEvent} event
 * @param {string} title
 * @param {string[][]} rows
 */
function show(event, title, rows) {
  const lines = rows.map(([name, value]) => element("div", {}, element("span", { textContent: name }), element("span", { textContent: value })));
  tip.replaceChildren(element("div", { className: "tip-body" }, element("b", { textContent: title }), ...lines));
  tip.hidden = false;
  const around = /** @type {HTMLElement} */ (tip.parentElement).getBoundingClientRect();
  const x = event.clientX - around.left;
  const y = event.clientY - around.top;
  const left = x + 14 + tip.offsetWidth > around.width ? x - 14 - tip.offsetWidth : x + 14;
  tip.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, Math.min(y - tip.offsetHeight / 2, around.height - tip.offsetHeight))}px)`;
}
