// The terms, keys and fields of the help: one file of the site, fetched when it is asked for first.

import { get } from "./reach.js";

/** @import { Words } from "./types/messages" */

/** @type {Promise<Words> | null} */
let fetched = null;

/** Resolves to {terms, keys, fields}, as web/glossary writes them. */
export function words() {
  fetched ??= get("words.json", (response) => response.json());
  fetched.catch(() => (fetched = null));
  return fetched;
}
