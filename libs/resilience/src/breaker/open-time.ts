import { type Random } from '../clock.ts';

export interface OpenTimeOptions {
  readonly openMs: number;
  readonly openCapMs: number;
  readonly openJitterPercent: number;
}

/**
 * How long a breaker stays open, ms: twice as long with every trip in a row, up to the cap. Chance lengthens it, past the cap too,
 * so that the copies of a service do not probe in step.
 */
export function openTimeMs(consecutiveTrips: number, options: OpenTimeOptions, random: Random): number {
  const { openMs, openCapMs, openJitterPercent } = options;
  const baseMs = Math.min(openCapMs, openMs * 2 ** (consecutiveTrips - 1));
  return Math.floor(baseMs * (1 + (random() * openJitterPercent) / 100));
}
