import { type StillInProgress } from '../operation/phase.ts';
import { type Suspension } from '../store/key-store.ts';
import { type CallResolution } from './resolve-call.ts';
import { type RunningTimes } from './running-times.ts';

/**
 * Releases the key until the next slow recheck, spread over the second half of the interval so that many keys
 * do not come due together.
 */
export function waiting(error: StillInProgress, { slowRecheckMs }: RunningTimes): CallResolution {
  const driveInMs = Math.round(slowRecheckMs * (0.5 + Math.random() / 2));
  const suspension: Suspension = {
    state: 'unknown',
    reason: error.message,
    driveInMs,
    waitsUntil: error.until,
  };
  return { kind: 'stopped', suspension, error };
}
