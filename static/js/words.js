// The terms, keys and fields of the help: one file of the site, fetched when it is asked for first.

/** @import { Words } from "./types/messages" */

/** @type {Promise<Words> | null} */
let fetched = null;

/** Resolves to {terms, keys, fields}, as web/glossary writes them. */
export function words() {
  fetched ??= fetch("words.json").then((response) => {
    if (!response.ok) throw new Error(`the words could not be loaded (${response.status})`);
    return response.json();
  });
  fetched.catch(() => (fetched = null));
  return fetched;
}
