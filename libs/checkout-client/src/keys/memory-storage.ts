import { type KeyStorage } from './key-storage.ts';

/** Keeps keys as long as the object lives: over retries, not over a reload or a restart. For tests and for scripts. */
export function memoryStorage(): KeyStorage {
  const entries = new Map<string, string>();
  return {
    get: (name) => entries.get(name),
    set: (name, value) => void entries.set(name, value),
    remove: (name) => void entries.delete(name),
    // Only this process has it, and within a process clients take turns anyway.
    exclusive: (_name, work) => work(),
  };
}
