import { type ApiResponse } from '../http/api-response.ts';
import { type NoResponse } from '../http/http-attempt.ts';

/** 60 s: no network makes two right clocks look further apart; the server takes keys from 5 minutes ahead. */
const leastSkewMs = 60_000;

/** 412: older than answers are kept. 400: from the future. */
const refusedTimes: Readonly<Record<string, number>> = {
  idempotency_key_expired: 412,
  idempotency_key_malformed: 400,
};

/**
 * How far the server is ahead of this device, ms, when it refused a key for the time in it and the two clocks do disagree. A
 * phone whose clock is wrong could otherwise never pay.
 */
export function correctedSkewMs(received: ApiResponse | NoResponse, now: number): number | undefined {
  if ('noResponse' in received || received.problem === undefined || received.serverNow === undefined)
    return undefined;
  if (refusedTimes[received.problem.code] !== received.status) return undefined;
  const skewMs = received.serverNow - now;
  return Math.abs(skewMs) < leastSkewMs ? undefined : skewMs;
}
