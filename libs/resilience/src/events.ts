import { type BreakerState } from './dependency-snapshot.ts';
import { type RetrySuppression } from './outcome/dependency-error.ts';
import { type Cause } from './outcome/attempt-outcome.ts';

/** What happens to calls, in the past tense. No arguments, headers or bodies: an event may be logged as it is. */
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
      /** How long it was in `from`. */
      readonly forMs: number;
    }
  | { readonly type: 'breaker.rejected' }
  | { readonly type: 'breaker.probe-started' | 'breaker.probe-lease-expired' | 'breaker.outcome-stale' }
  | { readonly type: 'bulkhead.rejected' }
  | { readonly type: 'retry-after-pause.started'; readonly forMs: number }
);

export type ResilienceListener = (event: ResilienceEvent) => void;
