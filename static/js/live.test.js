// What the view of a live session says of a picture.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fakeDocument, texts } from "./testing/dom.js";
import { recordingCanvas, calls } from "./testing/canvas.js";

const page = fakeDocument({ "--preempted": "red", "--prefill": "blue", "--decode": "green", "--prefill-soft": "pale", "--sans": "Inter" });
const stage = await import("./livestage.js");
const own = await import("./liveown.js");
const tokens = await import("./livetokens.js");
const { liveTable } = await import("./livetable.js");

const header = {
  now_s: 12.345, rate: 8, arriving: 3, held: 2, step: 1041, step_ms: 31.5, step_tokens: 2048, running: 3, max_num_seqs: 64, waiting: 2,
  used_blocks: 300, blocks: 400, block_size: 16, head_needs: 120, finished: 77, aborted: 0, tokens_per_s: 1500, preempted: 1, own: [],
};
const mine = {
  id: 9, prompt_len: 1231, output_len: 300, tokens: 4, admitted: true, done: false, aborted: false, frontend_ms: 5, queue_ms: 40, prefill_ms: 75, ttft_ms: 120,
  decode_ms: 90, preempted_ms: 310, preemptions: 1, so_far_ms: 520, tokens_per_s: 7.5, gaps: 3, shared: 1, broken: 1,
};
const columns = new Map(Object.entries({
  "arriving.in_s": [0.75, 1.5, 3],
  "waiting.id": [21, 9], "waiting.tokens": [4096, 1024], "waiting.preempted": [1, 0],
  "slot.id": [7, 9, 8], "slot.phase": [0, 1, 2], "slot.share": [0.25, 0.5, 0.75], "slot.own": [0, 1, 0],
  "finished.id": [5, 4], "finished.e2e_ms": [2300, 900],
  "step.start_ms": [-100, -60, -20], "step.end_ms": [-60, -20, 15], "step.prefill": [0, 512, 64],
  "row.id": [7, 9], "row.own": [0, 1], "row.state": [3, 1], "row.tokens": [12, 0], "row.output_len": [50, 300],
  "run.row": [0, 0], "run.first": [0, 2], "run.last": [1, 2],
  "span.row": [1, 0], "span.from_ms": [-90, -50], "span.to_ms": [-10, -30], "span.kind": [1, 2],
  "gap.ms": [30, 60, 310], "gap.kind": [0, 1, 2],
}));
const picture = { header, columns, speed: 1, past: 2.4 };

const host = page.add("div", "live-stage");
const clock = page.add("div", "live-clock");
stage.mount(host, clock);
const pace = { speed: 1, paused: false };
const at = (selector) => host.querySelector(selector);

test("the clock says how fast time really goes", () => {
  const label = (speed, wanted, paused = false) => {
    stage.draw({ ...picture, speed }, { speed: wanted, paused });
    return clock.children[1].textContent;
  };
  assert.equal(label(1, 1), "at 1×");
  assert.equal(label(19, 20), "at 20×");
  assert.equal(label(0.25, 0.25), "at 0.25×");
  assert.equal(label(11.2, 20), "at 11.2×: this machine does not reach 20×");
  assert.equal(label(0, 20, true), "paused");
  assert.equal(clock.children[0].textContent, "12.35\u00a0s");
  assert.equal(clock.children[2].textContent, "1,500 tok/s over the last second");
});

test("the KV pool is as full as its blocks are used, and says what the head lacks", () => {
  stage.draw(picture, pace);
  assert.equal(at(".live-kv").children[0].style.width, "75%");
  assert.equal(at(".live-needs").textContent, "#21 needs 120, 100 free");
  assert.match(at(".live-engine").textContent, /300 of 400 blocks, 16 tokens each/);
  stage.draw({ ...picture, header: { ...header, head_needs: 100 } }, pace);
  assert.equal(at(".live-needs").textContent, "");
});

test("who arrives, waits, runs and has finished", () => {
  stage.draw({ ...picture, header: { ...header, own: [mine] } }, pace);
  assert.deepEqual(at(".live-lane").children.map(({ style }) => style.left), ["75%", "50%", "0%"]);
  assert.match(at(".live-waiting").textContent, /^Waiting 2/);
  assert.match(at(".live-arriving").textContent, /3 requests, 8.00\u00a0req\/s, 2 held by max_concurrency$/);
  const queue = at(".live-queue").children;
  assert.deepEqual(queue.map((line) => [line.textContent, line.className, line.title, line.children[1].style.width]), [
    ["#21", "live-preempted", "4,096 tokens, preempted", "100%"], ["You", "", "1,024 tokens", "25%"],
  ]);
  const slots = at(".live-slots").children;
  assert.equal(slots.length, 32);
  assert.deepEqual(slots.slice(0, 4).map((box) => [box.textContent, box.className, box.children[1].style.width]), [
    ["#7", "", "25%"], ["You", "live-prefill live-mine", "50%"], ["#8", "live-prefill live-recompute", "75%"], ["", "live-empty", "0"],
  ]);
  assert.match(at(".live-engine").textContent, /^Enginestep 1,041, 31.5\u00a0ms, 2,048 tokens3 of 64 running/);
  assert.deepEqual(texts(at(".live-finished").children.at(-1)), [["#5", "2.30\u00a0s"], ["#4", "900\u00a0ms"]]);
  assert.equal(at(".live-count").textContent, "77");
});

