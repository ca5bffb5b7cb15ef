import { z } from 'zod';
import { ResilienceConfigError } from '../dependency.options.ts';
import { type FallbackCache } from './fallback-cache.ts';

export interface FallbackChainOptions<T> {
  /** Used in keys, headers and metrics: lower-case words with dashes. */
  readonly name: string;
  readonly cache: FallbackCache;
  /** Validates stored values before they are served; must accept every live value. */
  readonly schema: z.ZodType<T>;
  /** Change it if the meaning of the values changes; entries of other versions are ignored. */
  readonly schemaVersion: number;
  /** How long a value is fresh, ms. Default 60,000. */
  readonly freshMs?: number;
  /**
   * How much longer a stale value may be served if the live call fails, ms. Default 3,600,000. 0 serves none:
   * for prices at checkout, balances, permissions.
   */
  readonly staleMs?: number;
  /** How long an absence is remembered, ms. Default 5,000. */
  readonly negativeMs?: number;
  /**
   * Random reduction of both lifetimes, percent, so that entries stored together do not expire together.
   * Default 10.
   */
  readonly ttlJitterPercent?: number;
  /**
   * Served if nothing else is available; without it, the caller gets the error. Must not call anything
   * remote.
   */
  readonly safeDefault?: () => T;
  /**
   * Also serves the default if the dependency refuses or has no such thing. For reads that must never fail.
   * Default false.
   */
  readonly defaultForRefusals?: boolean;
}

const ms = z.number().min(0).max(31_536_000_000);

const numbers = z.object({
  name: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words with dashes'),
  schemaVersion: z.int().min(0),
  freshMs: ms.default(60_000),
  staleMs: ms.default(3_600_000),
  negativeMs: ms.default(5_000),
  ttlJitterPercent: z.number().min(0).max(100).default(10),
  defaultForRefusals: z.boolean().default(false),
});

export type FallbackChainSettings = Readonly<z.output<typeof numbers>>;

/** Fills in the defaults. @throws ResilienceConfigError that names every invalid option. */
export function fallbackChainSettings(options: z.input<typeof numbers>): FallbackChainSettings {
  const result = numbers.safeParse(options);
  if (result.success) return result.data;
  throw new ResilienceConfigError(
    String(options.name),
    result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
  );
}
