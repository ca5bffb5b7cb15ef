import { type Clock, type Random } from '../clock.ts';
import { responseLimits } from './cache-control.ts';
import { EntryFormat, negativeEntry, valueEntry, type ValueEntry } from './cache-entry.ts';
import { type FallbackCache } from './fallback-cache.ts';
import { sharedScope, type CacheScope } from './entry-key.ts';
import { type FallbackChainOptions, type FallbackChainSettings } from './fallback-chain.options.ts';
import { AbsentError, LiveResponse } from './live-response.ts';

/** Cache key and owner of a value. */
export interface Place {
  readonly key: string;
  readonly scope: CacheScope;
}

/** A live value that arrived. */
export interface Landed<T> {
  readonly value: T;
  readonly asOf: number;
  readonly isStored: boolean;
}

/** The cached values of one chain. */
export class LastGoodValues<T> {
  private readonly cache: FallbackCache;
  private readonly format: EntryFormat<T>;

  constructor(
    options: Pick<FallbackChainOptions<T>, 'cache' | 'schema'>,
    private readonly settings: FallbackChainSettings,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {
    this.cache = options.cache;
    this.format = new EntryFormat(options.schema, settings.schemaVersion);
  }

  place({ scope, args }: Pick<Parameters<FallbackCache['keyOf']>[0], 'scope' | 'args'>): Place {
    const { name, schemaVersion } = this.settings;
    return { scope, key: this.cache.keyOf({ name, schemaVersion, scope, args }) };
  }

  /** Fresh or stale. @throws AbsentError if the value is known not to exist */
  async read({ key }: Place): Promise<ValueEntry<T> | undefined> {
    const entry = await this.cache.read(key, this.format);
    if (entry?.kind === 'negative') throw new AbsentError(this.settings.name);
    return entry;
  }

  /** @throws AbsentError if this process recently learned that the value does not exist */
  refuseKnownAbsent({ key }: Place): void {
    if (this.cache.isKnownAbsent(key, this.format)) throw new AbsentError(this.settings.name);
  }

  /** Makes the live call and stores its value or its absence. Failures are not stored. */
  async land(place: Place, live: () => Promise<T | LiveResponse<T>>): Promise<Landed<T>> {
    try {
      return this.keep(place, await live());
    } catch (error) {
      if (error instanceof AbsentError) this.storeAbsence(place);
      throw error;
    }
  }

  /** An absence replaces the stored value, even if the absence itself is not remembered. */
  private storeAbsence({ key }: Place): void {
    const entry = negativeEntry(this.clock.wallNow(), this.settings.negativeMs);
    if (!this.cache.write(key, entry, this.format)) this.cache.remove(key);
  }

  private keep({ key, scope }: Place, response: T | LiveResponse<T>): Landed<T> {
    const { value, cacheControl } =
      response instanceof LiveResponse ? response : { value: response, cacheControl: undefined };
    const { mayStore, mayServeStale } = responseLimits(cacheControl, scope === sharedScope);
    const { freshMs, staleMs, ttlJitterPercent: jitterPercent } = this.settings;
    const asOf = this.clock.wallNow();
    const lifetimes = { freshMs, staleMs: mayServeStale ? staleMs : 0, jitterPercent };
    const entry = valueEntry(value, asOf, lifetimes, this.random);
    const isStored = mayStore && this.cache.write(key, entry, this.format);
    return { value, asOf, isStored };
  }
}
