import { type Random } from '../clock.ts';

export interface OpenTimeOptions {
  readonly openMs: number;
  readonly openCapMs: number;
  readonly openJitterPercent: number;
}

/**
 * How long the breaker stays open, ms: doubles with each consecutive trip, up to the cap. Jitter is added on
 * top, beyond the cap too, so that instances do not probe in step.
 */
export function openTimeMs(consecutiveTrips: number, options: OpenTimeOptions, random: Random): number {
  const { openMs, openCapMs, openJitterPercent } = options;
  const baseMs = Math.min(openCapMs, openMs * 2 ** (consecutiveTrips - 1));
  return Math.floor(baseMs * (1 + (random() * openJitterPercent) / 100));
}
