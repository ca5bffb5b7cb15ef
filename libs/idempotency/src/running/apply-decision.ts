import { isDeepStrictEqual } from 'node:util';
import { currentTrace, reasonOf, withRequestContext } from '@holdfast/service-defaults';
import {
  type CallAttempt,
  type Decided,
  type Phase,
  StillInProgress,
  undecided,
} from '../operation/phase.ts';
import { type Owned, type Resolution } from '../store/claim.ts';
import { isTooLateToSend } from './give-up.ts';
import { type CallResolution } from './resolve-call.ts';
import { type RunningTimes } from './running-times.ts';
import { waiting } from './third-party-wait.ts';

/**
 * Applies an operator's decision after reading the call back. What the remote party knows wins, so a wrong
 * decision cannot repeat a call. "Not executed" is accepted only if the remote party has never seen the call,
 * long enough after it may last have been sent. Until then, the decision waits and nothing is sent.
 */
export async function applyDecision<Input>(
  phase: Phase<Input>,
  input: Input,
  attempt: CallAttempt,
  { resolution, absentMsAgo }: Pick<Owned, 'absentMsAgo'> & { readonly resolution: Resolution },
  times: RunningTimes,
): Promise<CallResolution> {
  const isTooLate = isTooLateToSend(phase, attempt);
  const refuse = (why: string, error: unknown = new Error(why)): CallResolution => ({
    kind: 'stopped',
    error,
    suspension: {
      reason: `decision not applied: ${why}`,
      // Automatic rechecks continue while they can help; the operator can read the reason meanwhile.
      ...(isTooLate ? { state: 'review' } : { state: 'unknown', driveInMs: times.longestRecheckMs }),
    },
  });
  let given: Decided | undefined;
  try {
    if (resolution.kind === 'outcome') given = phase.decide(resolution.outcome, input);
  } catch (error) {
    const suspension = { state: 'review', reason: `decision not applied: ${reasonOf(error)}` } as const;
    return { kind: 'stopped', suspension, error };
  }
  let found: Awaited<ReturnType<Phase<Input>['lookEverywhere']>>;
  try {
    found = await asOwnJob(attempt, () => phase.lookEverywhere(input, attempt));
  } catch (error) {
    if (error instanceof StillInProgress) return waiting(error, times);
    if (given !== undefined) return { kind: 'decided', decided: given };
    const refused = refuse(`could not check whether ${phase.name} was executed: ${reasonOf(error)}`, error);
    return absentMsAgo === undefined ? refused : postponed(phase, times.longestRecheckMs);
  }
  if (typeof found === 'object') return { kind: 'decided', decided: found, ...overruled(found, given) };
  if (given !== undefined) return { kind: 'decided', decided: given };
  if (found === undecided)
    return refuse(`${phase.name} may have been executed. Record its outcome, or retry`);
  // A request can be the last one until its key is too old, or until this decision.
  const tooOldForMs = Math.min(attempt.sentMsAgo, attempt.firstSentMsAgo - phase.resendForMs);
  const notSentForMs = Math.max(tooOldForMs, absentMsAgo ?? 0);
  return notSentForMs >= times.absenceGraceMs
    ? { kind: 'new_attempt' }
    : postponed(phase, times.absenceGraceMs - notSentForMs);
}

function postponed({ name }: { readonly name: string }, forMs: number): CallResolution {
  const reason = `decision not applied yet: ${name} may have been sent recently and may still arrive`;
  return {
    kind: 'stopped',
    error: new Error(reason),
    suspension: {
      state: 'unknown',
      reason,
      driveInMs: Math.ceil(forMs),
      isAbsent: true,
      keepsDecision: true,
    },
  };
}

/** A request that is canceled or late would end the look, which would say nothing about the call. */
const asOwnJob = <T>({ operationId }: CallAttempt, look: () => T): T =>
  withRequestContext({ requestId: operationId, trace: currentTrace(), deadlineAt: undefined }, look);

/** The outcome that was found, unless the operator recorded the same. */
function overruled(found: Decided, given: Decided | undefined): { readonly overrules?: unknown } {
  return given !== undefined && isDeepStrictEqual(found.outcome, given.outcome)
    ? {}
    : { overrules: found.outcome };
}
