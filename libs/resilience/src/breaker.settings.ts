import { areValid, timings } from '@holdfast/service-defaults';
import { z } from 'zod';
import { type BreakerSettings } from './dependency.options.ts';

const ms = z.coerce.number().int().min(1).max(43_200_000).optional();

/**
 * Timings that override the breakers of all dependencies of a service; unset ones change nothing. Spread them
 * into the service's schema.
 */
export const breakerTimings = timings({
  BREAKER_OPEN_MS: ms,
  BREAKER_OPEN_CAP_MS: ms,
  BREAKER_MIN_CALLS: z.coerce.number().int().min(1).max(1_000_000).optional(),
  BREAKER_CONSECUTIVE_FAILURES: z.coerce.number().int().min(0).max(1_000_000).optional(),
  BREAKER_CONSECUTIVE_SPAN_MS: z.coerce.number().int().min(0).max(43_200_000).optional(),
});

type BreakerEnvironment = { readonly [K in keyof typeof breakerTimings]?: number | undefined };

/** Maps the settings that are set to breaker options. */
export function breakerOf(settings: BreakerEnvironment): BreakerSettings {
  const named = {
    openMs: settings.BREAKER_OPEN_MS,
    openCapMs: settings.BREAKER_OPEN_CAP_MS,
    minThroughput: settings.BREAKER_MIN_CALLS,
    consecutiveFailures: settings.BREAKER_CONSECUTIVE_FAILURES,
    consecutiveSpanMs: settings.BREAKER_CONSECUTIVE_SPAN_MS,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

/** Zod issue for a `refine` with `staysWithinCap`: the open time exceeds its cap. */
export const opensForTooLong = {
  path: ['BREAKER_OPEN_MS'],
  error: 'must not be more than BREAKER_OPEN_CAP_MS; set both or neither',
  when: areValid('BREAKER_OPEN_MS', 'BREAKER_OPEN_CAP_MS'),
};

export function staysWithinCap({
  BREAKER_OPEN_MS: open,
  BREAKER_OPEN_CAP_MS: cap,
}: BreakerEnvironment): boolean {
  return open === undefined ? cap === undefined : cap !== undefined && open <= cap;
}
