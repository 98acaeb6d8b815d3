// The figures on show: the run's result, the curves of profiles, and what many runs came to. Columns are typed arrays that
// view the packed bytes in place.

/** @import { Column, Figures, Packed, Place, ResultColumn, ResultHeader } from "./types/figures" */

const arrays = { f64: Float64Array, i32: Int32Array, u8: Uint8Array };

/**
 * The result on show. Its parts change together, in load.
 *
 * @type {Figures<ResultHeader> & { headerText: string }}
 */
export const result = { header: null, headerText: "", columns: new Map() };

/**
 * Unpacks figures: four bytes of header length, the JSON header, zeros up to a multiple of 8, the columns.
 *
 * @template [Header=ResultHeader]
 * @param {ArrayBuffer} buffer
 * @returns {Packed<Header>}
 */
export function unpack(buffer) {
  const size = new DataView(buffer).getUint32(0, true);
  const headerText = new TextDecoder().decode(new Uint8Array(buffer, 4, size));
  const header = JSON.parse(headerText);
  /** @type {Place[]} */
  const places = header.columns;
  const payload = Math.ceil((4 + size) / 8) * 8;
  /** @type {Map<string, Column>} */
  const columns = new Map();
  for (const { name, type, offset, length } of places) {
    columns.set(name, new arrays[type](buffer, payload + offset, length));
  }
  return { header, headerText, columns };
}

/**
 * What finds columns that are always there.
 *
 * @param {Map<string, Column>} columns
 * @returns {(name: string) => Column}
 */
export const finder = (columns) => (name) => /** @type {Column} */ (columns.get(name));

/**
 * Puts a run's result on show.
 *
 * @param {ArrayBuffer} buffer
 */
export function load(buffer) {
  Object.assign(result, unpack(buffer));
}

/**
 * Columns beside the run's, by the name under which a chart asks for them.
 *
 * @type {Map<string, Map<string, Column>>}
 */
export const stores = new Map();

/**
 * A column of the result on show.
 *
 * @param {ResultColumn} name
 */
export const column = (name) => /** @type {Column} */ (result.columns.get(name));

export const requestCount = () => result.columns.get("req.arrival_s")?.length ?? 0;
