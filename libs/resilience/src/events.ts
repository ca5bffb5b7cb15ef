import { type BreakerState } from './dependency-snapshot.ts';
import { type RetrySuppression } from './outcome/dependency-error.ts';
import { type Cause } from './outcome/attempt-outcome.ts';

/**
 * Events of calls, named in the past tense. They carry no arguments, headers or bodies, so they are safe to
 * log.
 */
export type ResilienceEvent = { readonly dependency: string } & (
  | {
      readonly type: 'call.ended';
      readonly outcome: 'success' | 'failure' | 'rejected';
      readonly cause: Cause;
      readonly ms: number;
      readonly attempts: number;
    }
  | { readonly type: 'attempt.ended'; readonly cause: Cause; readonly ms: number; readonly attempt: number }
  | {
      readonly type: 'retry.scheduled';
      readonly cause: Cause;
      readonly delayMs: number;
      readonly attempt: number;
    }
  | { readonly type: 'retry.suppressed'; readonly reason: RetrySuppression }
  | {
      readonly type: 'breaker.changed';
      readonly from: BreakerState;
      readonly to: BreakerState;
      /** Time spent in `from`, ms. */
      readonly forMs: number;
    }
  | { readonly type: 'breaker.rejected' }
  | { readonly type: 'breaker.probe-started' | 'breaker.probe-lease-expired' | 'breaker.outcome-stale' }
  | { readonly type: 'bulkhead.rejected' }
  | { readonly type: 'retry-after-pause.started'; readonly forMs: number }
);

export type ResilienceListener = (event: ResilienceEvent) => void;
