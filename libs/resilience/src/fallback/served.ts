import { type Cause } from '../outcome/attempt-outcome.ts';
import { type ValueEntry } from './cache-entry.ts';

export type Source = 'live' | 'fresh' | 'stale' | 'default';

/** Why the other side was asked: nothing kept was looked at or found, what was found was stale, or the caller wanted it so. */
export type Forwarded = 'miss' | 'stale' | 'request';

/** A value and where it comes from: nobody gets the one without the other. */
export interface Served<T> {
  readonly value: T;
  readonly source: Source;
  /** When the other side gave it, ms since the epoch; now for a default. */
  readonly asOf: number;
  readonly ageMs: number;
  readonly isStale: boolean;
  /** Why it is not the live value; undefined when it is, and for a fresh one that was looked at first. */
  readonly reason: Cause | undefined;
  /** How much longer a kept value is fresh, ms; negative when it is stale, undefined when the value was not kept. */
  readonly ttlMs: number | undefined;
  readonly forwarded: Forwarded;
  /** Whether a live value is kept for later. */
  readonly isStored: boolean;
}

export function servedKept<T>(
  source: 'fresh' | 'stale',
  { value, storedAt, freshUntil }: ValueEntry<T>,
  { wallNow, reason }: { readonly wallNow: number; readonly reason: Cause | undefined },
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
