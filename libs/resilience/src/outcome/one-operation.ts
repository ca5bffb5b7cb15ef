import { type AttemptOutcome } from './attempt-outcome.ts';

/**
 * What an answer means that came in time and concerns only the operation it was asked about: its outcome is open, or it is refused, or it
 * has to wait. For a `refine`, or a classifier of one's own. The other side is well: the breaker counts a success, no other call waits for
 * a `Retry-After` that was meant for this one, and it is not repeated within the call, so that it takes nothing from the retry budget. The answer is
 * returned as it is: who asked comes back later, with the same key.
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
