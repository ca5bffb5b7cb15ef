/**
 * Where keys outlive a page, a tab or a process. Values are short opaque strings without personal data. Methods may be sync or
 * async; what they throw reaches the caller as a `KeyStorageError`, and nothing is sent.
 */
export interface KeyStorage {
  get(name: string): string | null | undefined | PromiseLike<string | null | undefined>;
  set(name: string, value: string): void | PromiseLike<void>;
  remove(name: string): void | PromiseLike<void>;
  /**
   * Runs `work` while no other user of the storage (tab, process) runs theirs for the same name. Only with it is "one operation,
   * one key" a promise across tabs; without it the client compares after it has set, which two slow tabs can slip through.
   */
  exclusive?<T>(name: string, work: () => Promise<T>): Promise<T>;
}
