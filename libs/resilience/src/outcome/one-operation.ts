import { type AttemptOutcome } from './attempt-outcome.ts';

/**
 * The outcome of a timely response that concerns one operation only: its result is open, or it was refused,
 * or it has to wait. For use in a `refine` or a custom classifier. The breaker counts a success, no other
 * call waits for its `Retry-After`, and the call is not retried, so it uses no retry budget. The response is
 * returned unchanged; its caller comes back later with the same key.
 */
export function concernsOneOperation(outcome: AttemptOutcome): AttemptOutcome {
  return {
    ...outcome,
    cause: 'one_operation',
    breakerSignal: 'success',
    retry: 'never',
    mayServeStale: false,
    execution: 'responded',
    pausesCalls: false,
  };
}
