// The files that a thread reads: the site's are fetched once, the reader's own profiles are in the browser anyhow.

import * as own from "./own.js";

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
  if (own.isOwn(name)) return own.bytes(name);
  let load = files.get(name);
  if (!load) {
    load = fetch(name).then(async (response) => {
      if (!response.ok) throw new Error(`${name} could not be loaded (${response.status})`);
      return new Uint8Array(await response.arrayBuffer());
    });
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
