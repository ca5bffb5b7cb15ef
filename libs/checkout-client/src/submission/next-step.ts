import { type ApiResponse } from '../http/api-response.ts';
import { type NoResponse } from '../http/http-attempt.ts';
import { type Problem } from '../http/problem.ts';
import { type ClientOperation, type Recognized } from '../operation.ts';
import { type UnknownReason } from '../outcome.ts';

/** The result of an attempt and what to do next. */
export type SubmissionStep<R> =
  | { readonly kind: 'recognized'; readonly recognized: Recognized<R> }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly isConclusive: boolean }
  | { readonly kind: 'conflict' | 'expired'; readonly problem: Problem }
  | Uncertain;

export interface Uncertain {
  readonly kind: 'uncertain';
  readonly reason: UnknownReason;
  /** True if the same key and bytes should be sent again. */
  readonly isRetried: boolean;
  /** True if this request may have had its effect. */
  readonly mayHaveRun: boolean;
}

/** Decides what counts as a response, what is retried, and what ends the call. */
export function nextStep<R extends { readonly kind: string }>(
  received: ApiResponse | NoResponse,
  { recognize, conclusiveRefusals = [], retriesWithoutEffect = [] }: ClientOperation<R>,
): SubmissionStep<R> {
  if ('noResponse' in received) return uncertain(received.noResponse, true);
  const { status, problem } = received;
  const code = problem?.code;
  const hadNoEffect = code !== undefined && retriesWithoutEffect.includes(code);
  if (status >= 500 || status === 408) return { ...uncertain('busy', true), mayHaveRun: !hadNoEffect };
  if (status === 429) return { ...uncertain('busy', true), mayHaveRun: false };
  if (status === 409 && code === 'idempotency_in_flight') return uncertain('busy', true);
  const recognized = recognize(received);
  if (recognized !== undefined) return { kind: 'recognized', recognized };
  // A broken success is retried: with the same key that is safe, and returns the stored response.
  if (status >= 200 && status < 300) return uncertain('untrusted', true);
  if (problem === undefined || status < 400) return uncertain('untrusted', false);
  if (status === 422 && code === 'idempotency_key_reused') return { kind: 'conflict', problem };
  if (status === 412 && code === 'idempotency_key_expired') return { kind: 'expired', problem };
  return { kind: 'refused', problem, isConclusive: conclusiveRefusals.includes(problem.code) };
}

function uncertain(reason: UnknownReason, isRetried: boolean): Uncertain {
  return { kind: 'uncertain', reason, isRetried, mayHaveRun: true };
}
