import { reasonOf } from '@holdfast/service-defaults';
import {
  absent,
  type CallAttempt,
  type Decided,
  NotExecuted,
  type Phase,
  StillInProgress,
  undecided,
} from '../operation/phase.ts';
import { type Owned } from '../store/claim.ts';
import { type Suspension } from '../store/key-store.ts';
import { applyDecision } from './apply-decision.ts';
import { type RunningTimes } from './running-times.ts';
import { giveUp, isTooLateToSend, neverSeen } from './give-up.ts';
import { waiting } from './third-party-wait.ts';

/** The knowledge about a call. */
export type CallResolution =
  | {
      readonly kind: 'decided';
      readonly decided: Decided;
      /** The outcome that was found, if it contradicts the operator's decision. */
      readonly overrules?: unknown;
    }
  /** The call never happened: it may be made again under a new key. */
  | { readonly kind: 'new_attempt' }
  | { readonly kind: 'stopped'; readonly suspension: Suspension; readonly error: unknown };

/** 3: a failure may be stored under the key for this many tries before the call is only read back. */
const triesBeforeAsking = 3;

/** Finds the outcome of a phase's call: by making it, by repeating it, or by reading it back. */
export async function resolveCall<Input>(
  phase: Phase<Input>,
  input: Input,
  attempt: CallAttempt,
  owned: Owned,
  times: RunningTimes,
): Promise<CallResolution> {
  const { resolution, absentMsAgo } = owned;
  if (resolution !== undefined)
    return applyDecision(phase, input, attempt, { resolution, absentMsAgo }, times);
  if (absentMsAgo !== undefined || (attempt.mayHaveHappened && isTooLateToSend(phase, attempt)))
    return byReadingBack(phase, input, attempt, owned, times);
  const earlier = owned.attempt > 1 ? await byEarlierAttempt(phase, input, attempt, owned, times) : undefined;
  return earlier ?? byCalling(phase, input, attempt, owned, times);
}

/** The result of an earlier attempt that arrived after all; undefined if none did. */
async function byEarlierAttempt<Input>(
  phase: Phase<Input>,
  input: Input,
  attempt: CallAttempt,
  owned: Owned,
  times: RunningTimes,
): Promise<CallResolution | undefined> {
  const found = await readBack(phase, input, attempt);
  if (typeof found === 'symbol') return undefined;
  if (found.kind === 'decided') return found;
  if (isInProgress(found)) return waiting(found.error, times);
  return { kind: 'stopped', suspension: unknown(found.error, owned, times), error: found.error };
}

async function byCalling<Input>(
  phase: Phase<Input>,
  input: Input,
  attempt: CallAttempt,
  owned: Owned,
  times: RunningTimes,
): Promise<CallResolution> {
  try {
    return { kind: 'decided', decided: await phase.call(input, attempt) };
  } catch (error) {
    if (error instanceof NotExecuted && !attempt.mayHaveHappened)
      return {
        kind: 'stopped',
        suspension: { state: 'parked', reason: error.message },
        error: error.problem,
      };
    if (error instanceof StillInProgress) return waiting(error, times);
    const found = await readBack(phase, input, attempt);
    if (typeof found === 'object' && found.kind === 'decided') return found;
    if (isInProgress(found)) return waiting(found.error, times);
    const isAbsent = found === absent && owned.tries + 1 >= triesBeforeAsking && phase.isFinalResponse(error);
    const suspension = unknown(error, owned, times, isAbsent);
    if (typeof found !== 'object') return { kind: 'stopped', suspension, error };
    const reason = `${suspension.reason}; checking it failed too: ${reasonOf(found.error)}`;
    return { kind: 'stopped', suspension: { ...suspension, reason }, error };
  }
}

/**
 * Reads the call back without sending it: its key is no longer recognized, or the stored response is the
 * failure.
 */
async function byReadingBack<Input>(
  phase: Phase<Input>,
  input: Input,
  attempt: CallAttempt,
  owned: Owned,
  times: RunningTimes,
): Promise<CallResolution> {
  const isTooLate = isTooLateToSend(phase, attempt);
  const first = await readBack(phase, input, attempt);
  const found =
    first === undecided && isTooLate && phase.looksFurther
      ? await readEverywhere(phase, input, attempt)
      : first;
  if (typeof found === 'object' && found.kind === 'decided') return found;
  if (isInProgress(found)) return waiting(found.error, times);
  if (found === absent && owned.absentMsAgo !== undefined && owned.absentMsAgo >= times.absenceGraceMs)
    return isTooLate ? giveUp(neverSeen(phase)) : { kind: 'new_attempt' };
  const error =
    typeof found === 'object' ? found.error : new Error(`the outcome of ${phase.name} is not known`);
  if (found === undecided && isTooLate) return giveUp(error);
  return { kind: 'stopped', suspension: unknown(error, owned, times, found === absent), error };
}

type Found =
  | { readonly kind: 'decided'; readonly decided: Decided }
  | { readonly kind: 'failed'; readonly error: unknown }
  | typeof absent
  | typeof undecided;

async function readBack<Input>(phase: Phase<Input>, input: Input, attempt: CallAttempt): Promise<Found> {
  try {
    const found = await phase.readBack(input, attempt);
    return typeof found === 'symbol' ? found : { kind: 'decided', decided: found };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

/**
 * The last check before an operator is asked. `absent` proves nothing here: an earlier check that would have
 * seen the call was inconclusive.
 */
async function readEverywhere<Input>(
  phase: Phase<Input>,
  input: Input,
  attempt: CallAttempt,
): Promise<Found> {
  try {
    const found = await phase.lookEverywhere(input, attempt);
    return typeof found === 'symbol' ? undecided : { kind: 'decided', decided: found };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

type InProgress = { readonly kind: 'failed'; readonly error: StillInProgress };

function isInProgress(found: Found): found is InProgress {
  return typeof found === 'object' && found.kind === 'failed' && found.error instanceof StillInProgress;
}

/**
 * Releases the key until the next recheck, by a request or by the completer. A call that seems absent may
 * still arrive: it is rechecked as often, and when its absence can be believed.
 */
export function unknown(error: unknown, owned: Owned, times: RunningTimes, isAbsent = false): Suspension {
  const recheckInMs = nextRecheckInMs(owned.tries, times);
  const believedInMs = Math.ceil(times.absenceGraceMs - (owned.absentMsAgo ?? 0));
  const driveInMs = isAbsent ? Math.min(recheckInMs, believedInMs) : recheckInMs;
  return { state: 'unknown', reason: reasonOf(error), driveInMs, isAbsent };
}

/**
 * How long until the completer rechecks a key that was released after this many tries: exponential backoff
 * with full jitter.
 */
export function nextRecheckInMs(tries: number, { firstRecheckMs, longestRecheckMs }: RunningTimes): number {
  return Math.round(Math.random() * Math.min(longestRecheckMs, firstRecheckMs * 2 ** Math.min(tries, 20)));
}
