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
  readonly firstSentMsAgo: number;
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

/** An unfinished key as the database tells it. */
export interface OwnedRow {
  readonly key_hash: string;
  readonly operation: string;
  readonly operation_id: string;
  readonly epoch: number;
  readonly recovery_point: string | null;
  readonly input: string | null;
  readonly attempt: number;
  readonly sent_ms_ago: number;
  readonly sent_at: Date | string;
  /** Null with the first attempt. */
  readonly first_sent_at: Date | string | null;
  readonly is_uncertain: boolean;
  readonly tries: number;
  readonly absent_ms_ago: number | null;
  readonly resolution: Resolution | null;
}

export interface ClaimRow {
  /** `ours`: this very claim was committed before, and its answer was lost. */
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
  readonly details: OwnedRow | null;
  readonly status: number | null;
  readonly headers: Record<string, string> | null;
  readonly body: Buffer | null;
}

/** What the key says to a request that finds it used. No row means that somebody else changed it at this very moment: ask again. */
export function claimFrom(row: ClaimRow | undefined): Exclude<Claim, { verdict: 'ended' }> {
  if (row === undefined) return { verdict: 'busy' };
  const { verdict } = row;
  switch (verdict) {
    case 'new':
    case 'ours':
      throw new Error(`a claim of its own cannot be "${verdict}" to another`);
    case 'resumed':
    case 'taken_over':
      if (row.details === null) throw new Error('an unfinished key came without its details');
      return { verdict: 'owned', how: verdict, owned: ownedFrom(row.details) };
    case 'replay':
      return {
        verdict,
        answer: { status: row.status ?? 0, headers: row.headers ?? {}, body: row.body ?? '' },
      };
    default:
      return { verdict };
  }
}

export function ownedFrom(row: OwnedRow): Owned {
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
    firstSentMsAgo: row.sent_ms_ago + beforeThisAttemptMs(row),
    isUncertain: row.is_uncertain,
    tries: row.tries,
    absentMsAgo: row.absent_ms_ago ?? undefined,
    resolution: row.resolution ?? undefined,
  };
}

/** Both times are the database's own. */
function beforeThisAttemptMs({ sent_at: sentAt, first_sent_at: firstSentAt }: OwnedRow): number {
  return firstSentAt === null ? 0 : new Date(sentAt).getTime() - new Date(firstSentAt).getTime();
}

/** An operation whose key is new. */
export function newlyOwned(
  keyHash: string,
  { name, operationId }: { readonly name: string; readonly operationId: string },
  { phase, input }: { readonly phase: string; readonly input: string },
): Owned {
  return {
    keyHash,
    epoch: 1,
    operation: name,
    operationId,
    recoveryPoint: phase,
    input,
    attempt: 1,
    sentMsAgo: 0,
    firstSentMsAgo: 0,
    isUncertain: false,
    tries: 0,
    absentMsAgo: undefined,
    resolution: undefined,
  };
}
