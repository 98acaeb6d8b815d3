// What Go's programs and the page's scripts put into the global scope.

import type { Failure, Job, PlanJob, Question, RunJob, RunnerAnswer, Shared, SharedScenario, StepRef } from "./messages";

/** What a program answers, or why it cannot. */
type Or<T> = T | Failure;
type Bytes = Or<Uint8Array<ArrayBuffer>>;

/** The functions of a thread's Go program: wasm/engine and wasm/importer. */
export interface Engine {
  start(scenario: string, profile: Uint8Array | null, stream: Uint8Array | null, measured: Uint8Array | null): Failure | null;
  step(budget: number): Or<{ done: boolean; progress: number; requests: number }>;
  expected(): number;
  soFar(): string | Failure;
  result(): Bytes;
  rest(): void;
  curves(profile: Uint8Array | null): Bytes;

  explainStart(scenario: string, profile: Uint8Array | null, stream: Uint8Array | null): Failure | null;
  explainAdvance(budget: number): Or<{ done: boolean; progress: number }>;
  explainTimeline(): Bytes;
  explainDrop(): void;
  explainStep(at: StepRef): string | Failure;
  explainRequest(at: number): string | Failure;
  explainFacts(): string | Failure;

  planOpen(kind: string, text: string, scenarios: string[]): Failure | null;
  planFeed(kind: string, answers: RunnerAnswer[], want: number, show: boolean): Or<{ jobs: string; done: boolean; outcome: Uint8Array<ArrayBuffer> | null }>;
  planPrice(text: string): Or<{ done: boolean; outcome: Uint8Array<ArrayBuffer> }>;
  jobProfile(id: string, file: Uint8Array | null): Failure | null;
  jobStream(name: string, file: Uint8Array | null): Failure | null;
  jobsOpen(scenarios: string[], streams: string[]): Failure | null;
  jobStart(job: string): Failure | null;
  jobFigures(): Float64Array;

  liveStart(scenario: string, profile: Uint8Array | null, stream: Uint8Array | null): Failure | null;
  liveAdvance(to: number, budget: number): number | Failure;
  liveStep(): number | Failure;
  liveRate(rate: number): Failure | null;
  liveBurst(n: number): Failure | null;
  liveSend(prompt: number, output: number): number | Failure;
  liveAbort(id: number): Failure | null;
  livePack(past: number, rows: number): Bytes;

  fromFlags(text: string, offers: string, present: string): Or<{ scenario: string; notes: string }>;
  toFlags(scenario: string, offer: string): Or<{ text: string; notes: string }>;
  importProfile(file: Uint8Array, name: string, taken: (share: number) => void): Or<{ profile: Uint8Array<ArrayBuffer>; digest: string; sheet: string; report: string[] }>;
}

/** What the page's own code may ask for: web/ui/browser.go calls these. */
export interface Host {
  catalogue(): string;
  header(): string;
  facts(): string;
  hash(): string;
  setting(name: string): string;
  setSetting(name: string, text: string): void;
  describe(specs: string): void;
  setTitle(title: string): void;
  share(shared: Shared): void;
  explain(question: Question): void;
  showTimelineTable(on: boolean): void;
  zoomTo(request: number): void;
  run(job: RunJob): void;
  warmUp(job: RunJob): void;
  cancel(): void;
  nextFrame(draw: () => void): void;
  setHash(hash: string): void;
  visit(hash: string): void;
  keepEdits(): void;
  startLive(job: RunJob): void;
  paceLive(speed: number, paused: boolean): void;
  stepLive(): void;
  rateLive(rate: number): void;
  burstLive(requests: number): void;
  startPlan(plan: PlanJob): void;
  cancelPlan(kind: string): void;
  priceSweep(text: string): void;
  pin(): void;
  unpin(): void;
  runPinned(job: RunJob): void;
  copy(): void;
  toggleTheme(): void;
  sortRequests(order: string): void;
  showOpen(): void;
  showShare(shared: SharedScenario): void;
  ownProfiles(): string;
  ownProblem(): string;
  exportProfile(file: string, name: string): void;
  removeProfile(id: string): void;
  restoreProfile(id: string): void;
  reveal(id: string): void;
}

/** What the page's own code may be told: web/ui/calls.go has these. */
export interface Page {
  run(): void;
  toggleLive(): void;
  undo(): void;
  redo(): void;
  pin(): void;
  escape(): void;
  finished(id: number, scenario: string, header: string, took: number): boolean;
  failed(id: number, path: string, error: string): void;
  underWay(id: number, soFar: string): void;
  explained(id: number, what: string, answer: string): void;
  unexplained(id: number, what: string, problem: string): void;
  planOutcome(kind: string, header: string, done: boolean, took: number): boolean;
  planFailed(kind: string, problem: string): void;
  pinned(header: string, problem: string): void;
  follow(hash: string): void;
  open(text: string): string;
  offers(): { offers: string; present: string };
  imported(profile: string, problem: string): void;
  found(profiles: string): void;
  removed(id: string, problem: string): void;
  restored(problem: string): void;
  notice(text: string): void;
  reject(path: string, length: number): void;
  copied(problem: string): void;
  sorted(order: string): void;
  selectRequest(id: number): void;
  selectStep(ref: StepRef): void;
  setWindow(from: number, to: number): void;
}

declare global {
  /** wasm_exec.js: what runs a Go program. */
  class Go {
    env: Record<string, string>;
    importObject: WebAssembly.Imports;
    run(instance: WebAssembly.Instance): Promise<void>;
    exit(code: number): void; // called in the middle of whatever ends the program
  }

  /** Of a thread: its program, and what the program calls once it is there. */
  var llmemu: Engine;
  var llmemuReady: () => void;
  /** Of a thread: what the program writes to, see program.js. */
  var fs: { writeSync(fd: number, bytes: Uint8Array): number };
  function importScripts(...urls: string[]): void;

  /** Of the page: what its own code calls, and what that says once it is there. */
  var llmemuHost: Host;
  var llmemuPageReady: (page: Page) => void;
  var llmemuCode: Promise<Response>;
}
