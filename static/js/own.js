// The profiles that the reader has brought: they stay in this browser's IndexedDB. The engine's thread reads them here
// too, so that a run takes one like a file of the site.

/** @import { OwnProfile } from "./types/messages" */

const store = "profiles";

const scheme = "own:";

/**
 * Whether a file name is that of such a profile.
 *
 * @param {string} file
 */
export const isOwn = (file) => file.startsWith(scheme);

/**
 * The file name of such a profile. Another import under the same id has another name: whoever keeps something by its file keeps it by contents.
 *
 * @param {Pick<OwnProfile, "id" | "digest">} profile
 */
const fileOf = ({ id, digest = "" }) => `${scheme}${id}@${digest}`;

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
 * What the page's own code needs to know of a kept profile, as JSON.
 *
 * @param {OwnProfile} profile
 */
export const describe = (profile) => `{"file":${JSON.stringify(fileOf(profile))},"sheet":${profile.sheet},"report":${JSON.stringify(profile.report)}}`;

/** All kept profiles as a JSON list; none where this browser has no storage. */
export async function list() {
  /** @type {OwnProfile[]} */
  const kept = await use("readonly", (profiles) => profiles.getAll()).catch(() => []);
  return `[${kept.map(describe).join(",")}]`;
}

/** @param {OwnProfile} profile */
export const keep = (profile) => use("readwrite", (profiles) => profiles.put(profile));

/** @param {string} id */
export const remove = (id) => use("readwrite", (profiles) => profiles.delete(id));

/**
 * The bytes of a profile by its file name.
 *
 * @param {string} file
 */
export async function bytes(file) {
  const id = file.slice(scheme.length, file.lastIndexOf("@"));
  /** @type {OwnProfile | undefined} */
  const profile = await use("readonly", (profiles) => profiles.get(id));
  if (!profile) throw new Error(`this browser no longer keeps the profile ${id}`);
  if (fileOf(profile) !== file) throw new Error(`the profile ${id} was imported again since: run again, or load the page again where another tab did`);
  return profile.bytes;
}
