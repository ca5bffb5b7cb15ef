import { DependencyError, type RetrySuppression } from '../outcome/dependency-error.ts';
import { type Cause } from '../outcome/attempt-outcome.ts';
import { type Call } from './call.ts';

/** An attempt that was not made, and why. */
export interface CallRefusal {
  readonly kind: 'refused';
  readonly cause: Extract<
    Cause,
    'breaker_open' | 'bulkhead_full' | 'retry_after_pause' | 'deadline' | 'canceled' | 'shutting_down'
  >;
  readonly retryAfterMs?: number;
}

const texts: Record<CallRefusal['cause'], string> = {
  breaker_open: 'not called: its breaker is open',
  bulkhead_full: 'not called: too many calls in progress',
  retry_after_pause: 'not called: it asked clients to back off',
  deadline: 'not called: too little time left',
  canceled: 'canceled by the caller',
  shutting_down: 'not called: this process is shutting down',
};

/** The reason that a call reports for a refused retry. */
export const suppressedBy: Record<CallRefusal['cause'], RetrySuppression> = {
  breaker_open: 'breaker',
  bulkhead_full: 'bulkhead',
  retry_after_pause: 'retry_after_pause',
  deadline: 'deadline',
  canceled: 'caller',
  shutting_down: 'shutting_down',
};

/** The error of a call whose first attempt was refused, or that its caller canceled between attempts. */
export function refusalError(
  dependency: string,
  { cause, retryAfterMs }: CallRefusal,
  call: Call,
): DependencyError {
  return new DependencyError(dependency, cause, call.execution, texts[cause], {
    attempts: call.causes,
    mayServeStale: cause !== 'canceled',
    retryAfterMs,
    retriesSuppressedBy: call.attempts > 0 ? suppressedBy[cause] : undefined,
    ...(cause === 'canceled' ? { cause: call.signal?.reason } : {}),
  });
}
