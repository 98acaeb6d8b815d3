// The engine as it stands: requests on their way, waiting, running and finished, and the KV pool.

import * as format from "./format.js";
import { element, write } from "./element.js";
import { finder } from "./store.js";

/** @import { Column, LiveColumns, Picture } from "./types/figures" */
/** @import { Pace } from "./types/messages" */

const slotsLabelled = 64; // above, slots have no room for names
const arriving = 40;

/** The elements that change. */
const parts = () => ({
  problem: element("p", { className: "notice", attr: { role: "alert" } }),
  now: element("b"),
  pace: element("span", { className: "card-aside" }),
  throughput: element("span", { className: "live-throughput" }),
  lane: element("div", { className: "live-lane", attr: { "aria-hidden": "true" } }),
  arrivals: element("p", { className: "card-aside" }),
  waiting: element("b"),
  queue: element("ol", { className: "live-queue" }),
  step: element("span", { className: "card-aside" }),
  running: element("b"),
  slots: element("ul", { className: "live-slots", attr: { "aria-label": "Running requests" } }),
  kvText: element("span", { className: "card-aside" }),
  needs: element("b", { className: "live-needs" }),
  kv: element("div"),
  count: element("b", { className: "live-count" }),
  aborted: element("p", { className: "card-aside live-aborted" }),
  finished: element("ol"),
});

/** @type {ReturnType<typeof parts>} */
let at;

/**
 * @param {string} text
 * @param {string} [term]
 */
const heading = (text, term) => element("h3", {}, term ? element("button", { type: "button", className: "term", textContent: text, dataset: { term } }) : text);

const note = (/** @type {string} */ text) => element("p", { className: "card-aside", textContent: text });

/**
 * @param {HTMLElement} host
 * @param {HTMLElement} clock
 */
export function mount(host, clock) {
  at = parts();
  clock.append(at.now, " ", at.pace, at.throughput);
  const waitingHead = heading("Waiting", "waiting");
  waitingHead.append(" ", at.waiting);
  const engineHead = element("div", { className: "card-head" }, heading("Engine"), at.step, at.running);
  const kvHead = element("div", { className: "card-head" }, heading("KV pool", "kv-block"), at.kvText, at.needs);
  host.append(
    at.problem,
    element("div", { className: "live-columns" },
      element("div", { className: "live-arriving" }, heading("Arriving"), note("next 3 s"), at.lane, at.arrivals),
      element("div", { className: "live-waiting" }, waitingHead, note("bar = tokens to compute"), at.queue),
      element("div", { className: "live-engine" }, engineHead, at.slots, kvHead,
        element("div", { className: "live-kv" }, at.kv), note("slot bar: output written; blue: prompt computed")),
      element("div", { className: "live-finished" }, heading("Finished"), note("newest first"), at.count, at.aborted, at.finished),
    ),
  );
}

/** @param {string} text */
export const problem = (text) => write(at.problem, text);

/**
 * @param {Picture} picture
 * @param {Pace} pace
 */
export function draw({ header, columns, speed }, pace) {
  /** @type {LiveColumns} */
  const column = finder(columns);
  write(at.now, `${header.now_s.toFixed(2)}\u00a0s`);
  write(at.pace, paced(speed, pace));
  write(at.throughput, `${format.count(header.tokens_per_s)} tok/s over the last second`);
  lane(column("arriving.in_s"));
  const held = header.held ? `, ${format.count(header.held)} held by max_concurrency` : "";
  const rate = header.rate > 0 ? `${format.number(header.rate)}\u00a0req/s` : "no rate";
  write(at.arrivals, `${header.arriving >= arriving ? "at least " : ""}${format.of(header.arriving, "request")}, ${rate}${held}`);
  write(at.waiting, format.count(header.waiting));
  queue(column("waiting.id"), column("waiting.tokens"), column("waiting.preempted"), new Set(header.own.map(({ id }) => id)));
  write(at.step, `step ${format.count(header.step)}, ${format.duration(header.step_ms)}, ${format.of(header.step_tokens, "token")}`);
  write(at.running, `${format.count(header.running)} of ${format.count(header.max_num_seqs)} running`);
  slots(column("slot.id"), column("slot.phase"), column("slot.share"), column("slot.own"), header.max_num_seqs);
  write(at.kvText, `${format.count(header.used_blocks)} of ${format.of(header.blocks, "block")}, ${format.of(header.block_size, "token")} each`);
  at.kv.style.width = `${(100 * header.used_blocks) / header.blocks}%`;
  const free = header.blocks - header.used_blocks;
  write(at.needs, header.head_needs > free ? `#${column("waiting.id")[0]} needs ${format.count(header.head_needs)}, ${format.count(free)} free` : "");
  write(at.count, format.count(header.finished));
  write(at.aborted, header.aborted ? `${format.count(header.aborted)} aborted` : "");
  finished(column("finished.id"), column("finished.e2e_ms"));
}

