import { type ApiResponse } from '../http/api-response.ts';
import { type NoResponse } from '../http/http-attempt.ts';
import { type Problem } from '../http/problem.ts';
import { type KeyClaim, type Ledger } from '../keys/ledger.ts';
import { type Expired, type Outcome, type Sent, type Unknown, type UnknownReason } from '../outcome.ts';
import { type Attempted } from './attempt-all.ts';

/** Records the result of the attempts and returns it. */
export async function conclude<R>(attempted: Attempted<R>, ledger: Ledger): Promise<Outcome<R>> {
  const { claim, next, received, mayHaveRun } = attempted;
  const sent = sentOf(attempted);
  switch (next.kind) {
    case 'recognized': {
      const { result, state, reference } = next.recognized;
      await tryRecord(ledger.settle(sent, state, reference));
      return { ...result, ...sent };
    }
    case 'refused': {
      const { problem, isConclusive } = next;
      const isSure = isConclusive || !mayHaveRun;
      const isReleased = isSure && ((await tryRecord(ledger.release(sent, isConclusive))) ?? isConclusive);
      return isReleased
        ? { kind: 'refused', problem, ...sent }
        : { ...unknown('refused', received, true), ...sent };
    }
    case 'conflict':
      return { kind: 'conflict', problem: next.problem, ...sent };
    case 'expired': {
      // A fresh key that the server finds too old had no effect; this device's clock is wrong.
      const isUnused = !mayHaveRun && (await tryRecord(ledger.release(sent, false))) === true;
      return { ...expired(claim, next.problem, sent), ...(isUnused ? { lastKnown: 'released' } : {}) };
    }
    case 'uncertain': {
      // Released, so that the next call knows it too, and another body may have the name.
      const hadNoEffect = !mayHaveRun && (await tryRecord(ledger.release(sent, false))) === true;
      return { ...unknown(next.reason, received, !hadNoEffect), ...sent };
    }
  }
}

/** The outcome of an operation whose key has expired; nothing is sent. */
export function tooOld(claim: KeyClaim): Expired {
  const { operation, entry } = claim;
  return expired(claim, undefined, { operation, key: entry.key, attempts: 0, isReplay: false });
}

function sentOf({ claim, received, attempts }: Attempted<unknown>): Sent {
  const { operation, entry } = claim;
  return { operation, key: entry.key, attempts, isReplay: 'isReplay' in received && received.isReplay };
}

function expired({ entry }: KeyClaim, problem: Problem | undefined, sent: Sent): Expired {
  return { kind: 'expired', problem, lastKnown: entry.state, reference: entry.reference, ...sent };
}

function unknown(
  reason: UnknownReason,
  received: ApiResponse | NoResponse,
  mayHaveRun: boolean,
): Omit<Unknown, keyof Sent> {
  const response = 'noResponse' in received ? undefined : received;
  return {
    kind: 'unknown',
    reason,
    mayHaveRun,
    status: response?.status,
    problem: response?.problem,
    retryAfterMs: response?.retryAfterMs,
    cause: 'noResponse' in received ? received.cause : undefined,
  };
}

/**
 * A storage failure does not hide a conclusive response: the entry stays open, and the next call asks the
 * server again.
 */
export async function tryRecord<T>(record: Promise<T>): Promise<T | undefined> {
  try {
    return await record;
  } catch {
    return undefined;
  }
}
