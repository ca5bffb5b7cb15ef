import { type StoredResponse } from '../operation/stored-response.ts';

/** An unfinished operation that this process owns. */
export interface Owned {
  readonly keyHash: string;
  /** The fence: a later commit succeeds only while the key has this epoch. */
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

/** An operator's decision on an operation in review. */
export type Resolution =
  { readonly kind: 'outcome'; readonly outcome: unknown } | { readonly kind: 'not_executed' };

/** Why a key cannot be used for a request now, in the words of the problem codes. */
export type KeyRefusal = 'in_flight' | 'reused' | 'expired' | 'from_future' | 'in_review';

/** The result of claiming a key in the database. */
export type ClaimResult =
  | { readonly kind: 'owned'; readonly how: 'new' | 'resumed' | 'taken_over'; readonly owned: Owned }
  /** The operation completed in its first commit, which this claim made. */
  | { readonly kind: 'done' }
  | { readonly kind: 'replay'; readonly response: StoredResponse }
  /** The stored response has expired; this one shows the current state. */
  | { readonly kind: 'rebuilt'; readonly response: StoredResponse }
  | { readonly kind: KeyRefusal };

/** An unfinished key as its row says. */
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
  /** Null on the first attempt. */
  readonly first_sent_at: Date | string | null;
  readonly is_uncertain: boolean;
  readonly tries: number;
  readonly absent_ms_ago: number | null;
  readonly resolution: Resolution | null;
}

export interface ClaimRow {
  /** `already_ours`: this same claim was committed before, and its response was lost. */
  readonly result: 'new' | 'already_ours' | 'resumed' | 'taken_over' | 'replay' | KeyRefusal;
  readonly details: OwnedRow | null;
  readonly status: number | null;
  readonly headers: Record<string, string> | null;
  readonly body: Buffer | null;
}

/**
 * The result for a request whose key is already used. No row means that another process changed the key
 * meanwhile.
 */
export function claimFrom(row: ClaimRow | undefined): Exclude<ClaimResult, { kind: 'done' }> {
  if (row === undefined) return { kind: 'in_flight' };
  const { result } = row;
  switch (result) {
    case 'new':
    case 'already_ours':
      throw new Error(`a used key cannot be "${result}"`);
    case 'resumed':
    case 'taken_over':
      if (row.details === null) throw new Error('an unfinished key came without its details');
      return { kind: 'owned', how: result, owned: ownedFrom(row.details) };
    case 'replay':
      return {
        kind: result,
        response: { status: row.status ?? 0, headers: row.headers ?? {}, body: row.body ?? '' },
      };
    default:
      return { kind: result };
  }
}

export function ownedFrom(row: OwnedRow): Owned {
  if (row.recovery_point === null || row.input === null)
    throw new Error(
      `the key of operation ${row.operation_id} is unfinished but has no recovery point or no input`,
    );
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
