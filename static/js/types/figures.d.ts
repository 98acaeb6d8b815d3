// The packed figures that the engine sends: columns, by name, and a small header in JSON. See internal/columns, and the Pack
// of each package for what a column holds.

/** A column: a typed array that views the packed bytes in place. */
export interface Column extends ArrayLike<number>, Iterable<number> {
  reduce(join: (sum: number, value: number, row: number) => number, first: number): number;
  subarray(from: number, to: number): Column;
}

/** Looks a column up; undefined where these figures have none of that name. */
export type Finder = (name: string) => Column | undefined;

export interface Packed<Header> {
  header: Header;
  headerText: string;
  columns: Map<string, Column>;
}

/** Figures that may not be there yet: header is null until they are. */
export interface Figures<Header> {
  header: Header | null;
  columns: Map<string, Column>;
}

/** Where a column is in the packed bytes. */
export interface Place {
  name: string;
  type: "f64" | "i32" | "u8";
  offset: number;
  length: number;
}

/** A run's result: engine/metrics. */
export interface ResultHeader {
  summary: { llmemu: { steps: number } };
  gaps: { count: number } | null;
  columns: Place[];
}

export type RequestColumn =
  | "arrival_s" | "client_wait_ms" | "queue_ms" | "ttft_ms" | "tpot_ms" | "e2el_ms" | "prompt_len" | "output_len" | "preemptions"
  | "prefix_hit_tokens" | "cause" | "ttft_cause";
export type SeriesColumn = "t_s" | "running" | "waiting" | "kv_used" | "prefill_tokens" | "decode_tokens" | "preemptions";
export type LongerGapColumn = "y" | "step" | "prefill" | "batch" | "request" | "n";
export type ResultColumn = `req.${RequestColumn}` | `ts.${SeriesColumn}` | `gaps.longer.${LongerGapColumn}`;

/** A run over time: engine/explain. */
export interface TimelineHeader {
  steps: number;
  requests: number;
  end_s: number;
  max_num_seqs: number;
  max_num_batched_tokens: number;
  num_gpu_blocks: number;
  columns: Place[];
}

export type StepColumn = "start_s" | "end_s" | "prefill" | "decode" | "running" | "waiting" | "blocks" | "preempted" | "refused";
export type TimelineColumn =
  | `step.${StepColumn}` | "row.first" | "row.chunk" | "row.flags" | "seg.from_s" | "seg.to_s" | "seg.kind" | "chunk.step" | "chunk.tokens"
  | "out.t_s" | "out.tokens_s";

/** The run on show over time, or the pinned one. */
export type Timeline = Figures<TimelineHeader>;

/** What a sweep has come to: engine/sweep. */
export type SweepColumn =
  | "x" | "y" | "line" | "grid" | "cost" | "slo_attainment" | "steady_request_throughput" | "steady_goodput" | "steady_output_throughput"
  | `p${50 | 99}_${"ttft" | "tpot" | "itl" | "e2el"}_ms`;

/** A live session as it stands: engine/live. */
export interface LiveHeader {
  now_s: number;
  rate: number;
  arriving: number;
  held: number;
  step: number;
  step_ms: number;
  step_tokens: number;
  running: number;
  max_num_seqs: number;
  waiting: number;
  used_blocks: number;
  blocks: number;
  block_size: number;
  head_needs: number;
  finished: number;
  aborted: number;
  tokens_per_s: number;
  preempted: number;
  own: OwnRequest[];
  columns: Place[];
}

/** A request of the reader's own in a live session. */
export interface OwnRequest {
  id: number;
  prompt_len: number;
  output_len: number;
  tokens: number;
  admitted: boolean;
  done: boolean;
  aborted: boolean;
  frontend_ms: number;
  queue_ms: number;
  prefill_ms: number;
  ttft_ms: number;
  decode_ms: number;
  preempted_ms: number;
  preemptions: number;
  so_far_ms: number;
  tokens_per_s: number;
  gaps: number;
  shared: number;
  broken: number;
}

export type LiveColumn =
  | "arriving.in_s" | `waiting.${"id" | "tokens" | "preempted"}` | `slot.${"id" | "phase" | "share" | "own"}` | `finished.${"id" | "e2e_ms"}`
  | `step.${"start_ms" | "end_ms" | "prefill"}` | `row.${"id" | "own" | "state" | "tokens" | "output_len"}` | `run.${"row" | "first" | "last"}`
  | `span.${"row" | "from_ms" | "to_ms" | "kind"}` | `gap.${"ms" | "kind"}`;

/** Looks a column of a live session up. */
export type LiveColumns = (name: LiveColumn) => Column;

/** A live session to be drawn, with the speed that was reached and the seconds of the past that it shows. */
export interface Picture {
  header: LiveHeader;
  columns: Map<string, Column>;
  speed: number;
  past: number;
}
