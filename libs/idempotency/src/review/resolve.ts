import { type Pool } from 'pg';
import { type Resolution } from '../store/claim.ts';
import { findOperation } from './find-operations.ts';
import { nextStepOf, type OperationSnapshot } from './operation-snapshot.ts';

/**
 * An operator's decision on a call with an unknown outcome: its outcome, that it never happened, or a
 * recheck.
 */
export type OperatorDecision = Resolution | { readonly kind: 'recheck' };

/** The call that a decision is about. */
export interface AttemptName {
  readonly operationId: string;
  readonly phase: string;
  readonly attempt: number;
}

/** A decision that is stored but not applied yet. */
export interface StoredDecision extends AttemptName {
  readonly kind: OperatorDecision['kind'];
  readonly keyHash: string;
  /** The key's epoch until a process picks the decision up. */
  readonly epoch: number;
}

export interface DecisionAuthor {
  readonly by: string;
  /** Replaces an earlier decision that has not been applied yet. Default false. */
  readonly isInstead?: boolean;
}

export type ResolveRefusal =
  | 'no_such_operation'
  | 'is_finished'
  /** Definitely not executed: the next request with its key makes the call. */
  | 'needs_no_decision'
  /** It is at another call by now. */
  | 'has_moved_on'
  | 'is_running'
  /** Another process takes it over first. */
  | 'owner_died'
  | 'is_decided';

export type Resolved =
  | { readonly kind: 'stored'; readonly decision: StoredDecision }
  | {
      readonly kind: 'refused';
      readonly because: ResolveRefusal;
      readonly now: OperationSnapshot | undefined;
    };

const store = `
  with decided as (
    update idempotency_key k
    set state = 'unknown', epoch = k.epoch + 1, drive_at = clock_timestamp(),
        absent_at = case when k.resolution is null then k.absent_at end,
        resolution = $5::jsonb || jsonb_build_object('by', $6::text, 'at', clock_timestamp())
    where k.operation_id = $1 and k.recovery_point = $2 and k.attempt = $3
      and k.state in ('unknown', 'review') and k.state <> 'done' and (k.resolution is null or $7)
    returning k.key_hash, k.operation_id, k.operation, k.recovery_point, k.attempt, k.epoch, k.reason
  ), kept as (
    insert into idempotency_decision (operation_id, operation, phase, attempt, kind, outcome, asked_because, decided_by)
    select operation_id, operation, recovery_point, attempt, $4, $5::jsonb -> 'outcome', reason, $6 from decided
  )
  select key_hash, epoch from decided`;

/**
 * Stores an operator's decision for a key that is unknown or in review. A process of the service applies it
 * within seconds; `follow` reports the effect. Refuses if the key is at another call, if a process is running
 * it, or if an earlier decision is pending and `isInstead` is not set. Decisions and their authors are kept
 * permanently.
 */
export async function resolve(
  pool: Pool,
  call: AttemptName,
  decision: OperatorDecision,
  { by, isInstead = false }: DecisionAuthor,
): Promise<Resolved> {
  const { operationId, phase, attempt } = call;
  const resolution = decision.kind === 'recheck' ? null : JSON.stringify(decision);
  const { rows } = await pool.query<{ key_hash: string; epoch: number }>(store, [
    operationId,
    phase,
    attempt,
    decision.kind,
    resolution,
    by,
    isInstead,
  ]);
  const [row] = rows;
  if (row !== undefined)
    return {
      kind: 'stored',
      decision: { ...call, kind: decision.kind, keyHash: row.key_hash, epoch: row.epoch },
    };
  const now = await findOperation(pool, operationId);
  // If it can be decided now, a process was running it when we tried.
  return { kind: 'refused', because: refusalOf(now, call, isInstead) ?? 'is_running', now };
}

/** Why `resolve` would refuse a decision now; undefined if it would store it. */
export function refusalOf(
  now: OperationSnapshot | undefined,
  call: AttemptName,
  isInstead = false,
): ResolveRefusal | undefined {
  if (now === undefined) return 'no_such_operation';
  if (now.state === 'done') return 'is_finished';
  if (now.phase !== call.phase || now.attempt !== call.attempt) return 'has_moved_on';
  switch (nextStepOf(now).kind) {
    case 'waits_for_request':
      return 'needs_no_decision';
    case 'decision_is_applied':
      return isInstead ? undefined : 'is_decided';
    case 'is_taken_over':
      return 'owner_died';
    case 'is_running':
      return 'is_running';
    default:
      return undefined;
  }
}