test("aborted requests are told beside the finished ones, where there are any", () => {
  const told = (aborted) => {
    stage.draw({ ...picture, header: { ...header, aborted } }, pace);
    return [at(".live-aborted").textContent, at(".live-count").textContent];
  };
  assert.deepEqual([told(0), told(1), told(1200), told(0)], [["", "77"], ["1 aborted", "77"], ["1,200 aborted", "77"], ["", "77"]]);
});

test("the reader's request: its figures come from the engine, its parts under their names", () => {
  const place = page.add("div", "live-own");
  const sent = [];
  own.mount(place, (prompt, output) => sent.push([prompt, output]));
  const said = () => place.textContent;
  assert.match(said(), /None yet/);
  const form = place.querySelector("form");
  const [text] = form.children;
  text.value = "  What is a KV block?  ";
  form.querySelectorAll("select")[0].value = "1000";
  form.querySelectorAll("select")[1].value = "256";
  form.fire("submit");
  assert.deepEqual(sent, [[1005, 256]]);
  own.sent(9);
  own.draw({ ...picture, header: { ...header, own: [{ ...mine, id: 4 }, mine] } }); // the newest is on show
  assert.match(said(), /What is a KV block\? \(with 1,000 tokens of context\)/);
  assert.match(said(), /#9, 1,231 tokens in/);
  assert.match(said(), /4 of 300 tokens, 7.50 tok\/s/);
  assert.match(said(), /TTFT 120\u00a0msso far 520\u00a0ms/);
  assert.match(said(), /longest 310\u00a0ms/);
  assert.deepEqual(texts(place.querySelector(".live-parts")), [
    ["Frontend", "5.00\u00a0ms"], ["Queue wait", "40.0\u00a0ms"], ["Own prefill", "75.0\u00a0ms"],
    ["Decode, 1 of 3 gaps shared with prefill", "90.0\u00a0ms"], ["Preempted once, until the next token", "310\u00a0ms"],
  ]);
  assert.equal(place.querySelector(".live-gaps").getAttribute("aria-label"), "3 gaps: 1 decode only, 1 shared with prefill, 1 across a preemption; the longest 310\u00a0ms");
  assert.equal(place.querySelector(".live-pill"), null); // no word has been before the pause
  own.draw({ ...picture, header: { ...header, own: [{ ...mine, done: true, tokens: 1, tokens_per_s: 0, preemptions: 0, preempted_ms: 0, frontend_ms: 0 }] } });
  assert.match(said(), /1 of 300 tokensA/);
  assert.match(said(), /E2E 520\u00a0ms/);
  assert.equal(place.querySelector(".live-parts").children.length, 3);
  own.refused("prompt: 9,000 tokens");
  assert.match(said(), /prompt: 9,000 tokens/);
  const chart = place.querySelector(".live-gaps");
  const cleared = [];
  Object.assign(chart, { clientWidth: 200, clientHeight: 50, getContext: () => ({ setTransform() {}, clearRect: (...args) => cleared.push(args) }) });
  own.reset();
  assert.match(said(), /None yet.*TTFT –/);
  assert.deepEqual(cleared, [[0, 0, 200, 50]]); // gaps of the session before are gone
});

test("the reader's request can be aborted until it is over, and says how far it came", () => {
  const place = page.add("div", "live-own-3");
  const aborts = [];
  own.mount(place, () => {}, (id) => aborts.push(id));
  const [button, answer] = [place.querySelector(".live-abort"), place.querySelector(".live-answer")];
  const draw = (change) => own.draw({ ...picture, header: { ...header, own: [{ ...mine, id: 4 }, { ...mine, tokens: 17, ...change }] } });
  assert.equal(button.hidden, true); // none yet
  draw({ tokens: 0, admitted: false });
  assert.equal(button.hidden, false); // it waits
  draw({});
  assert.equal(button.hidden, false); // it runs
  assert.ok(answer.querySelector(".live-caret") && answer.querySelector("mark"));
  button.fire("click");
  assert.deepEqual(aborts, [9]);
  assert.doesNotMatch(place.textContent, /aborted/); // the engine says when it is
  const words = answer.textContent;

  let focused = 0;
  answer.focus = () => focused++;
  document.activeElement = button;
  draw({ aborted: true });
  assert.equal(button.hidden, true);
  assert.equal(focused, 1); // not lost with the button
  assert.match(place.textContent, /Answeraborted after 17 of 300 tokens, 7.50 tok\/s/);
  assert.match(place.textContent, /until aborted 520\u00a0ms/);
  assert.equal(answer.textContent.replace(/ +/g, " ").trim(), words.replace(/ +/g, " ").trim());
  assert.equal(answer.querySelector(".live-caret") ?? answer.querySelector("mark"), null);
  document.activeElement = null;

  draw({ done: true, tokens: 300 });
  assert.equal(button.hidden, true); // it is over
  assert.doesNotMatch(place.textContent, /aborted/);
  draw({});
  own.reset();
  assert.deepEqual([button.hidden, focused], [true, 1]);
});

test("a pause stands where it was between the words", () => {
  const place = page.add("div", "live-own-2");
  own.mount(place, () => {});
  const ms = Array.from({ length: 39 }, (_, i) => (i === 19 ? 310 : 30));
  const kind = ms.map((gap) => (gap > 100 ? 2 : 0));
  own.draw({ ...picture, columns: new Map([...columns, ["gap.ms", ms], ["gap.kind", kind]]), header: { ...header, own: [{ ...mine, tokens: 40 }] } });
  const answer = place.querySelector(".live-answer");
  assert.equal(answer.querySelector(".live-pill").textContent, "preempted 310\u00a0ms");
  assert.equal(answer.childNodes[0].trim().split(" ").length, 16); // 21 tokens at three words for four
  assert.equal(answer.querySelector("mark").textContent.split(" ").length, 6);
});

test("the tokens of the past: bars where they run together, ticks where not, and the spans between", (t) => {
  t.mock.method(performance, "now", () => 60_000);
  const place = page.add("div", "live-tokens");
  tokens.mount(place);
  const { canvas, drawn } = recordingCanvas(248, 66);
  const real = place.querySelector(".live-chart");
  Object.assign(real, { clientWidth: 248, clientHeight: 66, getContext: canvas.getContext });
  tokens.draw({ ...picture, past: 0.192 }); // a pixel is a millisecond
  const rects = calls(drawn, "fillRect");
  assert.deepEqual(rects.filter(({ fillStyle }) => fillStyle === "pale").map(({ args }) => args), [[180, 0, 40, 44], [220, 0, 20, 44]]);
  assert.deepEqual(rects.filter(({ fillStyle }) => fillStyle === "red").map(({ args }) => args), [[190, 9.75, 20, 2.5]]);
  assert.deepEqual(rects.filter(({ fillStyle }) => fillStyle === "green").map(({ args }) => [args[0], args[2]]), [[179, 2], [219, 2], [254, 2]]);
  assert.deepEqual(calls(drawn, "roundRect").map(({ args }) => args.map(Math.round)), [[150, 26, 80, 14, 2], [1, 23, 246, 20, 4]]);
  assert.deepEqual(calls(drawn, "fillText").map(({ args }) => args[0]), ["#7", "You", "\u22120.19\u00a0s", "\u22120.14\u00a0s", "\u22120.096\u00a0s", "\u22120.048\u00a0s", "now"]);
  const dense = { ...Object.fromEntries(columns), "step.start_ms": [-9, -8, -7], "step.end_ms": [-8, -7, -6], "run.row": [0], "run.first": [0], "run.last": [2] };
  drawn.length = 0;
  tokens.draw({ ...picture, columns: new Map(Object.entries(dense)), past: 0.192 });
  assert.deepEqual(calls(drawn, "fillRect").filter(({ fillStyle }) => fillStyle === "green").map(({ args }) => args.slice(0, 1).concat(args[2])), [[232, 2]]);
  assert.match(real.getAttribute("aria-label"), /2 requests .* 3 requests running, 2 waiting, 1 of them preempted; 1,500 tokens/);
});

test("a table is written in place, twice a second, where it is on show", (t) => {
  let now = 1000;
  t.mock.method(performance, "now", () => now);
  const chart = page.add("canvas", "chart");
  const { button, host: box, draw } = liveTable("Tokens", ["request", "tokens"], chart);
  const rows = () => texts(box.children[0].children[1]);
  draw(() => [["#1", "2"]]);
  assert.deepEqual([rows(), box.hidden, chart.hidden], [[], true, false]);
  button.fire("click");
  draw(() => [["#1", "2"], ["#2", "7"]]);
  assert.deepEqual([rows(), box.hidden, chart.hidden, button.getAttribute("aria-pressed")], [[["#1", "2"], ["#2", "7"]], false, true, "true"]);
  const [first] = box.children[0].children[1].children;
  now += 499;
  draw(() => [["#1", "3"]]);
  assert.equal(rows().length, 2);
  now += 1;
  draw(() => [["#1", "3"]]);
  assert.deepEqual(rows(), [["#1", "3"]]);
  assert.equal(box.children[0].children[1].children[0], first);
  button.fire("click");
  assert.deepEqual([box.hidden, chart.hidden], [true, false]);
});
