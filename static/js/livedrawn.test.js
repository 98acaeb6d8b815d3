// What the live view shows of one picture of the engine.

import assert from "node:assert/strict";
import { test } from "node:test";

import { calls } from "./testing/canvas.js";
import { element, openPage, taken } from "./testing/page.js";

openPage();
const stage = await import("./livestage.js");
const tokens = await import("./livetokens.js");
const own = await import("./liveown.js");

const columns = (values) => new Map(Object.entries(values));
const has = (name) => (node) => node.className === name || node.className.split(" ").includes(name);

/** Request 7 and 8 run, 9 and 10 wait, 8 is the reader's. The pool has 25 of 100 blocks in use. */
const picture = () => ({
  speed: 4,
  past: 2,
  header: {
    now_s: 12.345, tokens_per_s: 1234, arriving: 3, held: 2, rate: 12, waiting: 2, running: 2, preempted: 1, max_num_seqs: 64,
    step: 4321, step_ms: 25.4, step_tokens: 300, used_blocks: 25, blocks: 100, block_size: 16, head_needs: 80, finished: 1500, aborted: 0,
    own: [{ id: 8, prompt_len: 100, output_len: 256, tokens: 5, tokens_per_s: 12.5, ttft_ms: 150, so_far_ms: 640, frontend_ms: 10, queue_ms: 40, prefill_ms: 100, decode_ms: 300, preempted_ms: 20, preemptions: 1, gaps: 4, shared: 2, broken: 1, done: false, aborted: false }],
  },
  columns: columns({
    "arriving.in_s": Float64Array.of(0, 1.5, 3), "waiting.id": Int32Array.of(9, 10), "waiting.tokens": Int32Array.of(4096, 1024), "waiting.preempted": Uint8Array.of(0, 1),
    "slot.id": Int32Array.of(7, 8), "slot.phase": Uint8Array.of(1, 0), "slot.share": Float64Array.of(0.5, 0.25), "slot.own": Uint8Array.of(0, 1),
    "finished.id": Int32Array.of(6, 5), "finished.e2e_ms": Float64Array.of(1500, 900),
    "row.id": Int32Array.of(8, 9), "row.own": Uint8Array.of(1, 0), "row.state": Uint8Array.of(3, 0), "row.tokens": Int32Array.of(5, 0), "row.output_len": Int32Array.of(256, 64),
    "step.start_ms": Float64Array.of(-2000, -1000, -400), "step.end_ms": Float64Array.of(-1000, -400, 100), "step.prefill": Int32Array.of(16, 0, 8),
    "span.row": Int32Array.of(1, 0, 0), "span.from_ms": Float64Array.of(-1500, -2000, -1000), "span.to_ms": Float64Array.of(0, -1500, -800), "span.kind": Uint8Array.of(0, 1, 2),
    "run.row": Int32Array.of(0, 0), "run.first": Int32Array.of(0, 2), "run.last": Int32Array.of(1, 2),
    "gap.ms": Float64Array.of(20, 40, 30, 10), "gap.kind": Uint8Array.of(0, 1, 2, 0),
  }),
});

const host = element("div");
const clock = element("div");
stage.mount(host, clock);
const part = (name) => host.find(has(name));
const texts = (node) => node.children.map((child) => child.textContent);

/** The stage with a change of the picture. */
function staged(change = () => {}, pace = { speed: 4, paused: false }) {
  const shown = picture();
  change(shown.header, shown.columns);
  stage.draw(shown, pace);
}

test("the clock says when it is, how fast time goes and what comes out", () => {
  staged();
  assert.deepEqual(texts(clock), ["12.35\u00a0s", "at 4×", "1,234 tok/s over the last second"]);
  const at = (speed, pace) => {
    stage.draw({ ...picture(), speed }, pace);
    return clock.children[1].textContent;
  };
  assert.equal(at(20, { speed: 20, paused: true }), "paused");
  assert.equal(at(17, { speed: 20, paused: false }), "at 20×");
  assert.equal(at(5, { speed: 20, paused: false }), "at 5.00×: this machine does not reach 20×");
});

test("those on their way stand at the seconds that they need", () => {
  staged();
  assert.deepEqual(part("live-lane").children.map(({ style }) => style.left), ["100%", "50%", "0%"]);
  assert.equal(part("live-arriving").children.at(-1).textContent, "3 requests, 12.0\u00a0req/s, 2 held by max_concurrency");
  staged((header) => Object.assign(header, { arriving: 40, rate: 0, held: 0 }));
  assert.equal(part("live-arriving").children.at(-1).textContent, "at least 40 requests, no rate");
});

