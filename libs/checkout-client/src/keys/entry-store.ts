import { type KeyEntry, formatEntry, parseEntry } from './key-entry.ts';
import { KeyStorageError } from './key-errors.ts';
import { type KeyStorage } from './key-storage.ts';
import { Mutex } from './mutex.ts';

/** One mutex per storage, shared by all clients of a page: they must not change an entry concurrently. */
const mutexes = new WeakMap<KeyStorage, Mutex>();

/** Entries by operation name. Wraps storage errors in `KeyStorageError`. */
export class EntryStore {
  private readonly mutex: Mutex;

  constructor(
    private readonly storage: KeyStorage,
    private readonly namespace: string,
  ) {
    this.mutex = mutexes.get(storage) ?? new Mutex();
    mutexes.set(storage, this.mutex);
  }

  /** True if `exclusive` holds beyond this page. */
  get isExclusiveEverywhere(): boolean {
    return this.storage.exclusive !== undefined;
  }

  exclusive<T>(operation: string, work: () => Promise<T>): Promise<T> {
    const name = this.nameOf(operation);
    return this.mutex.run(name, () => this.locked(name, work));
  }

  /** @throws KeyStorageError, also for an unreadable entry: a new key could act twice. */
  async read(operation: string): Promise<KeyEntry | undefined> {
    const text = await guarded('read', () => this.storage.get(this.nameOf(operation)));
    if (text === null || text === undefined) return undefined;
    const entry = parseEntry(text);
    if (entry !== undefined) return entry;
    throw new KeyStorageError(`The stored entry of operation "${operation}" is unreadable.`);
  }

  write(operation: string, entry: KeyEntry): Promise<void> {
    return guarded('written', () => this.storage.set(this.nameOf(operation), formatEntry(entry)));
  }

  remove(operation: string): Promise<void> {
    return guarded('written', () => this.storage.remove(this.nameOf(operation)));
  }

  private async locked<T>(name: string, work: () => Promise<T>): Promise<T> {
    let hasBegun = false;
    const begin = (): Promise<T> => {
      hasBegun = true;
      return work();
    };
    try {
      return await (this.storage.exclusive?.(name, begin) ?? begin());
    } catch (cause) {
      if (hasBegun) throw cause;
      throw new KeyStorageError('The key storage cannot be locked.', { cause });
    }
  }

  private nameOf(operation: string): string {
    return `${this.namespace}:operation:${operation}`;
  }
}

async function guarded<T>(done: string, work: () => T | PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new KeyStorageError(`The key storage cannot be ${done}.`, { cause });
  }
}
