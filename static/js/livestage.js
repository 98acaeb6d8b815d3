// The engine as it stands: requests on their way, waiting, running and finished, and the KV pool.

import * as format from "./format.js";
import { element } from "./words.js";

const slotsLabelled = 64; // above, slots have no room for names
const arriving = 40;
const at = {};

const heading = (text, term) => {
  const head = element("h3", {});
  head.append(term ? element("button", { type: "button", className: "term", textContent: text, dataset: { term } }) : text);
  return head;
};
const aside = (name, text = "") => (at[name] = element("p", { className: "card-aside", textContent: text }));
const part = (name, tag, properties = {}) => (at[name] = element(tag, properties));

export function mount(host, clock) {
  clock.append(part("now", "b"), " ", part("pace", "span", { className: "card-aside" }), part("throughput", "span", { className: "live-throughput" }));
  const waitingHead = heading("Waiting", "waiting");
  waitingHead.append(" ", part("waiting", "b"));
  const engineHead = element("div", { className: "card-head" }, heading("Engine"), part("step", "span", { className: "card-aside" }), part("running", "b"));
  const kvHead = element("div", { className: "card-head" }, heading("KV pool", "kv-block"), part("kvText", "span", { className: "card-aside" }), part("needs", "b", { className: "live-needs" }));
  host.append(
    part("problem", "p", { className: "notice" }),
    element("div", { className: "live-columns" },
      element("div", { className: "live-arriving" }, heading("Arriving"), aside("arriveNote", "next 3 s"), part("lane", "div", { className: "live-lane" }), aside("arrivals")),
      element("div", { className: "live-waiting" }, waitingHead, aside("waitNote", "bar = tokens to compute"), part("queue", "ol", { className: "live-queue" })),
      element("div", { className: "live-engine" }, engineHead, part("slots", "ul", { className: "live-slots" }), kvHead,
        element("div", { className: "live-kv" }, part("kv", "div")), aside("key", "slot bar: output written; blue: prompt computed")),
      element("div", { className: "live-finished" }, heading("Finished"), aside("finishNote", "newest first"), part("count", "b", { className: "live-count" }), part("finished", "ol")),
    ),
  );
  at.problem.setAttribute("role", "alert");
  at.lane.setAttribute("aria-hidden", "true");
  at.slots.setAttribute("aria-label", "Running requests");
}

export function problem(text) {
  if (at.problem.textContent !== text) at.problem.textContent = text;
}

export function draw({ header, columns, speed }, pace) {
  const column = (name) => columns.get(name);
  write(at.now, `${header.now_s.toFixed(2)}\u00a0s`);
  write(at.pace, paced(speed, pace));
  write(at.throughput, `${format.count(header.tokens_per_s)} tok/s over the last second`);
  lane(column("arriving.in_s"));
  const held = header.held ? `, ${format.count(header.held)} held by max_concurrency` : "";
  const rate = header.rate > 0 ? `${format.number(header.rate)}\u00a0req/s` : "no rate";
  write(at.arrivals, `${header.arriving >= arriving ? "over " : ""}${format.count(header.arriving)} requests, ${rate}${held}`);
  write(at.waiting, format.count(header.waiting));
  queue(column("waiting.id"), column("waiting.tokens"), column("waiting.preempted"), new Set(header.own.map(({ id }) => id)));
  write(at.step, `step ${format.count(header.step)}, ${format.duration(header.step_ms)}, ${format.count(header.step_tokens)} tokens`);
  write(at.running, `${format.count(header.running)} of ${format.count(header.max_num_seqs)} running`);
  slots(column("slot.id"), column("slot.phase"), column("slot.share"), column("slot.own"), header.max_num_seqs);
  write(at.kvText, `${format.count(header.used_blocks)} of ${format.count(header.blocks)} blocks, ${format.count(header.block_size)} tokens each`);
  at.kv.style.width = `${(100 * header.used_blocks) / header.blocks}%`;
  const free = header.blocks - header.used_blocks;
  write(at.needs, header.head_needs > free ? `#${column("waiting.id")[0]} needs ${format.count(header.head_needs)}, ${format.count(free)} free` : "");
  write(at.count, format.count(header.finished));
  finished(column("finished.id"), column("finished.e2e_ms"));
}

function paced(speed, { speed: wanted, paused }) {
  if (paused) return "paused";
  return speed < 0.8 * wanted ? `at ${format.number(speed)}×: this machine does not reach ${format.plain(wanted)}×` : `at ${format.plain(wanted)}×`;
}

/** Writes a text if it is another: the document stays as it is while nothing changes. */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** The children of a list, as many as asked for. */
function children(list, n, make) {
  while (list.children.length < n) list.append(make());
  while (list.children.length > n) list.lastChild.remove();
  return list.children;
}

function lane(seconds) {
  const dots = children(at.lane, seconds.length, () => element("span"));
  for (let i = 0; i < seconds.length; i++) {
    dots[i].style.left = `${100 - (100 * seconds[i]) / 3}%`;
    dots[i].style.top = `${[50, 24, 76][i % 3]}%`;
  }
}

function queue(ids, tokens, preempted, own) {
  const most = Math.max(2048, ...tokens);
  const lines = children(at.queue, ids.length, () => element("li", {}, element("span"), element("i")));
  for (let i = 0; i < ids.length; i++) {
    const [name, bar] = lines[i].children;
    write(name, own.has(ids[i]) ? "You" : `#${ids[i]}`);
    lines[i].className = preempted[i] ? "live-preempted" : "";
    lines[i].title = `${format.count(tokens[i])} tokens${preempted[i] ? ", preempted" : ""}`;
    bar.style.width = `${Math.max(4, (100 * tokens[i]) / most)}%`;
  }
}

function slots(ids, phases, share, own, limit) {
  const small = ids.length > slotsLabelled;
  at.slots.classList.toggle("live-slots-small", small);
  const places = small ? ids.length : Math.min(limit, Math.max(32, Math.ceil(ids.length / 8) * 8));
  const boxes = children(at.slots, places, () => element("li", {}, element("span"), element("i")));
  for (let i = 0; i < places; i++) {
    const [name, bar] = boxes[i].children;
    const taken = i < ids.length;
    boxes[i].className = taken ? ["", "live-prefill", "live-prefill live-recompute"][phases[i]] + (own[i] ? " live-mine" : "") : "live-empty";
    write(name, !taken || small ? "" : own[i] ? "You" : `#${ids[i]}`);
    bar.style.width = taken ? `${Math.max(4, 100 * share[i])}%` : "0";
  }
}

function finished(ids, e2e) {
  const lines = children(at.finished, ids.length, () => element("li", {}, element("span"), element("b")));
  for (let i = 0; i < ids.length; i++) {
    write(lines[i].children[0], `#${ids[i]}`);
    write(lines[i].children[1], format.duration(e2e[i]));
  }
}
