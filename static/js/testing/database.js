// An IndexedDB for tests, as far as own.js uses it.

/**
 * Puts a database into the global scope, and returns its records by id, with what is wrong with it: an error in fault is what
 * everything fails with, and while "silent" stands there nothing is answered.
 */
export function fakeDatabase() {
  const records = new Map();
  const database = { records, fault: null };
  const request = (result) => ({ result });
  const store = {
    put: (record) => request(records.set(record.id, structuredClone(record)) && record.id),
    getAll: () => request([...records.values()]),
    delete: (id) => request(void records.delete(id)),
  };
  const answer = (asked, ok, failed) => queueMicrotask(() => {
    const { fault } = database;
    if (fault === "silent") return (database.late = () => asked[ok]());
    if (fault) asked.error = fault;
    asked[fault ? failed : ok]();
  });
  const open = () => {
    const opened = { result: { createObjectStore() {}, close() {}, transaction } };
    answer(opened, "onsuccess", "onerror");
    return opened;
  };
  function transaction() {
    const begun = { objectStore: () => store };
    answer(begun, "oncomplete", "onabort");
    return begun;
  }
  globalThis.indexedDB = { open };
  return database;
}
