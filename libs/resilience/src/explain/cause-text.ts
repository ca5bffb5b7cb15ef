import { type BreakerSnapshot } from '../dependency-snapshot.ts';
import { type Cause, causes } from '../outcome/attempt-outcome.ts';

type Nouns = readonly [one: string, many: string];

const nouns: Readonly<Record<Exclude<Cause, 'timeout'>, Nouns>> = {
  final_response: ['a response counted as a failure', 'responses counted as failures'],
  one_operation: ['a response about one operation only', 'responses about one operation only'],
  server_error: ['a server error', 'server errors'],
  unavailable: ['an "unavailable" response', '"unavailable" responses'],
  throttled: ['a rate-limit response (429)', 'rate-limit responses (429)'],
  request_timeout: ['a request-timeout response (408)', 'request-timeout responses (408)'],
  connect_failed: ['a failed connection attempt', 'failed connection attempts'],
  connection_lost: ['a lost connection', 'lost connections'],
  deadline: ['a call past its deadline', 'calls past their deadline'],
  canceled: ['a call whose client disconnected', 'calls whose client disconnected'],
  breaker_open: ['a call rejected by the breaker', 'calls rejected by the breaker'],
  bulkhead_full: ['a call over the concurrency limit', 'calls over the concurrency limit'],
  retry_after_pause: [
    'a call rejected during a Retry-After pause',
    'calls rejected during a Retry-After pause',
  ],
  shutting_down: ['a call refused during shutdown', 'calls refused during shutdown'],
  unclassified: ['an unclassified error', 'unclassified errors'],
  internal_error: ['an internal error', 'internal errors'],
};

export interface CauseCount {
  readonly cause: Cause;
  readonly count: number;
}

/** Ties go to the cause that `causes` lists first; undefined if nothing failed. */
export function commonestCause({ failuresByCause }: BreakerSnapshot): CauseCount | undefined {
  return causes
    .map((cause) => ({ cause, count: failuresByCause[cause] ?? 0 }))
    .filter(({ count }) => count > 0)
    .reduce<CauseCount | undefined>(
      (most, each) => (most === undefined || each.count > most.count ? each : most),
      undefined,
    );
}

/** The noun for `count` failures of this cause. `limit`: the attempt timeout as text. */
export function causeText(cause: Cause, count: number, limit: string): string {
  const [one, many] =
    cause === 'timeout' ? [`a timeout after ${limit}`, `timeouts after ${limit}`] : nouns[cause];
  return count === 1 ? one : many;
}
