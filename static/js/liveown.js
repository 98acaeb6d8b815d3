// The reader's own request: the prompt, the words of the answer at the pace of the engine, each gap, and where the time went.

import * as format from "./format.js";
import { palette, prepare } from "./livecanvas.js";
import { liveTable } from "./livetable.js";
import { element, write } from "./element.js";
import { finder } from "./store.js";

/** @import { Column, LiveColumns, OwnRequest, Picture } from "./types/figures" */
/** @import { Colors } from "./livecanvas.js" */

const perToken = 4; // characters, as a rule of thumb for English
const perWord = 4 / 3; // tokens
const kinds = /** @type {const} */ (["decode", "prefill", "preempted"]);
const kindNames = ["decode only", "shared with prefill", "preempted"];
const listed = 100; // gaps in the table, the newest
const fresh = 6; // words that stand out as new

const sample = (
  "A server can pause in the middle of an answer for two reasons. First, a new request joins the batch and the engine must read its whole prompt, " +
  "so every token in that step waits. Second, the KV cache may run out of free blocks. Then the engine stops the newest request, takes its blocks and " +
  "later computes them again. In both cases you see the same thing: the words stop, and then go on as if nothing had happened. A longer prompt makes " +
  "the first pause longer, because its tokens are computed in the step that you wait for. A smaller token budget cuts the prompt into pieces, so that each " +
  "pause is shorter and there are more of them. More requests at once make every step a little longer, since each of them reads its own keys and values. "
).split(" ");

const aside = () => element("span", { className: "card-aside" });

/**
 * A list to choose from.
 *
 * @param {[string, string][]} options
 * @param {string} chosen
 */
const choice = (options, chosen) =>
  element("select", {}, ...options.map(([value, textContent]) => element("option", { value, textContent, selected: value === chosen })));

/** The elements that change or are read. */
function elements() {
  const gapsCanvas = element("canvas", { className: "live-gaps", attr: { role: "img" } });
  return {
    size: aside(), tokens: aside(), longest: aside(), soFar: aside(),
    prompt: element("p", { className: "live-prompt" }),
    answer: element("p", { className: "live-answer", tabIndex: 0, attr: { role: "region", "aria-label": "Answer" } }),
    gaps: gapsCanvas,
    table: liveTable("Gap before each token", ["token", "gap", "kind"], gapsCanvas),
    ttft: element("h3", { textContent: "TTFT" }),
    parts: element("dl", { className: "live-parts" }),
    text: element("textarea", { rows: 2, maxLength: 20000, placeholder: "Ask something", spellcheck: false, attr: { "aria-label": "Your prompt" } }),
    context: choice([["0", "no context"], ["1000", "1,000 tokens"], ["4000", "4,000 tokens"]], "1000"),
    output: choice([["64", "64 tokens"], ["256", "256 tokens"], ["600", "600 tokens"]], "256"),
    estimate: element("p", { className: "card-aside" }),
    abort: element("button", {
      type: "button", className: "button live-abort", textContent: "Abort", hidden: true,
      title: "The client goes away: the request gives its blocks back, and vLLM decides no further step with it",
    }),
    refusal: element("p", { className: "field-error", attr: { role: "alert" } }),
  };
}

/** @type {ReturnType<typeof elements>} */
let at;
/** @type {Map<number, string>} */
let prompts = new Map(); // by request id: the text sent
let pending = ""; // the text of a request on its way
let shown = ""; // what the answer shows: id, tokens and whether it is over
/** @type {(prompt: number, output: number) => void} */
let send = () => {};
let onShow = -1; // the request's id

/**
 * @param {HTMLElement} host
 * @param {typeof send} callback
 * @param {(id: number) => void} abort
 */
export function mount(host, callback, abort) {
  send = callback;
  at = elements();
  const head = (/** @type {HTMLElement[]} */ ...nodes) => element("div", { className: "card-head" }, ...nodes);
  const heading = (/** @type {string} */ textContent) => element("h3", { textContent });
  /**
   * @param {string} color
   * @param {string} text
   */
  const key = (color, text) => element("li", {}, element("span", { className: `swatch swatch-${color}` }), text);
  const form = element("form", { className: "live-form" }, at.text,
    element("div", { className: "live-form-row" },
      element("label", {}, "with ", at.context),
      element("label", {}, "answer ", at.output),
      element("div", { className: "live-form-buttons" }, at.abort, element("button", { className: "button button-run", textContent: "Send" }))),
    at.estimate, at.refusal);
  host.append(
    head(element("h2", { textContent: "Your request" }), at.size), at.prompt,
    head(heading("Answer"), at.tokens), at.answer,
    element("p", { className: "card-aside", textContent: "The words are a fixed sample. Only the timing is emulated." }),
    head(heading("Gap before each token"), at.longest, at.table.button), at.gaps, at.table.host,
    element("ul", { className: "legend" }, key("decode", "decode only"), key("prefill", "shared with prefill"), key("preempted", "preempted")),
    head(at.ttft, at.soFar), at.parts, form,
  );
  form.addEventListener("submit", submit);
  at.abort.addEventListener("click", () => abort(onShow));
  form.addEventListener("input", estimate);
  at.text.addEventListener("keydown", (event) => event.key === "Enter" && !event.shiftKey && !event.isComposing && submit(event));
  estimate();
  reset();
}

