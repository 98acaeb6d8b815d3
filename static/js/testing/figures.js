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
