// The timeline as tables, for those who would rather read it: the steps and the requests of the window.

import { figures } from "../figures.js";
import * as store from "../store.js";
import { refusals } from "../tables_gen.js";
import { column, data } from "./data.js";
import { element } from "../element.js";

const stepColumns = [
  ["step", "step", "count"], ["start", "start_s", "seconds"], ["duration", "took", "duration"], ["running", "running", "count"], ["waiting", "waiting", "count"],
  ["prefill tok", "prefill", "count"], ["decode tok", "decode", "count"], ["KV blocks", "blocks", "count"], ["preempted", "preempted", "count"], ["refused", "refused", "reason"],
].map(([title, name, format]) => ({ title, column: name, format }));

const requestColumns = [
  ["request", "id", "count"], ["arrival", "arrival_s", "seconds"], ["queue wait", "queue_ms", "duration"], ["TTFT", "ttft_ms", "duration"], ["E2E", "e2el_ms", "duration"],
  ["TTFT in A", "pinned.ttft_ms", "duration"], ["E2E in A", "pinned.e2el_ms", "duration"], ["preempted", "preemptions", "count"],
].map(([title, name, format]) => ({ title, column: name, format }));

/** @param {number} code */
const reason = (code) => refusals[code] || "nobody";

/**
 * Both tables of a window's steps and requests.
 *
 * @param {[number, number]} steps
 * @param {number[]} requests
 */
export function tables([first, end], requests) {
  const ends = column("step.end_s");
  const starts = column("step.start_s");
  const steps = (/** @type {string} */ name) => {
    if (name === "step") return Float64Array.from({ length: end - first }, (_, i) => first + i);
    if (name === "took") return Float64Array.from({ length: end - first }, (_, i) => (ends[first + i] - starts[first + i]) * 1000);
    return data.columns.get(`step.${name}`)?.subarray(first, end);
  };
  const rows = (/** @type {string} */ name) => {
    if (name === "id") return requests;
    const beside = name.startsWith("pinned.");
    const values = beside ? store.stores.get("pinned")?.get(`req.${name.slice("pinned.".length)}`) : store.result.columns.get(`req.${name}`);
    return values && requests.map((id) => values[id]);
  };
  return [
    element("h3", { textContent: "Steps" }), figures(stepColumns, steps, { reason }),
    element("h3", { textContent: "Requests" }), figures(requestColumns, rows),
  ];
}
