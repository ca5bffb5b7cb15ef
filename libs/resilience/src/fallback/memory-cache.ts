import { LRUCache } from 'lru-cache';

/** 500 entries, 32 MiB together: what a small process can spare (guess). The least recently used leave first. */
const maxEntries = 500;
const maxTotalBytes = 32 * 1024 * 1024;
/** 1 MiB: an answer that is larger is not worth keeping (guess). It holds for Redis too. */
export const maxEntryBytes = 1024 * 1024;

/** An entry as text: whoever reads it gets a copy of its own. */
export interface KeptEntry {
  readonly text: string;
  readonly kind: 'value' | 'negative';
}

/** The first level: in this process, and gone with it. */
export class MemoryCache {
  private readonly entries = new LRUCache<string, KeptEntry>({
    max: maxEntries,
    maxSize: maxTotalBytes,
    sizeCalculation: ({ text }) => Buffer.byteLength(text),
  });

  get(key: string): KeptEntry | undefined {
    return this.entries.get(key);
  }

  set(key: string, entry: KeptEntry): void {
    this.entries.set(key, entry);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }
}
