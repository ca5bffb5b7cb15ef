import { type Clock, systemClock } from '../clock.ts';
import { DependencyError } from '../outcome/dependency-error.ts';
import { type CacheEntry, type EntryFormat, freshnessOf } from './cache-entry.ts';
import { entryKey, type KeyParts } from './entry-key.ts';
import { maxEntryBytes, MemoryCache } from './memory-cache.ts';
import { type Gate, openGate } from './impatient-redis.ts';
import { RedisCache } from './redis-cache.ts';

export interface FallbackCacheOptions {
  /** Name of the service. Services that share a Redis do not share entries. */
  readonly service: string;
  /** Undefined: entries live in this process only. */
  readonly redisUrl?: string | undefined;
  /**
   * Wraps every Redis command, usually in a dependency, whose breaker skips commands that would time out.
   * Default: none.
   */
  readonly through?: Gate;
  /** Called for failures of Redis, which no caller sees. They are also counted. */
  readonly onError: (error: unknown) => void;
  /** Time limit of a Redis command, ms; past it, the read is a miss. Default 50. */
  readonly commandTimeoutMs?: number;
  readonly clock?: Clock;
}

/** Counts since the process started. */
export interface LevelCounts {
  /** Found a fresh value. */
  hit: number;
  stale: number;
  /** Found no usable entry. */
  miss: number;
  /** Found that the value is known not to exist. */
  negative: number;
  /** The level failed: reads are misses, writes are lost. */
  error: number;
  /** An unreadable entry was deleted; also counted as a miss. */
  corrupt: number;
  /** The gate rejected the command. */
  skipped: number;
}

export interface CacheCounts {
  readonly memory: LevelCounts;
  readonly redis: LevelCounts;
  /** Entries not stored: too large, or too many writes in progress. */
  dropped: number;
  /** Writes and deletions in progress now. */
  writing: number;
}

type Level = 'memory' | 'redis';

/** 100 writes in progress; if Redis is slower than that, further writes are dropped. */
const maxWrites = 100;

/**
 * Stores last good values in this process and, if configured, in Redis. Never throws: a failing level has no
 * entry, and an unreadable entry is deleted. Does not wait for writes.
 *
 * Not guaranteed: that other processes see an entry, or that one deleted here is gone there.
 */
export class FallbackCache {
  readonly counts: CacheCounts = { memory: noCounts(), redis: noCounts(), dropped: 0, writing: 0 };
  private readonly memory = new MemoryCache();
  private readonly redis: RedisCache | undefined;
  private readonly clock: Clock;

  constructor(private readonly options: FallbackCacheOptions) {
    const { redisUrl, through = openGate, onError, clock = systemClock, commandTimeoutMs = 50 } = options;
    this.clock = clock;
    if (redisUrl !== undefined)
      this.redis = new RedisCache({ url: redisUrl, through, clock, onError, commandTimeoutMs });
  }

  keyOf(parts: Omit<KeyParts, 'service'>): string {
    return entryKey({ ...parts, service: this.options.service });
  }

  /**
   * This process's entry if fresh; else the newer of its entry and Redis's, though it was stored while Redis
   * was asked. Never an expired one.
   */
  async read<T>(key: string, format: EntryFormat<T>): Promise<CacheEntry<T> | undefined> {
    const near = this.usable('memory', key, this.memory.get(key)?.text, format);
    if (this.redis === undefined || (near !== undefined && this.isFresh(near))) return near;
    const before = this.memory.get(key);
    const asked = await this.askRedis(this.redis, key);
    const since = this.memory.get(key);
    const newest = since === before ? near : this.usable('memory', key, since?.text, format);
    if (asked === 'failed') return newest;
    const far = this.usable('redis', key, asked.text, format);
    if (far === undefined || (newest !== undefined && newest.storedAt >= far.storedAt)) return newest;
    const wasRemoved = before !== undefined && since === undefined;
    if (asked.text !== undefined && !wasRemoved) this.memory.set(key, { text: asked.text, kind: far.kind });
    return far;
  }

  /**
   * True if this process knows that there is no value. Asks no other level, so it costs a live call nothing.
   */
  isKnownAbsent<T>(key: string, format: EntryFormat<T>): boolean {
    const kept = this.memory.get(key);
    if (kept?.kind !== 'negative') return false;
    return this.usable('memory', key, kept.text, format)?.kind === 'negative';
  }

  /** False if the entry is not stored: already expired, or larger than 1 MiB. */
  write<T>(key: string, entry: CacheEntry<T>, format: EntryFormat<T>): boolean {
    const text = format.write(entry);
    const forMs = Math.ceil(entry.staleUntil - this.clock.wallNow());
    if (forMs <= 0) return false;
    if (isTooLarge(text)) {
      this.counts.dropped += 1;
      return false;
    }
    this.memory.set(key, { text, kind: entry.kind });
    this.inBackground((redis) => redis.set(key, text, forMs));
    return true;
  }

  remove(key: string): void {
    for (const level of ['memory', 'redis'] as const) this.delete(level, key);
  }

  /** Drops writes in progress. */
  close(): void {
    this.redis?.close();
  }

  private isFresh(entry: CacheEntry<unknown>): boolean {
    return freshnessOf(entry, this.clock.wallNow()) === 'fresh';
  }

  private usable<T>(
    level: Level,
    key: string,
    text: string | undefined,
    format: EntryFormat<T>,
  ): CacheEntry<T> | undefined {
    const entry = this.parsed(level, key, text, format);
    const phase = entry === undefined ? 'expired' : freshnessOf(entry, this.clock.wallNow());
    const counts = this.counts[level];
    if (entry === undefined || phase === 'expired') counts.miss += 1;
    else if (entry.kind === 'negative') counts.negative += 1;
    else counts[phase === 'fresh' ? 'hit' : 'stale'] += 1;
    return phase === 'expired' ? undefined : entry;
  }

  private parsed<T>(
    level: Level,
    key: string,
    text: string | undefined,
    format: EntryFormat<T>,
  ): CacheEntry<T> | undefined {
    if (text === undefined) return undefined;
    const entry = isTooLarge(text) ? undefined : format.read(text, this.clock.wallNow());
    if (entry !== undefined) return entry;
    this.counts[level].corrupt += 1;
    this.delete(level, key);
    return undefined;
  }

  private async askRedis(
    redis: RedisCache,
    key: string,
  ): Promise<'failed' | { readonly text: string | undefined }> {
    try {
      return { text: await redis.get(key) };
    } catch (error) {
      this.noteFailure(error);
      return 'failed';
    }
  }

  private delete(level: Level, key: string): void {
    if (level === 'memory') this.memory.delete(key);
    else this.inBackground((redis) => redis.delete(key));
  }

  private inBackground(write: (redis: RedisCache) => Promise<void>): void {
    const { counts, redis } = this;
    if (redis === undefined) return;
    if (counts.writing >= maxWrites) {
      counts.dropped += 1;
      return;
    }
    counts.writing += 1;
    void write(redis)
      .catch((error: unknown) => this.noteFailure(error))
      .finally(() => (counts.writing -= 1));
  }

  private noteFailure(error: unknown): void {
    const wasSent = !(error instanceof DependencyError && error.attempts.length === 0);
    this.counts.redis[wasSent ? 'error' : 'skipped'] += 1;
    if (wasSent) this.options.onError(error);
  }
}

function isTooLarge(text: string): boolean {
  return Buffer.byteLength(text) > maxEntryBytes;
}

function noCounts(): LevelCounts {
  return { hit: 0, stale: 0, miss: 0, negative: 0, error: 0, corrupt: 0, skipped: 0 };
}
