import { callerSignal, remainingMs } from '@holdfast/service-defaults';
import { type Clock, type Random, systemClock } from '../clock.ts';
import { DependencyError } from '../outcome/dependency-error.ts';
import { type Cause } from '../outcome/attempt-outcome.ts';
import { type CallerLimits } from './cache-control.ts';
import { type Json, type CacheScope } from './entry-key.ts';
import { LastGoodValues, type Landed } from './last-good-values.ts';
import {
  type FallbackChainOptions,
  type FallbackChainSettings,
  fallbackChainSettings,
} from './fallback-chain.options.ts';
import { AbsentError } from './absent-error.ts';
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
  readonly live: (signal: AbortSignal) => Promise<T>;
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
 * error.
 */
export type FallbackChainCounts = Record<Source | 'absent' | 'failed', number>;

type Keyed<T> = FallbackRead<T> & { readonly key: string };

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
  private readonly flights: SingleFlight<Landed<T>>;

  /** @throws ResilienceConfigError */
  constructor(
    options: FallbackChainOptions<T>,
    { clock = systemClock, random = Math.random }: FallbackChainDeps = {},
  ) {
    this.settings = fallbackChainSettings(options);
    this.name = this.settings.name;
    this.safeDefault = options.safeDefault;
    this.clock = clock;
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
      return this.count(await this.fromLevels({ ...request, key: this.lastGood.keyOf(request) }));
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

  private async fromLevels(request: Keyed<T>): Promise<Served<T>> {
    if (request.limits?.noCache !== true) this.lastGood.refuseKnownAbsent(request.key);
    try {
      return await this.live(request);
    } catch (error) {
      if (!(error instanceof DependencyError) || !error.mayServeStale) throw error;
      const served = (await this.stored(request, error.reason)) ?? this.default(error.reason);
      if (served === undefined) throw error;
      return served;
    }
  }

  private async live(request: Keyed<T>): Promise<Served<T>> {
    const { value, asOf, isStored } = await this.flights.run(
      request.key,
      (signal) => this.lastGood.land(request.key, () => request.live(signal)),
      {
        signal: request.signal ?? callerSignal(),
        waitMs: remainingMs() - marginMs,
        departure: (why) =>
          new DependencyError(this.name, why, 'unknown', departures[why], {
            mayServeStale: why === 'deadline',
          }),
      },
    );
    const forwarded = request.limits?.noCache === true ? 'request' : 'miss';
    return servedNow('live', value, { asOf, forwarded, isStored, reason: undefined });
  }

  private async stored({ limits, key }: Keyed<T>, reason: Cause): Promise<Served<T> | undefined> {
    if (limits?.noCache === true) return undefined;
    const entry = await this.lastGood.read(key);
    if (entry === undefined) return undefined;
    const wallNow = this.clock.wallNow();
    const staleForMs = wallNow - entry.freshUntil;
    if (staleForMs < 0) return servedStored('fresh', entry, { wallNow, reason });
    if (wallNow >= entry.staleUntil) return undefined;
    if (staleForMs > (limits?.maxStaleMs ?? Infinity)) return undefined;
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
}

function noCounts(): FallbackChainCounts {
  return { live: 0, fresh: 0, stale: 0, default: 0, absent: 0, failed: 0 };
}
