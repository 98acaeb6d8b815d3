// The result on show: its header, and its columns as typed arrays that view the packed bytes in place.

const arrays = { f64: Float64Array, i32: Int32Array, u8: Uint8Array };

/** The result on show. Its parts change together, in load. */
export const result = { header: null, headerText: "", columns: new Map() };

/** Unpacks a result: four bytes of header length, the JSON header, zeros up to a multiple of 8, the columns. */
export function load(buffer) {
  const size = new DataView(buffer).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(buffer, 4, size));
  const header = JSON.parse(text);
  const payload = Math.ceil((4 + size) / 8) * 8;
  const columns = new Map();
  for (const { name, type, offset, length } of header.columns) {
    columns.set(name, new arrays[type](buffer, payload + offset, length));
  }
  Object.assign(result, { header, headerText: text, columns });
}

export const column = (name) => result.columns.get(name);

export const requestCount = () => column("req.arrival_s")?.length ?? 0;
