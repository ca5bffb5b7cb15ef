import { callerSignal, remainingMs } from '@holdfast/service-defaults';
import { type Clock, type Random, systemClock } from '../clock.ts';
import { DependencyError } from '../outcome/dependency-error.ts';
import { type Cause } from '../outcome/attempt-outcome.ts';
import { type CallerLimits } from './cache-control.ts';
import { EarlyRefresh, isRefreshDue } from './early-refresh.ts';
import { type ValueEntry } from './cache-entry.ts';
import { type Json, type CacheScope } from './entry-key.ts';
import { LastGoodValues, type Landed, type Place } from './last-good-values.ts';
import {
  type FallbackChainOptions,
  type FallbackChainSettings,
  fallbackChainSettings,
} from './fallback-chain.options.ts';
import { AbsentError, type LiveResponse } from './live-response.ts';
import { type Served, servedStored, servedNow, type Source } from './served.ts';
import { SingleFlight } from './single-flight.ts';

/** One read through a chain. */
export interface FallbackRead<T> {
  /** Owner of the value: a tenant, a customer, or `sharedScope`. Scopes never share entries. */
  readonly scope: CacheScope;
  /** The arguments; part of the entry's key. */
  readonly args: Json;
  /**
   * The live call, shared by concurrent reads of the same key. It must end by the caller's deadline, as calls
   * of a `Dependency` do; its signal and `callerSignal()` abort once every reader has left. A DependencyError
   * that allows it falls back to a stored value; an AbsentError deletes that value.
   */
  readonly live: (signal: AbortSignal) => Promise<T | LiveResponse<T>>;
  readonly limits?: CallerLimits;
  /** Aborts this read, and the live call only if no other read shares it. Default: `callerSignal()`. */
  readonly signal?: AbortSignal | undefined;
}

export interface FallbackChainDeps {
  readonly clock?: Clock;
  readonly random?: Random;
}

/**
 * Results of reads since the process started: by source, `absent` for an AbsentError, `failed` for any other
 * error; and the results of early refreshes, which no reader waits for.
 */
export type FallbackChainCounts = Record<
  Source | 'absent' | 'failed' | 'refreshed' | 'refreshFailed',
  number
>;

type Placed<T> = FallbackRead<T> & { readonly place: Place };

/** 20 ms of the caller's time are reserved for our own response. */
const marginMs = 20;

const departures = { canceled: 'canceled by the caller', deadline: 'no response before the deadline' };

/**
 * Serves the best available value, level by level: live, last good with its age, or a safe default. `Served`
 * says which one it is.
 */
export class FallbackChain<T> {
  readonly name: string;
  readonly counts: FallbackChainCounts = noCounts();
  private readonly settings: FallbackChainSettings;
  private readonly lastGood: LastGoodValues<T>;
  private readonly safeDefault: (() => T) | undefined;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly flights: SingleFlight<Landed<T>>;
  private readonly refreshes = new EarlyRefresh();
  private readonly onError: (error: unknown) => void;

  /** @throws ResilienceConfigError */
  constructor(
    options: FallbackChainOptions<T>,
    { clock = systemClock, random = Math.random }: FallbackChainDeps = {},
  ) {
    this.settings = fallbackChainSettings(options);
    this.name = this.settings.name;
    this.safeDefault = options.safeDefault;
    this.onError = options.cache.onError;
    this.clock = clock;
    this.random = random;
    this.lastGood = new LastGoodValues(options, this.settings, clock, random);
    this.flights = new SingleFlight(clock);
  }

  /**
   * @throws DependencyError if no level has a value (see `asProblem`), or if nothing may stand in
   * @throws AbsentError if the dependency reports, or recently reported, that there is no such thing
   * Rethrows anything else that `live` throws.
   */
  async read(request: FallbackRead<T>): Promise<Served<T>> {
    try {
      return this.count(await this.fromLevels({ ...request, place: this.lastGood.place(request) }));
    } catch (error) {
      const served = this.inPlaceOfRefusal(error);
      if (served !== undefined) return this.count(served);
      this.counts[error instanceof AbsentError ? 'absent' : 'failed'] += 1;
      throw error;
    }
  }

  /** Number of reads that shared another read's live call. */
  get joined(): number {
    return this.flights.joined;
  }