/**
 * @param {number} speed
 * @param {Pace} pace
 */
function paced(speed, { speed: wanted, paused }) {
  if (paused) return "paused";
  return speed < 0.8 * wanted ? `at ${format.number(speed)}×: this machine does not reach ${format.plain(wanted)}×` : `at ${format.plain(wanted)}×`;
}

/**
 * The children of a list, as many as asked for.
 *
 * @param {HTMLElement} list
 * @param {number} n
 * @param {() => HTMLElement} make
 */
function children(list, n, make) {
  while (list.children.length < n) list.append(make());
  while (list.children.length > n) list.lastChild?.remove();
  return /** @type {HTMLCollectionOf<HTMLElement>} */ (list.children);
}

/** @param {HTMLElement} node */
const parted = (node) => /** @type {HTMLCollectionOf<HTMLElement>} */ (node.children);

/** @param {Column} seconds */
function lane(seconds) {
  const dots = children(at.lane, seconds.length, () => element("span"));
  for (let i = 0; i < seconds.length; i++) {
    dots[i].style.left = `${100 - (100 * seconds[i]) / 3}%`;
    dots[i].style.top = `${[50, 24, 76][i % 3]}%`;
  }
}

/**
 * @param {Column} ids
 * @param {Column} tokens
 * @param {Column} preempted
 * @param {Set<number>} own
 */
function queue(ids, tokens, preempted, own) {
  const most = Math.max(2048, ...tokens);
  const lines = children(at.queue, ids.length, () => element("li", {}, element("span"), element("i")));
  for (let i = 0; i < ids.length; i++) {
    const [name, bar] = parted(lines[i]);
    write(name, own.has(ids[i]) ? "You" : `#${ids[i]}`);
    lines[i].className = preempted[i] ? "live-preempted" : "";
    lines[i].title = `${format.of(tokens[i], "token")}${preempted[i] ? ", preempted" : ""}`;
    bar.style.width = `${Math.max(4, (100 * tokens[i]) / most)}%`;
  }
}

/**
 * @param {Column} ids
 * @param {Column} phases
 * @param {Column} share
 * @param {Column} own
 * @param {number} limit
 */
function slots(ids, phases, share, own, limit) {
  const small = ids.length > slotsLabelled;
  at.slots.classList.toggle("live-slots-small", small);
  const places = small ? ids.length : Math.min(limit, Math.max(32, Math.ceil(ids.length / 8) * 8));
  const boxes = children(at.slots, places, () => element("li", {}, element("span"), element("i")));
  for (let i = 0; i < places; i++) {
    const [name, bar] = parted(boxes[i]);
    const taken = i < ids.length;
    boxes[i].className = taken ? ["", "live-prefill", "live-prefill live-recompute"][phases[i]] + (own[i] ? " live-mine" : "") : "live-empty";
    write(name, !taken || small ? "" : own[i] ? "You" : `#${ids[i]}`);
    bar.style.width = taken ? `${Math.max(4, 100 * share[i])}%` : "0";
  }
}

/**
 * @param {Column} ids
 * @param {Column} e2e
 */
function finished(ids, e2e) {
  const lines = children(at.finished, ids.length, () => element("li", {}, element("span"), element("b")));
  for (let i = 0; i < ids.length; i++) {
    write(lines[i].children[0], `#${ids[i]}`);
    write(lines[i].children[1], format.duration(e2e[i]));
  }
}
