import { type StillInProgress } from '../operation/phase.ts';
import { type Suspension } from '../store/key-store.ts';
import { type CallResolution } from './resolve-call.ts';
import { type RunningTimes } from './running-times.ts';

/** Releases the key until the next recheck of a call that waits for a third party. */
export function waiting(error: StillInProgress, { slowRecheckMs }: RunningTimes): CallResolution {
  const suspension: Suspension = {
    state: 'unknown',
    reason: error.message,
    driveInMs: nextCheckInMs(error, slowRecheckMs, Date.now()),
    waitsUntil: error.until,
  };
  return { kind: 'stopped', suspension, error };
}

/**
 * Spread over the second half of the interval so that many keys do not come due together, but no later than
 * `until`, when the wait is over.
 */
export function nextCheckInMs(
  { until, recheckMs }: Pick<StillInProgress, 'until' | 'recheckMs'>,
  slowRecheckMs: number,
  now: number,
): number {
  const longestMs = Math.min(slowRecheckMs, recheckMs ?? slowRecheckMs);
  const spreadMs = Math.round(longestMs * (0.5 + Math.random() / 2));
  return Math.max(0, Math.min(spreadMs, until.getTime() - now));
}
