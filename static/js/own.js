// The profiles that the reader has brought. They stay in this browser's IndexedDB, and in the page as long as it is open: a
// browser that keeps nothing, has no room or never answers takes nothing away from who has just brought a file. Threads read
// one by the address that its bytes have in the page, like a file of the site.

import { reason } from "./reason.js";

/** @import { OwnProfile } from "./types/messages" */

/** @typedef {{ profiles: string, problem: string }} Kept Profiles as a JSON list, and why there may be more of them, or "". */

/** The storage has not done in time what it was asked to. */
class Late extends Error {}

const closed = ["SecurityError", "InvalidStateError", "NotAllowedError"]; // names of the errors of a storage that the reader or the browser has shut
const store = "profiles";
const patience = 1500; // ms that the storage may take: nobody waits longer for a page

/** @type {Map<string, string>} */
const addresses = new Map(); // by id and digest: contents keep their address, so that what is known of them is known by it
/** @type {Map<string, OwnProfile>} */
const session = new Map(); // by id: what was seen since the page was opened, removed ones included

/** @param {OwnProfile} profile */
function addressOf({ id, digest = "", bytes }) {
  const name = `${id}@${digest}`;
  let address = addresses.get(name);
  if (!address) addresses.set(name, (address = URL.createObjectURL(new Blob([bytes], { type: "application/json" }))));
  return address;
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("llmemu", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Does one thing with the store and closes it, so that no tab keeps another from it.
 *
 * @template Answer
 * @param {IDBTransactionMode} mode
 * @param {(profiles: IDBObjectStore) => IDBRequest<Answer>} act
 * @returns {Promise<Answer>}
 */
async function use(mode, act) {
  const database = await open();
  try {
    const transaction = database.transaction(store, mode);
    const request = act(transaction.objectStore(store));
    return await new Promise((/** @type {(answer: Answer) => void} */ resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/**
 * Gives the storage its time. What it does later is done all the same.
 *
 * @template Answer
 * @param {Promise<Answer>} answer
 * @returns {Promise<Answer>}
 */
function inTime(answer) {
  const late = new Promise((/** @type {(never: never) => void} */ _, reject) => setTimeout(() => reject(new Late()), patience));
  return Promise.race([answer, late]);
}

/**
 * Whether a browser lets a page keep nothing.
 *
 * @param {unknown} error
 */
const isClosed = (error) => globalThis.indexedDB === undefined || (error instanceof DOMException && closed.includes(error.name));

/**
 * Why the storage does not do what it is asked to: what a sentence says of it.
 *
 * @param {unknown} error
 */
function why(error) {
  if (isClosed(error)) return "is closed to this page";
  if (error instanceof DOMException && error.name === "QuotaExceededError") return "has no room left";
  return error instanceof Late ? "does not answer" : `fails (${reason(error)})`;
}

/**
 * What the page's own code needs to know of a profile, as JSON.
 *
 * @param {OwnProfile} profile
 */
export const describe = (profile) => `{"file":${JSON.stringify(addressOf(profile))},"sheet":${profile.sheet},"report":${JSON.stringify(profile.report)}}`;

/** @param {OwnProfile[]} kept */
function listed(kept) {
  for (const profile of kept) session.set(profile.id, profile);
  return `[${kept.map(describe).join(",")}]`;
}

/**
 * All kept profiles: those that come in time, and those of a storage that takes longer. One that is closed to the page has none.
 *
 * @returns {{ inTime: Promise<Kept>, late: Promise<string> }}
 */
export function list() {
  const reading = use("readonly", (profiles) => profiles.getAll()).then(listed);
  const first = inTime(reading).then(
    (profiles) => ({ profiles, problem: "" }),
    (error) => ({ profiles: "[]", problem: isClosed(error) ? "" : why(error) }),
  );
  return { inTime: first, late: first.then(({ problem }) => (problem ? reading.catch(() => "[]") : "[]")) };
}

/**
 * Keeps a profile: at least as long as the page is open. The answer is why not longer, "" where the browser keeps it.
 *
 * @param {OwnProfile} profile
 */
export function keep(profile) {
  session.set(profile.id, profile);
  return done(use("readwrite", (profiles) => profiles.put(profile)));
}

/**
 * Forgets a profile, but for who brings it back while the page is open. The answer is why the browser may still keep it.
 *
 * @param {string} id
 */
export const remove = (id) => done(use("readwrite", (profiles) => profiles.delete(id)));

/**
 * A profile that was seen since the page was opened.
 *
 * @param {string} id
 */
export const seen = (id) => session.get(id);

/** @param {Promise<unknown>} work */
const done = (work) => inTime(work).then(() => "", why);
