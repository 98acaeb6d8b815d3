// The files that a thread reads: those of the site are fetched, and the reader's own profiles by their address in the page, once.

import { get } from "./reach.js";

/** @type {Map<string, Promise<Uint8Array<ArrayBuffer>>>} */
const files = new Map();

/**
 * The bytes of a file; null for no name.
 *
 * @param {string} name
 * @returns {Promise<Uint8Array<ArrayBuffer>> | null}
 */
export function bytes(name) {
  if (!name) return null;
  let load = files.get(name);
  if (!load) {
    load = get(name, async (response) => new Uint8Array(await response.arrayBuffer()));
    load.catch(() => files.delete(name));
    files.set(name, load);
  }
  return load;
}

/**
 * The buffer of an array, which must hold nothing else to be handed over.
 *
 * @param {Uint8Array<ArrayBuffer>} packed
 * @returns {ArrayBuffer}
 */
export const whole = (packed) => (packed.byteLength === packed.buffer.byteLength ? packed.buffer : packed.slice().buffer);
