import { type KeyStorage } from './key-storage.ts';

/** Keeps keys in memory: across retries, not across a reload or restart. For tests and scripts. */
export function memoryStorage(): KeyStorage {
  const entries = new Map<string, string>();
  return {
    get: (name) => entries.get(name),
    set: (name, value) => void entries.set(name, value),
    remove: (name) => void entries.delete(name),
    // Only this process uses it, and its clients already take turns.
    exclusive: (_name, work) => work(),
  };
}
