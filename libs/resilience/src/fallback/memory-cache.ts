import { LRUCache } from 'lru-cache';

/** 500 entries and 32 MiB in total; beyond that, the least recently used are evicted. */
const maxEntries = 500;
const maxTotalBytes = 32 * 1024 * 1024;
/** 1 MiB: larger values are not stored, in Redis either. */
export const maxEntryBytes = 1024 * 1024;

/** An entry as text, so that each reader gets its own copy. */
export interface StoredEntry {
  readonly text: string;
  readonly kind: 'value' | 'negative';
}

/** First level: in this process, and gone with it. */
export class MemoryCache {
  private readonly entries = new LRUCache<string, StoredEntry>({
    max: maxEntries,
    maxSize: maxTotalBytes,
    sizeCalculation: ({ text }) => Buffer.byteLength(text),
  });

  get(key: string): StoredEntry | undefined {
    return this.entries.get(key);
  }

  set(key: string, entry: StoredEntry): void {
    this.entries.set(key, entry);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }
}