test("the queue is in order, with the tokens to compute", () => {
  staged();
  const lines = part("live-queue").children;
  assert.equal(part("live-waiting").children[0].textContent, "Waiting 2");
  assert.deepEqual(lines.map((line) => [line.children[0].textContent, line.children[1].style.width, line.className, line.title]), [
    ["#9", "100%", "", "4,096 tokens"], ["#10", "25%", "live-preempted", "1,024 tokens, preempted"],
  ]);
  staged((header) => header.own.push({ id: 10 }));
  assert.deepEqual(lines.length && part("live-queue").children.map((line) => line.children[0].textContent), ["#9", "You"]);
});

test("a seat for each running request, filled as far as its output", () => {
  staged();
  const seats = part("live-slots").children;
  assert.equal(seats.length, 32);
  assert.deepEqual(seats.slice(0, 3).map((seat) => [seat.children[0].textContent, seat.className, seat.children[1].style.width]), [
    ["#7", "live-prefill", "50%"], ["You", " live-mine", "25%"], ["", "live-empty", "0"],
  ]);
  assert.equal(part("live-engine").children[0].textContent, "Enginestep 4,321, 25.4\u00a0ms, 300 tokens2 of 64 running");
  staged((_, all) => all.set("slot.phase", Uint8Array.of(2, 0)));
  assert.equal(part("live-slots").children[0].className, "live-prefill live-recompute");
});

test("above 64 running requests seats are small and without names", () => {
  const n = 65;
  staged((header, all) => {
    header.max_num_seqs = 128;
    for (const [name, values] of [["id", new Int32Array(n).fill(3)], ["phase", new Uint8Array(n)], ["share", new Float64Array(n)], ["own", new Uint8Array(n)]]) all.set(`slot.${name}`, values);
  });
  assert.deepEqual([part("live-slots").children.length, part("live-slots").classList.contains("live-slots-small"), part("live-slots").children[0].children[0].textContent], [65, true, ""]);
  staged();
  assert.ok(!part("live-slots").classList.contains("live-slots-small"));
});

test("the KV bar is as long as the share in use, and the head's need is said where it is more than is free", () => {
  staged();
  assert.equal(part("live-kv").children[0].style.width, "25%");
  assert.ok(part("live-engine").textContent.includes("25 of 100 blocks, 16 tokens each"));
  assert.equal(part("live-needs").textContent, "#9 needs 80, 75 free");
  staged((header) => (header.head_needs = 75));
  assert.equal(part("live-needs").textContent, "");
});

test("the newest finished request stands first", () => {
  staged();
  assert.equal(part("live-count").textContent, "1,500");
  assert.deepEqual(part("live-finished").children.at(-1).children.map(texts), [["#6", "1.50\u00a0s"], ["#5", "900\u00a0ms"]]);
});

test("a problem is said", () => {
  stage.problem("The engine stopped");
  assert.equal(part("notice").textContent, "The engine stopped");
  stage.problem("");
  assert.equal(part("notice").textContent, "");
});

// The canvas of tokens: two seconds in 200 pixels, beside names in 48 and 8 at the right; rows are 22 pixels.
const place = element("div");
tokens.mount(place);
const canvas = place.find((node) => node.tag === "canvas");
Object.assign(canvas, { clientWidth: 256, clientHeight: 66 });

function tokensDrawn() {
  tokens.draw(picture());
  return taken(canvas);
}

const rects = (drawn, ink) => calls(drawn, "fillRect").filter(({ fillStyle }) => fillStyle === `--${ink}`).map(({ args }) => args.map((v) => Number(v.toFixed(4))));

test("steps with prefill are bands behind all rows, up to now", () => {
  assert.deepEqual(rects(tokensDrawn(), "prefill-soft"), [[48, 0, 100, 44], [208, 0, 40, 44]]);
});

test("what keeps a request from its tokens is a line in its row", () => {
  const drawn = tokensDrawn();
  assert.deepEqual(rects(drawn, "queue"), [[98, 33 - 1.25, 150, 2.5]]);
  assert.deepEqual(rects(drawn, "preempted"), [[148, 11 - 1.25, 20, 2.5]]);
  const [prefill] = calls(drawn, "roundRect").filter(({ fillStyle }) => fillStyle === "--prefill");
  assert.deepEqual(prefill.args.map((v) => Number(v.toFixed(2))), [48, 3.96, 50, 14.08, 2]);
});

test("a tick for each token, at the end of its step", () => {
  assert.deepEqual(rects(tokensDrawn(), "decode").map(([x, y]) => [x, y]), [[147, 4.84], [207, 4.84], [257, 4.84]]);
});

