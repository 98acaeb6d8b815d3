// The page's plain JavaScript. It loads the page's own code (Go, as WebAssembly) and is its hands: charts, table, engine,
// clipboard.

import * as address from "./address.js";
import * as arrivals from "./arrivals.js";
import * as charts from "./charts.js";
import { byId } from "./element.js";
import * as engine from "./engine.js";
import * as find from "./find.js";
import * as gallery from "./gallery.js";
import * as help from "./help.js";
import * as keys from "./keys.js";
import * as live from "./live.js";
import * as open from "./open.js";
import * as own from "./own.js";
import * as pool from "./pool.js";
import * as runButton from "./runbutton.js";
import * as scrub from "./scrub.js";
import * as sharing from "./share.js";
import * as shared from "./shared.js";
import * as table from "./table.js";
import * as terms from "./terms.js";
import * as timeline from "./timeline/view.js";
import { beforeFrame } from "./soon.js";
import { breathe } from "./breathe.js";
import { explain } from "./explaining.js";
import { guardFields } from "./guard.js";
import { get, isUnreached, lacking } from "./reach.js";
import { sayUnusable } from "./unusable.js";
import { load, result, stores, unpack } from "./store.js";
import { reason } from "./reason.js";

/** @import { Column } from "./types/figures" */
/** @import { OwnProfile, PlanJob, RunJob } from "./types/messages" */
/** @import { Page } from "./types/globals" */
/** @import { Listener } from "./explaining.js" */

const root = document.documentElement;
const json = (/** @type {string} */ id) => byId(id).textContent;

/** What the page's own code may ask for. */
globalThis.llmemuHost = {
  catalogue: () => json("catalogue"),
  header: () => result.headerText,
  facts: () => json("tail-facts"),
  hash: () => asked.link,
  setting: (name) => storage((s) => s.getItem(`llmemu.${name}`)) ?? "",
  setSetting: (name, text) => keep(name, text),
  describe: (text) => charts.describe(JSON.parse(text)),
  setTitle: (title) => {
    if (document.title !== title) document.title = title;
  },
  share: shared.set,
  explain: (question) => explain(question, explanations),
  showTimelineTable: timeline.setTable,
  zoomTo: timeline.zoomTo,
  run: engine.run,
  nextFrame: beforeFrame,
  warmUp: engine.warmUp,
  cancel: engine.cancel,
  setHash: address.set,
  visit: address.visit,
  keepEdits: address.keepEdits,
  startLive: live.start,
  paceLive: live.setPace,
  stepLive: live.step,
  rateLive: live.rate,
  burstLive: live.burst,
  startPlan,
  pin: () => setPinned(result.columns),
  unpin: () => setPinned(null),
  runPinned,
  cancelPlan: pool.cancel,
  priceSweep: (text) => priceSweep(text).catch((error) => page.planFailed("sweep", reason(error))),
  copy,
  toggleTheme: () => {
    setTheme(root.dataset.theme === "dark" ? "light" : "dark");
    keep("theme", root.dataset.theme ?? "");
  },
  sortRequests: table.setOrder,
  showOpen: open.show,
  showShare: sharing.show,
  ownProfiles: () => kept.profiles,
  ownProblem: () => kept.problem,
  exportProfile: (file, name) => exportProfile(file, name).catch(complain),
  removeProfile: (id) => own.remove(id).then((problem) => page.removed(id, problem)),
  restoreProfile: (id) => restoreProfile(id),
  reveal: (id) => {
    const target = byId(id);
    target.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    target.focus({ preventScroll: true });
  },
};

/**
 * Where the engine's explanations go: figures to the timeline, words to the page.
 *
 * @type {Listener}
 */
const explanations = {
  answer: ({ id, what }, { buffer, text }) => {
    if (text) page.explained(id, what, text);
    else if (what === "timeline" && buffer) timeline.refresh(buffer);
    else if (stores.has("pinned")) timeline.pin(buffer ?? null);
  },
  problem: (question, message) => {
    if (question.what === "timeline") timeline.missed(message, () => explain(question, explanations));
    page.unexplained(question.id, question.what, message);
  },
  progress: ({ what }, share) => what === "timeline" && timeline.recording(share, engine.stopTrace),
};

/** What the address asked for as the page began. */
let asked = { link: location.hash, notice: "" };

/** The profiles that this browser keeps, as far as it has told when the page's own code starts. */
let kept = { profiles: "[]", problem: "" };

