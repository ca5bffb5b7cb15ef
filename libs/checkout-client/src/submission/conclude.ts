import { type Answer } from '../http/answer.ts';
import { type NoAnswer } from '../http/attempt.ts';
import { type Problem } from '../http/problem.ts';
import { type Claim, type Ledger } from '../keys/ledger.ts';
import { type Expired, type Outcome, type Sent, type Unknown, type UnknownReason } from '../outcome.ts';
import { type Attempted } from './attempt-all.ts';

/** Notes what the attempts came to, and tells it to the caller. */
export async function conclude<R>(attempted: Attempted<R>, ledger: Ledger): Promise<Outcome<R>> {
  const { claim, verdict, came, mayHaveRun } = attempted;
  const sent = sentOf(attempted);
  switch (verdict.kind) {
    case 'recognised': {
      const { result, state, reference } = verdict.recognised;
      await noted(ledger.settle(sent, state, reference));
      return { ...result, ...sent };
    }
    case 'refused': {
      const { problem, isConclusive } = verdict;
      const isSure = isConclusive || !mayHaveRun;
      const isReleased = isSure && ((await noted(ledger.release(sent, isConclusive))) ?? isConclusive);
      return isReleased
        ? { kind: 'refused', problem, ...sent }
        : { ...unknown('refused', came, true), ...sent };
    }
    case 'conflict':
      return { kind: 'conflict', problem: verdict.problem, ...sent };
    case 'expired': {
      // A fresh key that the server finds too old has done nothing; the clock of this device is wrong.
      const isUnused = !mayHaveRun && (await noted(ledger.release(sent, false))) === true;
      return { ...expired(claim, verdict.problem, sent), ...(isUnused ? { lastKnown: 'released' } : {}) };
    }
    case 'uncertain':
      return { ...unknown(verdict.reason, came, mayHaveRun), ...sent };
  }
}

/** The outcome of an operation whose key has outlived the server's memory: nothing is sent. */
export function tooOld(claim: Claim): Expired {
  const { operation, entry } = claim;
  return expired(claim, undefined, { operation, key: entry.key, attempts: 0, isReplay: false });
}

function sentOf({ claim, came, attempts }: Attempted<unknown>): Sent {
  const { operation, entry } = claim;
  return { operation, key: entry.key, attempts, isReplay: 'isReplay' in came && came.isReplay };
}

function expired({ entry }: Claim, problem: Problem | undefined, sent: Sent): Expired {
  return { kind: 'expired', problem, lastKnown: entry.state, reference: entry.reference, ...sent };
}

function unknown(
  reason: UnknownReason,
  came: Answer | NoAnswer,
  mayHaveRun: boolean,
): Omit<Unknown, keyof Sent> {
  const answer = 'noAnswer' in came ? undefined : came;
  return {
    kind: 'unknown',
    reason,
    mayHaveRun,
    status: answer?.status,
    problem: answer?.problem,
    retryAfterMs: answer?.retryAfterMs,
    cause: 'noAnswer' in came ? came.cause : undefined,
  };
}

/** A certain answer is not lost because the storage fails now: the entry stays open, and the next call asks the server again. */
export async function noted<T>(note: Promise<T>): Promise<T | undefined> {
  try {
    return await note;
  } catch {
    return undefined;
  }
}
