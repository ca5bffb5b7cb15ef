import { type ApiResponse } from '../http/api-response.ts';
import { type NoResponse } from '../http/http-attempt.ts';

/**
 * 60 s: network delay never makes correct clocks differ by this much; the server accepts keys from 5 minutes
 * ahead.
 */
const leastSkewMs = 60_000;

/** 412: older than the retention. 400: from the future. */
const refusedTimes: Readonly<Record<string, number>> = {
  idempotency_key_expired: 412,
  idempotency_key_malformed: 400,
};

/**
 * How far the server's clock is ahead of `now`, ms, if it refused a key for its time and that is not the
 * server's. Otherwise a phone with a wrong clock could never pay. Both times count: a clock may be set again
 * after a correction.
 */
export function correctedSkewMs(
  received: ApiResponse | NoResponse,
  keyTime: number,
  now: number,
): number | undefined {
  if ('noResponse' in received || received.problem === undefined || received.serverNow === undefined)
    return undefined;
  if (refusedTimes[received.problem.code] !== received.status) return undefined;
  return Math.abs(received.serverNow - keyTime) < leastSkewMs ? undefined : received.serverNow - now;
}
