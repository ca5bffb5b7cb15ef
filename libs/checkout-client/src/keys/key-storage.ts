/**
 * Stores keys beyond a page, tab or process. Values are short opaque strings without personal data. Methods
 * may be sync or async; their errors reach the caller as a `KeyStorageError`, and nothing is sent.
 */
export interface KeyStorage {
  get(name: string): string | null | undefined | PromiseLike<string | null | undefined>;
  set(name: string, value: string): void | PromiseLike<void>;
  remove(name: string): void | PromiseLike<void>;
  /**
   * Runs `work` while no other tab or process runs theirs for the same name, and reads what those before
   * it wrote: with `localStorage` it may not, since tabs share that with a delay. Needed to guarantee one key
   * per operation across tabs; without it, the client compares after writing, which two slow tabs can slip
   * through.
   */
  exclusive?<T>(name: string, work: () => Promise<T>): Promise<T>;
}
