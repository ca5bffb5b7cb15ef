import { type Cause } from '../outcome/attempt-outcome.ts';
import { type ValueEntry } from './cache-entry.ts';

export type Source = 'live' | 'fresh' | 'stale' | 'default';

/** Why the live call was made: as always, or because the caller accepts no stored value. */
export type Forwarded = 'miss' | 'request';

/** A value together with its source. */
export interface Served<T> {
  readonly value: T;
  readonly source: Source;
  /** When the dependency sent it, ms since the epoch; now for a default. */
  readonly asOf: number;
  readonly ageMs: number;
  readonly isStale: boolean;
  /** Why it is not live; undefined for a live value. */
  readonly reason: Cause | undefined;
  /** How much longer a stored value is fresh, ms; negative if stale, undefined if not stored. */
  readonly ttlMs: number | undefined;
  readonly forwarded: Forwarded;
  /** True if the live value was stored. */
  readonly isStored: boolean;
}

export function servedStored<T>(
  source: 'fresh' | 'stale',
  { value, storedAt, freshUntil }: ValueEntry<T>,
  { wallNow, reason }: { readonly wallNow: number; readonly reason: Cause },
): Served<T> {
  return {
    value,
    source,
    asOf: storedAt,
    ageMs: Math.max(0, wallNow - storedAt),
    isStale: source === 'stale',
    reason,
    ttlMs: freshUntil - wallNow,
    forwarded: 'miss',
    isStored: false,
  };
}

export function servedNow<T>(
  source: 'live' | 'default',
  value: T,
  rest: Pick<Served<T>, 'asOf' | 'reason' | 'forwarded' | 'isStored'>,
): Served<T> {
  return { value, source, ageMs: 0, isStale: false, ttlMs: undefined, ...rest };
}
