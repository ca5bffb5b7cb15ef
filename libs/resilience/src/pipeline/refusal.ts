import { DependencyError, type RetrySuppression } from '../outcome/dependency-error.ts';
import { type Cause } from '../outcome/outcome.ts';
import { type Call } from './call.ts';

/** Why an attempt was not made. */
export interface Refusal {
  readonly kind: 'refused';
  readonly cause: Extract<
    Cause,
    'breaker_open' | 'bulkhead_full' | 'cool_down' | 'deadline' | 'cancelled' | 'closed'
  >;
  readonly retryAfterMs?: number;
}

const words: Record<Refusal['cause'], string> = {
  breaker_open: 'not called, its breaker is open',
  bulkhead_full: 'not called, too many calls to it are under way',
  cool_down: 'not called, it asked to be left alone for a while',
  deadline: 'no time left to call it',
  cancelled: 'the caller left',
  closed: 'not called, the service is stopping',
};

/** What a call says whose retry was refused. */
export const suppressedBy: Record<Refusal['cause'], RetrySuppression> = {
  breaker_open: 'breaker',
  bulkhead_full: 'bulkhead',
  cool_down: 'cool_down',
  deadline: 'deadline',
  cancelled: 'caller',
  closed: 'closed',
};

/** The error of a call whose first attempt was refused, or whose caller left before the next one. */
export function refusalError(
  dependency: string,
  { cause, retryAfterMs }: Refusal,
  call: Call,
): DependencyError {
  return new DependencyError(dependency, cause, call.fate, words[cause], {
    attempts: call.causes,
    mayServeStale: cause !== 'cancelled',
    retryAfterMs,
    retriesSuppressedBy: call.attempts > 0 ? suppressedBy[cause] : undefined,
    ...(cause === 'cancelled' ? { cause: call.signal?.reason } : {}),
  });
}
