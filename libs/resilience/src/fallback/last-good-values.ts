import { type Clock, type Random } from '../clock.ts';
import { EntryFormat, negativeEntry, valueEntry, type ValueEntry } from './cache-entry.ts';
import { type KeyParts } from './entry-key.ts';
import { type FallbackCache } from './fallback-cache.ts';
import { type FallbackChainOptions, type FallbackChainSettings } from './fallback-chain.options.ts';
import { AbsentError } from './absent-error.ts';

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

  keyOf({ scope, args }: Pick<KeyParts, 'scope' | 'args'>): string {
    const { name, schemaVersion } = this.settings;
    return this.cache.keyOf({ name, schemaVersion, scope, args });
  }

  /** Fresh or stale. @throws AbsentError if the value is known not to exist */
  async read(key: string): Promise<ValueEntry<T> | undefined> {
    const entry = await this.cache.read(key, this.format);
    if (entry?.kind === 'negative') throw new AbsentError(this.settings.name);
    return entry;
  }

  /** @throws AbsentError if this process recently learned that the value does not exist */
  refuseKnownAbsent(key: string): void {
    if (this.cache.isKnownAbsent(key, this.format)) throw new AbsentError(this.settings.name);
  }

  /** Makes the live call and stores its value or its absence. Failures are not stored. */
  async land(key: string, live: () => Promise<T>): Promise<Landed<T>> {
    try {
      return this.keep(key, await live());
    } catch (error) {
      if (error instanceof AbsentError) this.storeAbsence(key);
      throw error;
    }
  }

  /** An absence replaces the stored value, even if the absence itself is not remembered. */
  private storeAbsence(key: string): void {
    const entry = negativeEntry(this.clock.wallNow(), this.settings.negativeMs);
    if (!this.cache.write(key, entry, this.format)) this.cache.remove(key);
  }

  private keep(key: string, value: T): Landed<T> {
    const { freshMs, staleMs, ttlJitterPercent: jitterPercent } = this.settings;
    const asOf = this.clock.wallNow();
    const entry = valueEntry(value, asOf, { freshMs, staleMs, jitterPercent }, this.random);
    return { value, asOf, isStored: this.cache.write(key, entry, this.format) };
  }
}
