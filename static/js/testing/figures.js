// Figures for tests, worked out by hand, and packed as the engine packs them.

const types = new Map([[Float64Array, "f64"], [Int32Array, "i32"], [Uint8Array, "u8"]]);

/** Packs a header and columns: see internal/columns. */
export function pack(header, columns) {
  let offset = 0;
  const places = Object.entries(columns).map(([name, values]) => {
    const place = { name, type: types.get(values.constructor), offset, length: values.length };
    offset += Math.ceil(values.byteLength / 8) * 8;
    return place;
  });
  const text = new TextEncoder().encode(JSON.stringify({ ...header, columns: places }));
  const payload = Math.ceil((4 + text.length) / 8) * 8;
  const bytes = new Uint8Array(payload + offset);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  Object.values(columns).forEach((values, i) => bytes.set(new Uint8Array(values.buffer), payload + places[i].offset));
  return bytes.buffer;
}

/** Three requests: every figure is another, so that none passes for another. The last has one token, and so no TPOT. */
export const requests = {
  "req.arrival_s": Float64Array.of(0.5, 1.25, 2),
  "req.client_wait_ms": Float64Array.of(0, 7, 0),
  "req.queue_ms": Float64Array.of(11, 300, 2),
  "req.ttft_ms": Float64Array.of(120, 450, 80),
  "req.tpot_ms": Float64Array.of(21, 35, NaN),
  "req.e2el_ms": Float64Array.of(2300, 5600, 80),
  "req.prompt_len": Int32Array.of(1024, 2048, 512),
  "req.output_len": Int32Array.of(100, 150, 1),
  "req.preemptions": Int32Array.of(0, 2, 0),
  "req.prefix_hit_tokens": Int32Array.of(64, 0, 128),
  "req.cause": Uint8Array.of(2, 3, 1),
  "req.ttft_cause": Uint8Array.of(1, 0, 1),
};

/** Two intervals of the series over time. */
export const series = {
  "ts.t_s": Float64Array.of(0.25, 0.75),
  "ts.running": Float64Array.of(3, 5),
  "ts.waiting": Float64Array.of(1, 9),
  "ts.kv_used": Float64Array.of(0.4, 0.6),
  "ts.prefill_tokens": Float64Array.of(2000, 4000),
  "ts.decode_tokens": Float64Array.of(100, 250),
  "ts.preemptions": Float64Array.of(0, 2),
};

/** The columns of three steps over time, with a pause before the last, and of the requests above, the second preempted. */
export const timeline = {
  "step.start_s": Float64Array.of(0, 1, 8),
  "step.end_s": Float64Array.of(1, 3, 10),
  "step.prefill": Int32Array.of(512, 0, 2048),
  "step.decode": Int32Array.of(0, 7, 3),
  "step.running": Int32Array.of(1, 7, 4),
  "step.waiting": Int32Array.of(2, 0, 9),
  "step.blocks": Int32Array.of(32, 60, 50),
  "step.preempted": Int32Array.of(0, 1, 0),
  "step.refused": Uint8Array.of(0, 1, 5),
  "row.first": Int32Array.of(0, 2, 5, 6),
  "row.chunk": Int32Array.of(0, 1, 2, 2),
  "row.flags": Uint8Array.of(0, 3, 4),
  "seg.from_s": Float64Array.of(0, 1, 1, 2, 8, 9),
  "seg.to_s": Float64Array.of(1, 3, 2, 8, 10, 10),
  "seg.kind": Uint8Array.of(1, 2, 2, 3, 2, 0),
  "chunk.step": Int32Array.of(0, 2),
  "chunk.tokens": Int32Array.of(512, 2048),
  "out.t_s": Float64Array.of(0, 5),
  "out.tokens_s": Float64Array.of(20, 80),
};

/** The header that goes with them. */
export const timelineHeader = { steps: 3, requests: 3, end_s: 10, max_num_seqs: 8, max_num_batched_tokens: 2048, num_gpu_blocks: 64 };