/** @param {string} theme */
function setTheme(theme) {
  root.dataset.theme = theme;
  charts.redraw();
  live.redraw();
  timeline.redraw();
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) => {
  if (!storage((s) => s.getItem("llmemu.theme"))) setTheme(matches ? "dark" : "light");
});

/**
 * Keeps the columns of the pinned run, null for none. Its timeline comes when that is on show.
 *
 * @param {Map<string, Column> | null} columns
 */
function setPinned(columns) {
  if (columns) stores.set("pinned", columns);
  else stores.delete("pinned");
  timeline.pin(null);
}

/**
 * Runs a job beside the engine's own runs, and keeps its columns beside the result on show.
 *
 * @param {RunJob} job
 */
async function runPinned(job) {
  try {
    const { headerText, columns } = unpack(await engine.askBeside({ ...job, type: "run" }));
    setPinned(columns);
    page.pinned(headerText, "");
    charts.redraw();
  } catch (error) {
    page.pinned("", reason(error));
  }
}

/**
 * Carries a plan of many runs out, and shows what it comes to on the way.
 *
 * @param {PlanJob} plan
 */
function startPlan(plan) {
  const { kind } = plan;
  const start = kind === "compare" ? pool.startSoon : pool.start;
  start(plan, {
    failed: (problem) => page.planFailed(kind, problem),
    outcome: (buffer, done, took) => takeOutcome(kind, buffer, done, took),
  });
}

/**
 * Shows what a plan has come to, and how long it took so far in ms.
 *
 * @param {string} kind
 * @param {ArrayBuffer} buffer
 * @param {boolean} done
 * @param {number} took
 */
function takeOutcome(kind, buffer, done, took) {
  const { headerText, columns } = unpack(buffer);
  if (!page.planOutcome(kind, headerText, done, took)) return;
  stores.set(kind, columns);
  charts.redrawStore(kind);
}

/**
 * Gives the sweep on show other prices of GPUs. Nothing runs for that.
 *
 * @param {string} text
 */
async function priceSweep(text) {
  const { outcome, done = false } = await engine.ask({ type: "planPrice", text });
  if (outcome) takeOutcome("sweep", outcome, done, NaN);
}

/** @param {unknown} error */
const complain = (error) => page.notice(reason(error));

/**
 * Saves a profile's file, be it the site's or the reader's own.
 *
 * @param {string} file
 * @param {string} name
 */
async function exportProfile(file, name) {
  const content = await get(file, (response) => response.blob());
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(content), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000); // the download has begun by then
}

/**
 * Keeps a profile that was imported, and shows it.
 *
 * @param {OwnProfile} profile
 */
async function keepProfile(profile) {
  const problem = await own.keep(profile);
  page.imported(own.describe(profile), problem);
}

/**
 * Keeps a profile again that was removed.
 *
 * @param {string} id
 */
async function restoreProfile(id) {
  const profile = own.seen(id);
  if (profile) page.restored(await own.keep(profile));
}

async function copy() {
  let problem = "";
  address.write();
  try {
    await navigator.clipboard.writeText(location.href);
  } catch {
    problem = "this browser does not let the page copy it";
  }
  page.copied(problem);
}

/**
 * Calls back when the browser has nothing else to do, or soon in one that cannot say.
 *
 * @param {() => void} callback
 */
const whenIdle = (callback) => (globalThis.requestIdleCallback ?? setTimeout)(callback);

/**
 * Uses the browser's storage, if it has one: settings are a convenience, without storage the page forgets them.
 *
 * @template Answer
 * @param {(storage: Storage) => Answer} use
 */
