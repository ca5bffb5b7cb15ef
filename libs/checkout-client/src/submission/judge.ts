import { type Answer } from '../http/answer.ts';
import { type NoAnswer } from '../http/attempt.ts';
import { type Problem } from '../http/problem.ts';
import { type Operation, type Recognised } from '../operation.ts';
import { type UnknownReason } from '../outcome.ts';

/** What came of an attempt, and what is to be done about it. */
export type Verdict<R> =
  | { readonly kind: 'recognised'; readonly recognised: Recognised<R> }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly isConclusive: boolean }
  | { readonly kind: 'conflict' | 'expired'; readonly problem: Problem }
  | Uncertain;

export interface Uncertain {
  readonly kind: 'uncertain';
  readonly reason: UnknownReason;
  /** Whether the same bytes with the same key are to be sent again. */
  readonly isRetried: boolean;
  /** Whether this very request may have had its effect. */
  readonly mayHaveRun: boolean;
}

/** The rules, in one place: what is an answer, what is sent again, what ends it. */
export function judge<R extends { readonly kind: string }>(
  came: Answer | NoAnswer,
  { recognise, conclusiveRefusals = [] }: Operation<R>,
): Verdict<R> {
  if ('noAnswer' in came) return uncertain(came.noAnswer, true);
  const { status, problem } = came;
  const code = problem?.code;
  if (status >= 500 || status === 408) return uncertain('busy', true);
  if (status === 429) return { ...uncertain('busy', true), mayHaveRun: false };
  if (status === 409 && code === 'idempotency_in_flight') return uncertain('busy', true);
  const recognised = recognise(came);
  if (recognised !== undefined) return { kind: 'recognised', recognised };
  // A broken success is asked for again: with the same key that is safe, and brings the stored answer.
  if (status >= 200 && status < 300) return uncertain('untrusted', true);
  if (problem === undefined || status < 400) return uncertain('untrusted', false);
  if (status === 422 && code === 'idempotency_key_reused') return { kind: 'conflict', problem };
  if (status === 412 && code === 'idempotency_key_expired') return { kind: 'expired', problem };
  return { kind: 'refused', problem, isConclusive: conclusiveRefusals.includes(problem.code) };
}

function uncertain(reason: UnknownReason, isRetried: boolean): Uncertain {
  return { kind: 'uncertain', reason, isRetried, mayHaveRun: true };
}