/** Forgets the requests of a session that is over. */
export function reset() {
  prompts = new Map();
  shown = "";
  at.refusal.textContent = "";
  abortable(false);
  at.prompt.textContent = "None yet. Send a prompt into the loaded engine, and see when its tokens come.";
  for (const node of [at.size, at.tokens, at.longest, at.soFar]) node.textContent = "";
  at.ttft.textContent = "TTFT –";
  at.gaps.setAttribute("aria-label", "Gaps between the tokens of your request: none yet");
  prepare(at.gaps); // which leaves it empty
  at.table.draw(() => []);
  at.answer.replaceChildren();
  at.parts.replaceChildren();
}

/**
 * Shows the button only while there is something to abort. Whoever pressed it by key finds the answer next.
 *
 * @param {boolean} on
 */
function abortable(on) {
  if (!on && document.activeElement === at.abort) at.answer.focus({ preventScroll: true });
  at.abort.hidden = !on;
}

const length = () => Math.max(1, Math.ceil(at.text.value.trim().length / perToken)) + Number(at.context.value);

function estimate() {
  at.estimate.textContent = `About ${format.of(length(), "token")} in: an estimate, four characters a token.`;
}

/** @param {Event} event */
function submit(event) {
  event.preventDefault();
  at.refusal.textContent = "";
  pending = at.text.value.trim() || "An empty prompt";
  if (Number(at.context.value)) pending += ` (with ${format.of(Number(at.context.value), "token")} of context)`;
  send(length(), Number(at.output.value));
  at.text.value = "";
  estimate();
}

/**
 * The engine has taken the request on its way.
 *
 * @param {number} id
 */
export function sent(id) {
  prompts.set(id, pending);
}

/** @param {string} error */
export function refused(error) {
  at.refusal.textContent = error;
}

/** @param {Picture} picture */
export function draw({ header, columns }) {
  const own = header.own.at(-1);
  if (!own) return;
  write(at.prompt, prompts.get(own.id) ?? "");
  write(at.size, `#${own.id}, ${format.of(own.prompt_len, "token")} in`);
  const pace = own.tokens_per_s ? `, ${format.number(own.tokens_per_s)} tok/s` : "";
  onShow = own.id;
  abortable(!own.done && !own.aborted);
  write(at.tokens, `${own.aborted ? "aborted after " : ""}${format.count(own.tokens)} of ${format.of(own.output_len, "token")}${pace}`);
  write(at.ttft, `TTFT ${own.tokens ? format.duration(own.ttft_ms) : "–"}`);
  write(at.soFar, `${own.done ? "E2E" : own.aborted ? "until aborted" : "so far"} ${format.duration(own.so_far_ms)}`);
  /** @type {LiveColumns} */
  const column = finder(columns);
  const [ms, kind] = [column("gap.ms"), column("gap.kind")];
  answer(own, ms, kind);
  gaps(own, ms, kind);
  parts(own);
}

/**
 * The words so far; a gap across other steps stands between them. An aborted answer stays as it was.
 *
 * @param {OwnRequest} own
 * @param {Column} ms
 * @param {Column} kind
 */
function answer(own, ms, kind) {
  const over = own.done || own.aborted;
  const state = `${own.id} ${own.tokens} ${over}`;
  if (state === shown) return;
  shown = state;
  const words = own.done ? Math.ceil(own.tokens / perWord) : Math.floor(own.tokens / perWord);
  const broken = new Map();
  for (let i = 0; i < kind.length; i++) {
    if (kind[i] === 2) broken.set(Math.floor((own.tokens - kind.length + i) / perWord), ms[i]);
  }
  /** @type {(Node | string)[]} */
  const nodes = [];
  let text = "";
  const settled = over ? words : Math.max(0, words - fresh);
  const flush = (/** @type {Node | undefined} */ node = undefined) => {
    if (text) nodes.push(text);
    text = "";
    if (node) nodes.push(node);
  };
  for (let i = 0; i < settled; i++) {
    text += `${sample[i % sample.length]} `;
    if (broken.has(i)) flush(element("span", { className: "live-pill", textContent: `preempted ${format.duration(broken.get(i))}` }));
  }
  flush();
  const rest = sample.length ? Array.from({ length: words - settled }, (_, i) => sample[(settled + i) % sample.length]).join(" ") : "";
  if (rest) nodes.push(" ", element("mark", { textContent: rest }));
  if (!over) nodes.push(element("span", { className: "live-caret" }));
  at.answer.replaceChildren(...nodes);
  at.answer.scrollTop = at.answer.scrollHeight;
}

