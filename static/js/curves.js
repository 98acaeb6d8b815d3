// The latency curves of profiles, computed by the engine once for each profile on show.

import * as engine from "./engine.js";
import { unpack } from "./store.js";

/** @import { Column, Finder } from "./types/figures" */

/** @type {Map<string, Map<string, Column> | Promise<void>>} */
const known = new Map(); // columns, or the promise of them, by the profile's file

/**
 * Looks columns up by name, as "a.decode.x" for the profile with the prefix "a"; null while some have to be computed.
 *
 * @param {Record<string, string>} sources
 * @returns {Finder | null}
 */
export function lookup(sources) {
  /** @type {Map<string, Map<string, Column>>} */
  const curves = new Map();
  for (const [prefix, file] of Object.entries(sources)) {
    const columns = known.get(file);
    if (!(columns instanceof Map)) return null;
    curves.set(prefix, columns);
  }
  return (name) => curves.get(name.slice(0, name.indexOf(".")))?.get(name.slice(name.indexOf(".") + 1));
}

/**
 * Computes what is missing.
 *
 * @param {Record<string, string>} sources
 */
export function load(sources) {
  return Promise.all(
    Object.values(sources).map((file) => {
      if (!known.has(file)) known.set(file, compute(file));
      return known.get(file);
    }),
  );
}

/** @param {string} file */
async function compute(file) {
  try {
    const { buffer } = await engine.ask({ type: "curves", profile: file });
    const { columns } = unpack(/** @type {ArrayBuffer} */ (buffer));
    known.set(file, columns);
  } catch (error) {
    known.delete(file);
    throw error;
  }
}
