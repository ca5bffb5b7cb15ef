import { DependencyError, type RetrySuppression } from '../outcome/dependency-error.ts';
import { type Cause } from '../outcome/attempt-outcome.ts';
import { type Call } from './call.ts';

/** Why an attempt was not made. */
export interface CallRefusal {
  readonly kind: 'refused';
  readonly cause: Extract<
    Cause,
    'breaker_open' | 'bulkhead_full' | 'retry_after_pause' | 'deadline' | 'canceled' | 'shutting_down'
  >;
  readonly retryAfterMs?: number;
}

const words: Record<CallRefusal['cause'], string> = {
  breaker_open: 'not called, its breaker is open',
  bulkhead_full: 'not called, too many calls to it are under way',
  retry_after_pause: 'not called, it asked to be left alone for a while',
  deadline: 'no time left to call it',
  canceled: 'the caller left',
  shutting_down: 'not called, the service is stopping',
};

/** What a call says whose retry was refused. */
export const suppressedBy: Record<CallRefusal['cause'], RetrySuppression> = {
  breaker_open: 'breaker',
  bulkhead_full: 'bulkhead',
  retry_after_pause: 'retry_after_pause',
  deadline: 'deadline',
  canceled: 'caller',
  shutting_down: 'shutting_down',
};

/** The error of a call whose first attempt was refused, or whose caller left before the next one. */
export function refusalError(
  dependency: string,
  { cause, retryAfterMs }: CallRefusal,
  call: Call,
): DependencyError {
  return new DependencyError(dependency, cause, call.execution, words[cause], {
    attempts: call.causes,
    mayServeStale: cause !== 'canceled',
    retryAfterMs,
    retriesSuppressedBy: call.attempts > 0 ? suppressedBy[cause] : undefined,
    ...(cause === 'canceled' ? { cause: call.signal?.reason } : {}),
  });
}