  private async fromLevels(request: Placed<T>): Promise<Served<T>> {
    const known = await this.knownBefore(request);
    const spared = this.fresh(known, undefined);
    if (spared !== undefined) return spared;
    try {
      return await this.live(request, known);
    } catch (error) {
      if (!(error instanceof DependencyError) || !error.mayServeStale) throw error;
      const kept = await this.knownAfter(request, known);
      const served =
        this.fresh(kept, error) ?? this.stale(request, kept, error) ?? this.default(error.reason);
      if (served === undefined) throw error;
      return served;
    }
  }

  /**
   * A value that makes the live call unnecessary. With `live_first`, only a known absence does (it throws).
   */
  private async knownBefore(request: Placed<T>): Promise<ValueEntry<T> | undefined> {
    if (request.limits?.noCache === true) return undefined;
    if (this.settings.mode === 'live_first') {
      this.lastGood.refuseKnownAbsent(request.place);
      return undefined;
    }
    const entry = await this.lastGood.read(request.place);
    if (entry !== undefined && this.lastGood.isFresh(entry)) this.refreshEarly(request, entry);
    return entry;
  }

  /** With `cache_first`, the cache was already read; a second read could be slow again. */
  private async knownAfter(
    request: Placed<T>,
    known: ValueEntry<T> | undefined,
  ): Promise<ValueEntry<T> | undefined> {
    if (request.limits?.noCache === true || this.settings.mode === 'cache_first') return known;
    return this.lastGood.read(request.place);
  }

  private async live(request: Placed<T>, known: ValueEntry<T> | undefined): Promise<Served<T>> {
    const { value, asOf, isStored } = await this.flights.run(
      request.place.key,
      (signal) => this.lastGood.land(request.place, () => request.live(signal)),
      {
        signal: request.signal ?? callerSignal(),
        waitMs: remainingMs() - marginMs,
        departure: (why) =>
          new DependencyError(this.name, why, 'unknown', departures[why], {
            mayServeStale: why === 'deadline',
          }),
      },
    );
    const forwarded = request.limits?.noCache === true ? 'request' : known === undefined ? 'miss' : 'stale';
    return servedNow('live', value, { asOf, forwarded, isStored, reason: undefined });
  }

  private fresh(entry: ValueEntry<T> | undefined, error: DependencyError | undefined): Served<T> | undefined {
    if (entry === undefined || !this.lastGood.isFresh(entry)) return undefined;
    return servedStored('fresh', entry, { wallNow: this.clock.wallNow(), reason: error?.reason });
  }

  private stale(
    { limits }: Placed<T>,
    entry: ValueEntry<T> | undefined,
    { reason }: DependencyError,
  ): Served<T> | undefined {
    const wallNow = this.clock.wallNow();
    if (entry === undefined || this.settings.freshOnly || wallNow >= entry.staleUntil) return undefined;
    if (wallNow - entry.freshUntil > (limits?.maxStaleMs ?? Infinity)) return undefined;
    return servedStored('stale', entry, { wallNow, reason });
  }

  private default(reason: Cause): Served<T> | undefined {
    if (this.safeDefault === undefined) return undefined;
    const asOf = this.clock.wallNow();
    return servedNow('default', this.safeDefault(), { asOf, reason, forwarded: 'miss', isStored: false });
  }

  private inPlaceOfRefusal(error: unknown): Served<T> | undefined {
    if (!this.settings.defaultForRefusals) return undefined;
    if (error instanceof AbsentError) return this.default('final_response');
    return error instanceof DependencyError ? this.default(error.reason) : undefined;
  }

  private count(served: Served<T>): Served<T> {
    this.counts[served.source] += 1;
    return served;
  }

  private refreshEarly(request: Placed<T>, entry: ValueEntry<T>): void {
    const { refreshBeta: beta } = this.settings;
    const wallNow = this.clock.wallNow();
    if (!isRefreshDue(entry, { wallNow, beta, random: this.random })) return;
    this.refreshes.start(request.place.key, () =>
      this.live({ ...request, signal: undefined }, entry).then(
        () => void (this.counts.refreshed += 1),
        (error: unknown) => {
          this.counts.refreshFailed += 1;
          this.onError(error);
        },
      ),
    );
  }
}

function noCounts(): FallbackChainCounts {
  return { live: 0, fresh: 0, stale: 0, default: 0, absent: 0, failed: 0, refreshed: 0, refreshFailed: 0 };
}
