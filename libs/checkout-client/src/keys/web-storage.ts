import { type KeyStorage } from './key-storage.ts';

/** The part of `localStorage` and `sessionStorage` that is used. */
export interface WebStorageLike {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

/** The part of `navigator.locks` that is used. */
export interface LocksLike {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/**
 * Stores keys in `localStorage` (across reloads and all tabs of the origin) or `sessionStorage` (across
 * reloads of one tab). Tabs lock with Web Locks, by default `navigator.locks`, which exist only in secure
 * contexts (https, localhost).
 */
export function webStorage(
  storage: WebStorageLike,
  locks: LocksLike | undefined = platformLocks(),
): KeyStorage {
  return {
    get: (name) => storage.getItem(name),
    set: (name, value) => storage.setItem(name, value),
    remove: (name) => storage.removeItem(name),
    ...(locks === undefined
      ? {}
      : { exclusive: <T>(name: string, work: () => Promise<T>) => locks.request(name, work) }),
  };
}

function platformLocks(): LocksLike | undefined {
  return (globalThis as { navigator?: { locks?: LocksLike } }).navigator?.locks;
}
