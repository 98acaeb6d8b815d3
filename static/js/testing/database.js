// An IndexedDB for tests, as far as own.js uses it.

/** Puts a database into the global scope, and returns its records by id. */
export function fakeDatabase() {
  const records = new Map();
  const request = (result) => ({ result });
  const store = {
    put: (record) => request(records.set(record.id, structuredClone(record)) && record.id),
    get: (id) => request(records.get(id)),
    getAll: () => request([...records.values()]),
    delete: (id) => request(void records.delete(id)),
  };
  const open = () => {
    const opened = { result: { createObjectStore() {}, close() {}, transaction } };
    queueMicrotask(() => opened.onsuccess());
    return opened;
  };
  function transaction() {
    const begun = { objectStore: () => store };
    queueMicrotask(() => begun.oncomplete());
    return begun;
  }
  globalThis.indexedDB = { open };
  return records;
}
