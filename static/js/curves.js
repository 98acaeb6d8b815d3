// The latency curves of profiles, computed by the engine once for each profile on show.

import * as engine from "./engine.js";
import { unpack } from "./store.js";

const known = new Map(); // columns, or the promise of them, by the profile's file

/** Looks columns up by name, as "a.decode.x" for the profile with the prefix "a"; null while some have to be computed. */
export function lookup(sources) {
  const files = Object.values(sources);
  if (!files.every((file) => known.get(file) instanceof Map)) return null;
  return (name) => known.get(sources[name.slice(0, name.indexOf("."))])?.get(name.slice(name.indexOf(".") + 1));
}

/** Computes what is missing. */
export function load(sources) {
  return Promise.all(
    Object.values(sources).map((file) => {
      if (!known.has(file)) known.set(file, compute(file));
      return known.get(file);
    }),
  );
}

async function compute(file) {
  try {
    const { columns } = unpack((await engine.ask({ type: "curves", profile: file })).buffer);
    known.set(file, columns);
  } catch (error) {
    known.delete(file);
    throw error;
  }
}
