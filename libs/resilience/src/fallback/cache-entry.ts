import { z } from 'zod';
import { type Random } from '../clock.ts';

interface Lifetime {
  /** Instants on the wall clock of the writing process, ms since the epoch. */
  readonly storedAt: number;
  readonly freshUntil: number;
  readonly staleUntil: number;
}

/** A cached result: a value or, for a short time, the fact that there is none. */
export type CacheEntry<T> = Lifetime &
  ({ readonly kind: 'value'; readonly value: T } | { readonly kind: 'negative' });

export type ValueEntry<T> = Extract<CacheEntry<T>, { kind: 'value' }>;

export interface LifetimeSettings {
  readonly freshMs: number;
  /** How long it may be served once it is stale. */
  readonly staleMs: number;
  readonly jitterPercent: number;
}

/**
 * Shortens both lifetimes by the same random share, so that entries stored together do not expire together.
 */
export function valueEntry<T>(
  value: T,
  storedAt: number,
  { freshMs, staleMs, jitterPercent }: LifetimeSettings,
  random: Random,
): ValueEntry<T> {
  const share = 1 - (jitterPercent / 100) * random();
  const freshUntil = storedAt + Math.round(freshMs * share);
  return {
    kind: 'value',
    value,
    storedAt,
    freshUntil,
    staleUntil: freshUntil + Math.round(staleMs * share),
  };
}

export function negativeEntry(storedAt: number, negativeMs: number): CacheEntry<never> {
  const until = storedAt + negativeMs;
  return { kind: 'negative', storedAt, freshUntil: until, staleUntil: until };
}

export type Freshness = 'fresh' | 'stale' | 'expired';

export function freshnessOf({ freshUntil, staleUntil }: Lifetime, wallNow: number): Freshness {
  if (wallNow < freshUntil) return 'fresh';
  return wallNow < staleUntil ? 'stale' : 'expired';
}

/**
 * 2 s of clock skew between machines. An entry from further in the future is ignored: it could stay fresh
 * forever.
 */
const clockSkewMs = 2_000;

/** `v` is absent for undefined, which JSON lacks. */
const envelopeSchema = z.object({
  v: z.unknown().optional(),
  storedAt: z.number(),
  freshUntil: z.number(),
  staleUntil: z.number(),
  kind: z.enum(['value', 'negative']),
  schema: z.number(),
});

/** Serializes entries. Values go through JSON; anything JSON cannot hold is lost. */
export class EntryFormat<T> {
  /** `schema` must accept every value written. Change `version` if the meaning of the values changes. */
  constructor(
    private readonly schema: z.ZodType<T>,
    readonly version: number,
  ) {}

  write(entry: CacheEntry<T>): string {
    const { kind, storedAt, freshUntil, staleUntil } = entry;
    const v = kind === 'value' ? entry.value : undefined;
    return JSON.stringify({ v, storedAt, freshUntil, staleUntil, kind, schema: this.version });
  }

  /** Undefined if the text is not an entry of this format. */
  read(text: string, wallNow: number): CacheEntry<T> | undefined {
    const envelope = envelopeSchema.safeParse(parseJson(text)).data;
    if (envelope === undefined || envelope.schema !== this.version) return undefined;
    const { v, kind, storedAt, freshUntil, staleUntil } = envelope;
    if (storedAt > wallNow + clockSkewMs) return undefined;
    const lifetime = { storedAt, freshUntil, staleUntil };
    if (kind === 'negative') return { ...lifetime, kind };
    const value = this.schema.safeParse(v);
    return value.success ? { ...lifetime, kind, value: value.data } : undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
