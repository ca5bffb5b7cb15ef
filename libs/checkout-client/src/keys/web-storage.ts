import { type KeyStorage } from './key-storage.ts';

/** What of `localStorage` and `sessionStorage` is used. */
export interface WebStorageLike {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

/** What of `navigator.locks` is used. */
export interface LocksLike {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/**
 * Keys in `localStorage` (over reloads and all tabs of the origin) or `sessionStorage` (over reloads of one tab). Tabs exclude
 * each other with Web Locks, by default those of `navigator.locks`; they exist in secure contexts (https, localhost) only.
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