function storage(use) {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
const keep = (name, text) => storage((s) => s.setItem(`llmemu.${name}`, text));

/**
 * The page's own code, once it has arrived.
 *
 * @type {Page}
 */
let page;

let unusable = false; // and will be until the page is loaded again

/** @param {string} why */
function giveUp(why) {
  unusable = true;
  sayUnusable(why);
}

/** @param {Promise<WebAssembly.Module>} program */
async function startPage(program) {
  if (!("Go" in globalThis && "vuguRender" in globalThis)) throw lacking("its code", new TypeError("a script has not come"));
  // vugu evaluates its helper from a string, once, which the content security policy forbids. vugu.js is that helper. Tools that
  // automate browsers evaluate as well, at any moment.
  const evaluate = globalThis.eval;
  globalThis.eval = (text) => (text.includes("window.vuguRender") ? undefined : evaluate(text));
  const go = new Go();
  go.env = { GOGC: "400" }; // the page builds its tree at every change: collected at Go's own pace, that is a fifth of the work
  const started = new Promise((/** @type {(page: Page) => void} */ resolve) => {
    globalThis.llmemuPageReady = (ready) => {
      globalThis.eval = evaluate;
      resolve(ready);
    };
  });
  const compiled = await program;
  await breathe();
  const instance = await WebAssembly.instantiate(compiled, go.importObject);
  await breathe();
  go.run(instance).then(() => giveUp("its code stopped"));
  page = await started;
  shared.connect({
    request: (id) => page.selectRequest(id),
    step: (ref) => page.selectStep(ref),
    window: (from, to) => page.setWindow(from, to),
  });
  delete root.dataset.link;
  performance.mark("llmemu-usable");

  open.mount({ read: (text) => page.open(text), command: (text) => engine.askFlags({ type: "fromFlags", text, ...page.offers() }), keep: keepProfile });
  scrub.mount();
  guardFields((path, length) => page.reject(path, length));
  addEventListener("hashchange", () => {
    address.arrive();
    follow();
  });
  if (asked.notice) page.notice(asked.notice);
  keys.listen({
    run: () => page.run(),
    pin: () => page.pin(),
    undo: () => page.undo(),
    redo: () => page.redo(),
    escape: () => page.escape(),
    find: () => shared.shared.page !== "timeline" && find.open(),
    help: () => help.open(),
  });
  addEventListener("keydown", timeline.onKey);
}

/** Opens what the address asks for: a link, or a scenario of the gallery. */
async function follow() {
  const { hash } = location;
  const { link, notice } = await gallery.resolve(hash);
  if (location.hash !== hash) return; // the reader went on
  page.follow(link);
  if (notice) page.notice(notice);
}

live.mount(() => page?.toggleLive());
terms.mount(help.open);
document.addEventListener("click", ({ target }) => {
  if (!(target instanceof Element)) return;
  if (target.closest("[data-help]")) help.open();
  if (target.closest("[data-skip]")) skip();
});

engine.listen({
  started: runButton.started,
  progress: runButton.progress,
  ended: runButton.ended,
  soFar: (id, soFar) => page?.underWay(id, soFar),
  failed: (id, path, error) => {
    missing = isUnreached(error);
    page.failed(id, path, error);
  },
  done: ({ id, scenario }, buffer, took) => {
    missing = false;
    load(buffer);
    if (!page.finished(id, scenario, result.headerText, took)) return;
    charts.show();
    show();
  },
});

let missing = false; // the last run lacked a file that could not be reached

/** Takes the keyboard past header and rail, to the view on show. */
function skip() {
  const view = /** @type {HTMLElement} */ (document.querySelector("main:not([hidden])"));
  view.tabIndex = -1;
  view.focus();
}

/** Shows the loaded result beside the charts. */
function show() {
  table.refresh();
  arrivals.draw(byId("arrivals"));
}

timeline.mount(byId("timeline-plot"), byId("timeline-range"));
table.mount(byId("requests"), {
  sort: (order) => page?.sorted(order),
  select: (request) => shared.choose.request(request),
});
charts.listen({ pick: (request) => shared.choose.request(request), step: (step) => shared.choose.step(step) });
shared.follow(({ page: view, request, step }, before) => {
  if (view === "gallery") gallery.show(byId("gallery-cards"));
  table.select(request);
  charts.mark(request);
  if (step !== before.step) charts.markStep();
});

// The module runs after the document is parsed: the prerendered page is there, charts included. What can be used comes first:
// ECharts is fetched when there is nothing else to do, and draws when the reader begins.
const program = WebAssembly.compileStreaming(globalThis.llmemuCode);
program.catch(() => {}); // startPage tells
charts.describe(JSON.parse(json("charts")));
for (const type of ["pointermove", "pointerdown", "keydown", "focusin"]) addEventListener(type, charts.wake, { once: true, passive: true });
addEventListener("online", () => {
  charts.again();
  if (unusable) return location.reload();
  if (missing) page.run();
});
try {
  const keeping = own.list();
  const asking = gallery.resolve(location.hash);
  load(await get("opening.bin", (response) => response.arrayBuffer()));
  show();
  if (root.dataset.link) charts.wake(); // the pictures are of another run
  kept = await keeping.inTime;
  asked = await asking;
  await startPage(program.catch((error) => Promise.reject(lacking("its code", error))));
  keeping.late.then((profiles) => profiles !== "[]" && page.found(profiles));
} catch (error) {
  giveUp(reason(error));
  if (!isUnreached(reason(error))) throw error;
}
whenIdle(charts.prepare);