/**
 * @param {OwnRequest} own
 * @param {Column} ms
 * @param {Column} kind
 */
function gaps(own, ms, kind) {
  const longest = Math.max(0, ...ms);
  write(at.longest, ms.length ? `longest ${format.duration(longest)}` : "");
  at.gaps.setAttribute("aria-label", `${format.of(own.gaps, "gap")}: ${format.count(own.gaps - own.shared - own.broken)} decode only, ${format.count(own.shared)} shared with prefill, ${format.count(own.broken)} across a preemption; the longest ${format.duration(longest)}`);
  at.table.draw(() => Array.from({ length: Math.min(listed, ms.length) }, (_, i) => {
    const k = ms.length - 1 - i;
    return [format.count(own.tokens - i), format.duration(ms[k]), kindNames[kind[k]]];
  }));
  const view = prepare(at.gaps);
  if (!view || !ms.length) return;
  const { ctx, width, height } = view;
  const colors = palette();
  const usual = [...ms].sort((a, b) => a - b)[Math.floor(0.98 * (ms.length - 1))];
  const top = Math.min(longest, 4 * usual) * 1.08;
  const bar = Math.min(6, (width - 44) / ms.length);
  ctx.font = colors.font(11);
  ctx.textBaseline = "middle";
  ctx.textAlign = "right";
  for (const share of [0, 0.5, 1]) {
    const y = (height - 4) * (1 - share * 0.92);
    ctx.strokeStyle = share ? colors.line : colors["line-strong"];
    ctx.beginPath();
    ctx.moveTo(44, Math.round(y) - 0.5);
    ctx.lineTo(width, Math.round(y) - 0.5);
    ctx.stroke();
    ctx.fillStyle = colors.ink3;
    ctx.fillText(format.tick(Number((top * share * 0.92).toPrecision(2))), 38, Math.max(7, y));
  }
  if (longest > top) label(ctx, colors, 44 + [...ms].indexOf(longest) * bar, width, longest);
  for (let i = 0; i < ms.length; i++) {
    const tall = ((height - 4) * Math.min(ms[i], top)) / top;
    ctx.fillStyle = colors[kinds[kind[i]]];
    ctx.fillRect(44 + i * bar, height - 4 - tall, Math.max(0.8, bar - (bar > 2.5 ? 1 : 0)), tall);
  }
}

/**
 * Says how long the longest gap is, beside its bar, which ends at the edge.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Colors} colors
 * @param {number} x
 * @param {number} width
 * @param {number} ms
 */
function label(ctx, colors, x, width, ms) {
  ctx.fillStyle = colors["preempted-text"];
  ctx.textAlign = x > width / 2 ? "right" : "left";
  ctx.fillText(format.duration(ms), x > width / 2 ? x - 4 : x + 8, 7);
}

/** @param {OwnRequest} own */
function parts(own) {
  const rows = [
    { name: "frontend", title: "Frontend", ms: own.frontend_ms },
    { name: "queue", title: "Queue wait", ms: own.queue_ms },
    { name: "prefill", title: "Own prefill", ms: own.prefill_ms },
    { name: "decode", title: `Decode, ${format.count(own.shared)} of ${format.of(own.gaps, "gap")} shared with prefill`, ms: own.decode_ms },
    { name: "preempted", title: own.preemptions === 1 ? "Preempted once, until the next token" : `Preempted ${format.count(own.preemptions)}×, until the next token`, ms: own.preempted_ms },
  ].filter(({ name, ms }) => ms > 0 || name === "queue");
  while (at.parts.children.length < rows.length) at.parts.append(element("div", {}, element("dt", {}, element("span"), element("span")), element("dd")));
  while (at.parts.children.length > rows.length) at.parts.lastChild?.remove();
  for (const [i, { name, title, ms }] of rows.entries()) {
    const [term, value] = at.parts.children[i].children;
    term.children[0].className = `swatch swatch-${name}`;
    write(term.children[1], title);
    write(value, format.duration(ms));
  }
}
