import { type IdempotentRequest } from '../key/idempotent-request.ts';
import { type Answer } from '../operation/answer.ts';

/** An unfinished operation in our hands. */
export interface Owned {
  readonly keyHash: string;
  /** The fence: every later commit holds only while the key has this epoch. */
  readonly epoch: number;
  readonly operation: string;
  readonly operationId: string;
  readonly recoveryPoint: string;
  readonly input: string;
  readonly attempt: number;
  readonly sentMsAgo: number;
  readonly isUncertain: boolean;
  readonly tries: number;
  readonly absentMsAgo: number | undefined;
  readonly resolution: Resolution | undefined;
}

/** What a person decided about an operation in review. */
export type Resolution =
  { readonly kind: 'outcome'; readonly outcome: unknown } | { readonly kind: 'not_executed' };

export type Claim =
  | { readonly verdict: 'owned'; readonly how: 'new' | 'resumed' | 'taken_over'; readonly owned: Owned }
  /** The operation ended in its first commit, and this was it. */
  | { readonly verdict: 'ended' }
  | { readonly verdict: 'replay'; readonly answer: Answer }
  /** The answer was forgotten; this is how things stand now. */
  | { readonly verdict: 'recalled'; readonly answer: Answer }
  | { readonly verdict: 'busy' | 'mismatch' | 'expired' | 'early' | 'review' };

export interface ClaimRow {
  readonly verdict:
    | 'new'
    | 'ours'
    | 'resumed'
    | 'taken_over'
    | 'replay'
    | 'busy'
    | 'mismatch'
    | 'expired'
    | 'early'
    | 'review';
  readonly key_hash: string;
  readonly operation: string;
  readonly operation_id: string;
  readonly epoch: number;
  readonly recovery_point: string | null;
  readonly input: string | null;
  readonly attempt: number;
  readonly sent_ms_ago: number;
  readonly is_uncertain: boolean;
  readonly tries: number;
  readonly absent_ms_ago: number | null;
  readonly resolution: Resolution | null;
  readonly status: number | null;
  readonly headers: Record<string, string> | null;
  readonly body: Buffer | null;
}

/** No row means that somebody else changed the key at this very moment: ask again. */
export function claimFrom(request: IdempotentRequest, row: ClaimRow | undefined): Claim {
  if (row === undefined) return { verdict: 'busy' };
  switch (row.verdict) {
    case 'new':
    case 'ours':
      return row.status === null
        ? { verdict: 'owned', how: 'new', owned: ownedFrom(row) }
        : { verdict: 'ended' };
    case 'resumed':
    case 'taken_over':
      return { verdict: 'owned', how: row.verdict, owned: ownedFrom(row) };
    case 'replay':
      return { verdict: 'replay', answer: answerFrom(row) };
    default:
      return { verdict: row.verdict };
  }
}

export function ownedFrom(row: ClaimRow): Owned {
  if (row.recovery_point === null || row.input === null)
    throw new Error(`the key of operation ${row.operation_id} is unfinished but has no recovery point`);
  return {
    keyHash: row.key_hash,
    epoch: row.epoch,
    operation: row.operation,
    operationId: row.operation_id,
    recoveryPoint: row.recovery_point,
    input: row.input,
    attempt: row.attempt,
    sentMsAgo: row.sent_ms_ago,
    isUncertain: row.is_uncertain,
    tries: row.tries,
    absentMsAgo: row.absent_ms_ago ?? undefined,
    resolution: row.resolution ?? undefined,
  };
}

function answerFrom({ status, headers, body }: ClaimRow): Answer {
  return { status: status ?? 0, headers: headers ?? {}, body: body ?? '' };
}
