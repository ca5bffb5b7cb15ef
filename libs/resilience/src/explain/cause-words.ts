import { type BreakerSnapshot } from '../dependency-snapshot.ts';
import { type Cause, causes } from '../outcome/attempt-outcome.ts';

type Words = readonly [one: string, many: string];

const words: Readonly<Record<Exclude<Cause, 'timeout'>, Words>> = {
  final_response: ['an answer that counts as a failure', 'answers that count as failures'],
  one_operation: ['an answer about one operation only', 'answers about one operation only'],
  server_error: ['a server error', 'server errors'],
  unavailable: ['an answer that it is unavailable', 'answers that it is unavailable'],
  throttled: ['an answer that there are too many calls', 'answers that there are too many calls'],
  request_timeout: ['an answer that the request came too slowly', 'answers that the request came too slowly'],
  connect_failed: ['a connection that could not be made', 'connections that could not be made'],
  connection_lost: ['a lost connection', 'lost connections'],
  deadline: ['a call without time left', 'calls without time left'],
  canceled: ['a call whose caller left', 'calls whose callers left'],
  breaker_open: ['a call that the breaker refused', 'calls that the breaker refused'],
  bulkhead_full: ['a call refused as one too many', 'calls refused as too many'],
  retry_after_pause: ['a call refused while it was left alone', 'calls refused while it was left alone'],
  shutting_down: [
    'a call refused by our own side as it closed',
    'calls refused by our own side as it closed',
  ],
  unclassified: ['an error of a kind that is not known', 'errors of a kind that is not known'],
  internal_error: ['an error in our own code', 'errors in our own code'],
};

export interface CauseCount {
  readonly cause: Cause;
  readonly count: number;
}

/** Of equally many, the one that `causes` lists first; undefined when nothing failed. */
export function commonestCause({ failuresByCause }: BreakerSnapshot): CauseCount | undefined {
  return causes
    .map((cause) => ({ cause, count: failuresByCause[cause] ?? 0 }))
    .filter(({ count }) => count > 0)
    .reduce<CauseCount | undefined>(
      (most, each) => (most === undefined || each.count > most.count ? each : most),
      undefined,
    );
}

/** A cause of `count` failures; `limit` is how long an attempt may take, in words. */
export function causeWords(cause: Cause, count: number, limit: string): string {
  const [one, many] = cause === 'timeout' ? [`a timeout at ${limit}`, `timeouts at ${limit}`] : words[cause];
  return count === 1 ? one : many;
}
