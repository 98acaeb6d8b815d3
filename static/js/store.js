// The figures on show: the run's result, the curves of profiles, and what many runs came to. Columns are typed arrays that view the packed bytes
// in place.

const arrays = { f64: Float64Array, i32: Int32Array, u8: Uint8Array };

/** The result on show. Its parts change together, in load. */
export const result = { header: null, headerText: "", columns: new Map() };

/** Unpacks figures: four bytes of header length, the JSON header, zeros up to a multiple of 8, the columns. */
export function unpack(buffer) {
  const size = new DataView(buffer).getUint32(0, true);
  const headerText = new TextDecoder().decode(new Uint8Array(buffer, 4, size));
  const header = JSON.parse(headerText);
  const payload = Math.ceil((4 + size) / 8) * 8;
  const columns = new Map();
  for (const { name, type, offset, length } of header.columns) {
    columns.set(name, new arrays[type](buffer, payload + offset, length));
  }
  return { header, headerText, columns };
}

/** Puts a run's result on show. */
export function load(buffer) {
  Object.assign(result, unpack(buffer));
}

/** Columns beside the run's, by the name under which a chart asks for them. */
export const stores = new Map();

export const column = (name) => result.columns.get(name);

export const requestCount = () => column("req.arrival_s")?.length ?? 0;
