import { z } from 'zod';
import { ResilienceConfigError } from '../dependency.options.ts';
import { type FallbackCache } from './fallback-cache.ts';

export interface FallbackChainOptions<T> {
  /** In keys, headers and metrics: lower-case words with dashes. */
  readonly name: string;
  readonly cache: FallbackCache;
  /** What a kept value must look like to be served; it must accept every live value. */
  readonly schema: z.ZodType<T>;
  /** Change it when the values' meaning changes: entries of another version are not read. */
  readonly schemaVersion: number;
  /** `live_first`: what is kept is for when the live call fails. `cache_first`: a fresh value spares the call. */
  readonly mode: 'live_first' | 'cache_first';
  /** How long a value is as good as live, ms. Default 60,000 (guess). */
  readonly freshMs?: number;
  /** How much longer it may stand in when the live call fails, ms. Default 3,600,000 (guess). */
  readonly staleMs?: number;
  /** How long it is believed that there is none, ms. Default 5,000 (guess). */
  readonly negativeMs?: number;
  /** Chance shortens both lifetimes by up to so much, so that what was stored together does not expire together. Default 10 (guess). */
  readonly ttlJitterPercent?: number;
  /** How eagerly fresh values are refreshed before they expire, with `cache_first`. Default 1 (XFetch's optimum); 0: not at all. */
  readonly refreshBeta?: number;
  /** Never a stale value: prices at checkout, balances, permissions. Default false. */
  readonly freshOnly?: boolean;
  /** What is served when nothing else is left; without one the caller gets the error. It must not call anything remote. */
  readonly safeDefault?: () => T;
  /** Serves the default also for what the other side refuses or does not have: for what must never fail. Default false. */
  readonly defaultForRefusals?: boolean;
}

const ms = z.number().min(0).max(31_536_000_000);

const numbers = z.object({
  name: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words with dashes'),
  schemaVersion: z.int().min(0),
  mode: z.enum(['live_first', 'cache_first']),
  freshMs: ms.default(60_000),
  staleMs: ms.default(3_600_000),
  negativeMs: ms.default(5_000),
  ttlJitterPercent: z.number().min(0).max(100).default(10),
  refreshBeta: z.number().min(0).max(100).default(1),
  freshOnly: z.boolean().default(false),
  defaultForRefusals: z.boolean().default(false),
});

export type FallbackChainSettings = Readonly<z.output<typeof numbers>>;

/** Fills in the defaults. @throws ResilienceConfigError naming every option that is wrong */
export function fallbackChainSettings(options: z.input<typeof numbers>): FallbackChainSettings {
  const result = numbers.safeParse(options);
  if (result.success) return result.data;
  throw new ResilienceConfigError(
    String(options.name),
    result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
  );
}