test("ticks that would touch run together", () => {
  const shown = picture();
  const ends = Float64Array.from({ length: 50 }, (_, k) => -500 + k);
  for (const [name, values] of [["step.end_ms", ends], ["step.start_ms", ends], ["step.prefill", new Int32Array(50)], ["run.row", Int32Array.of(1)], ["run.first", Int32Array.of(0)], ["run.last", Int32Array.of(49)]]) shown.columns.set(name, values);
  tokens.draw(shown);
  assert.deepEqual(rects(taken(canvas), "decode"), [[198, 26.84, 4.9, 12.32]]);
});

test("rows have names, and the reader's has a ring", () => {
  const drawn = tokensDrawn();
  const names = calls(drawn, "fillText").map(({ args: [text, x, y], fillStyle }) => [text, x, y, fillStyle]);
  assert.deepEqual(names.slice(0, 2), [["You", 38, 11, "--ink"], ["#9", 38, 33, "--ink2"]]);
  assert.deepEqual(names.slice(2).map(([text, x]) => [text, Math.round(x)]), [["−2\u00a0s", 48], ["−1.5\u00a0s", 98], ["−1\u00a0s", 148], ["−0.5\u00a0s", 198], ["now", 248]]);
  const rings = calls(drawn, "roundRect").filter(({ strokeStyle, args }) => strokeStyle === "--ink" && args[4] === 4).map(({ args }) => args);
  assert.deepEqual(rings, [[1, 1, 254, 20, 4]]);
  assert.equal(place.find((node) => node.tag === "h2").textContent, "Tokens, last 2 s");
  assert.equal(place.find(has("live-rows")).textContent, "2 of 4 requests");
});

test("the tokens are there as a table", () => {
  place.find((node) => node.tag === "button" && node.className === "card-action").tell("click");
  tokens.draw(picture());
  const body = place.find(has("live-figures")).find((node) => node.tag === "tbody");
  assert.deepEqual(body.children.map(texts), [["#8, yours", "decode", "5", "256", "3"], ["#9", "queued", "0", "64", "0"]]);
});

// The reader's own request.
const card = element("div");
own.mount(card, () => {});
const gaps = card.find(has("live-gaps"));
Object.assign(gaps, { clientWidth: 64, clientHeight: 104 }); // four bars of five pixels beside 44, 100 pixels high

test("the reader's request is told with the engine's figures", () => {
  own.sent(8);
  own.draw(picture());
  const words = card.textContent;
  for (const want of ["#8, 100 tokens in", "5 of 256 tokens, 12.5 tok/s", "TTFT 150\u00a0ms", "so far 640\u00a0ms", "longest 40.0\u00a0ms"]) assert.ok(words.includes(want), want);
  const parts = card.find(has("live-parts")).children.map((line) => [line.children[0].children[0].className, ...texts(line)]);
  assert.deepEqual(parts, [
    ["swatch swatch-frontend", "Frontend", "10.0\u00a0ms"], ["swatch swatch-queue", "Queue wait", "40.0\u00a0ms"], ["swatch swatch-prefill", "Own prefill", "100\u00a0ms"],
    ["swatch swatch-decode", "Decode, 2 of 4 gaps shared with prefill", "300\u00a0ms"], ["swatch swatch-preempted", "Preempted once, until the next token", "20.0\u00a0ms"],
  ]);
});

test("each gap is a bar, in the ink of its kind and as tall as it is long", () => {
  taken(gaps);
  own.draw(picture());
  const top = Math.min(40, 4 * 30) * 1.08;
  const bar = (i, ms, ink) => [`--${ink}`, 44 + 5 * i, Number((100 - (100 * ms) / top).toFixed(4)), 4, Number(((100 * ms) / top).toFixed(4))];
  const drawn = calls(taken(gaps), "fillRect").map(({ fillStyle, args }) => [fillStyle, ...args.map((v) => Number(v.toFixed(4)))]);
  assert.deepEqual(drawn, [bar(0, 20, "decode"), bar(1, 40, "prefill"), bar(2, 30, "preempted"), bar(3, 10, "decode")]);
});

test("the gaps are there as a table, the newest first", () => {
  card.find((node) => node.tag === "button" && node.className === "card-action").tell("click");
  own.draw(picture());
  assert.deepEqual(card.find((node) => node.tag === "tbody").children.map(texts), [
    ["5", "10.0\u00a0ms", "decode only"], ["4", "30.0\u00a0ms", "preempted"], ["3", "40.0\u00a0ms", "shared with prefill"], ["2", "20.0\u00a0ms", "decode only"],
  ]);
});

test("a new session forgets the request", () => {
  own.reset();
  assert.ok(card.textContent.includes("None yet."));
  assert.ok(!card.textContent.includes("#8"));
});
