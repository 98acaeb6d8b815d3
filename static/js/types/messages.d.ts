// What goes between the page, its threads and the page's own code.

/** Files that a run reads, by name; "" for none. */
export interface Job {
  scenario: string; // JSON
  profile: string;
  stream: string;
}

/** A run of the engine. */
export interface RunJob extends Job {
  id: number;
  measured: string;
}

/** Names a step of a run: a row of the log of one of its engines. */
export interface StepRef {
  engine: number;
  step: number;
}

/** What is asked about a run: all of it, a request by its id, or a step. */
export type About = { what: "facts" | "timeline"; at: null } | { what: "request"; at: number } | { what: "step"; at: StepRef };

/** Something that the page wants to know of a run, or of the pinned one: its timeline. */
export type Question = { id: number; job: Job } & (About | { what: "pinned"; at: null });

/** A plan of many runs. text is the planner's own; streams has the file of each scenario's stream, profiles those by id. */
export interface PlanJob {
  kind: "sweep" | "compare";
  text: string;
  scenarios: string[];
  streams: string[];
  profiles: Record<string, string>;
}

/** A profile that the reader has brought. digest is another with other contents; those kept by older pages have none. */
export interface OwnProfile {
  id: string;
  bytes: Uint8Array<ArrayBuffer>;
  digest?: string;
  sheet: string; // JSON
  report: string[];
}

/** The compiled program of a thread, or why there is none. */
export interface Program {
  type: "program";
  module?: WebAssembly.Module;
  problem?: string;
}

export interface Failure {
  error: string;
  path: string; // of the scenario's field that is at fault; "" for none
}

/** Questions to the engine's thread beside its runs. */
export type Ask =
  | { type: "curves"; profile: string }
  | ({ type: "explain"; job: Job } & About)
  | { type: "planOpen"; kind: PlanJob["kind"]; text: string; scenarios: string[] }
  | { type: "planPrice"; text: string }
  | { type: "planFeed"; kind: PlanJob["kind"]; answers: RunnerAnswer[]; want: number; show: boolean };

/** stopTrace gives up the recording under way. */
export type ToWorker = Program | { type: "cancel" } | { type: "stopTrace" } | (RunJob & { type: "run" }) | (Ask & { id: string | number });

/** What the engine's thread answers, with the id of what it answers. */
export type FromWorker =
  | { id: string | number; type: "progress"; progress: number }
  | { id: number; type: "soFar"; soFar: string } // JSON
  | { id: number; type: "done"; buffer: ArrayBuffer; took: number }
  | (Answer & { id: string | number; type: "done" })
  | (Failure & { id: string | number; type: "failed" });

/** What a thread says first, for the page's watch over it: see thread.js. */
export interface Alive {
  type: "alive";
}

/** A worker by its messages. */
export interface Thread<In, Out> {
  postMessage(message: In): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<Out>) => unknown) | null;
  onerror: ((event: ErrorEvent) => unknown) | null;
}

/** Packed figures, words of the engine as JSON, or the next jobs of a plan. */
export interface Answer {
  buffer?: ArrayBuffer;
  text?: string;
  jobs?: string; // JSON
  done?: boolean;
  outcome?: ArrayBuffer | null;
}

export type ToRunner =
  | Program
  | { type: "open"; plan: number; scenarios: string[]; streams: string[]; profiles: Record<string, string> }
  | { type: "job"; plan: number; id: number; job: string }
  | { type: "cancel" };

/** What a job of a plan came to. */
export type RunnerAnswer = { plan: number; id: number; figures: Float64Array } | { plan: number; id: number; error: string };

/** Command lines that are to become a scenario, or a scenario that is to become command lines. */
export type Flags = { type: "fromFlags"; text: string; offers: string; present: string } | { type: "toFlags"; scenario: string; offer: string };

/** What became of them: the scenario or the commands, and what of them is otherwise, by engine/vllmflags. */
export interface FlagsAnswer {
  text: string;
  notes: { kind: string; flag: string; text: string }[];
}

/** What the dialog that shares a scenario shows, see web/state/link.go. */
export interface SharedScenario {
  title: string;
  figures: string;
  scenario: string;
  offer: string;
}

export type ToImporter = Program | { type: "import"; file: File } | Flags;
/** How far an import is: its file is read, then taken in, up to a share of 1 each; then a profile is made of it. */
export interface ImportProgress {
  stage: "read" | "take";
  share: number;
}

export type FromImporter = (ImportProgress & { type: "progress" }) | { type: "done"; profile: OwnProfile } | { type: "flags"; answer: FlagsAnswer } | { type: "failed"; error: string };

export type ToLive =
  | Program
  | (Job & { type: "start" })
  | { type: "pace"; speed: number; paused: boolean }
  | { type: "step" }
  | { type: "rate"; rate: number }
  | { type: "burst"; n: number }
  | { type: "send"; prompt: number; output: number }
  | { type: "abort"; id: number }
  | { type: "drawn"; rows: number };
export type FromLive =
  | { type: "picture"; buffer: ArrayBuffer; speed: number; past: number }
  | { type: "sent"; id: number }
  | { type: "failed"; error: string; over: boolean };

/** What all views share: see shared.js. */
export interface Shared {
  page: string;
  request: number;
  from: number;
  to: number;
  engine: number;
  step: number;
  filter: string;
}

/** A stretch of time, in seconds. */
export interface Span {
  from: number;
  to: number;
}

/** The words of the help: web/glossary. */
export interface Words {
  terms: { id: string; name: string; short: string; long?: string; see?: string[] }[];
  keys: { keys: string[]; does: string }[];
  fields: { path: string; name: string; doc: string }[];
}

/** A scenario of the gallery, and the fragment that opens it: build/prerender. */
export interface Card {
  id: string;
  title: string;
  says: string;
  link: string;
}

export interface CardGroup {
  title: string;
  entries: Card[];
}

/** How time goes on in a live session: virtual seconds a second. */
export interface Pace {
  speed: number;
  paused: boolean;
}
