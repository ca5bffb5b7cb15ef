import { setTimeout as delay } from 'node:timers/promises';
import { type Pool } from 'pg';
import { serviceAuthor } from './found-instead.ts';
import { countLivingProcesses, snapshotOf } from './find-operations.ts';
import { type OperationSnapshot } from './operation-snapshot.ts';
import { type StoredDecision } from './resolve.ts';

/** The effect of a decision. */
export type Effect =
  /** The service continued with it. */
  | 'applied'
  /** The service could not apply it; the key's reason says why, and the decision is used up. */
  | 'refused'
  /** The service read the call back, found another outcome, and continued with that: see `found`. */
  | 'overruled'
  /** The call was not found, but may still arrive. The decision is applied once that is ruled out. */
  | 'postponed'
  /** The service checked again and learned nothing new. */
  | 'rechecked'
  /** A process is applying it. */
  | 'in_progress'
  /** No process has picked it up yet. */
  | 'waiting';

export interface Followed {
  readonly effect: Effect;
  readonly now: OperationSnapshot;
  /** The outcome that was found, if the decision was overruled. */
  readonly found?: unknown;
  /** The number of living processes of the service. */
  readonly livingProcesses: number;
}

/** 200 ms between polls: an operator waits for this, and a poll reads one row by its primary key. */
const followPollMs = 200;

/**
 * Waits until a process has picked the decision up and released the key again, for at most `timeoutMs`.
 * @throws Error if the operation no longer exists.
 */
export async function follow(
  pool: Pool,
  decision: StoredDecision,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<Followed> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const now = await snapshotOf(pool, decision.keyHash);
    if (now === undefined) throw new Error(`operation ${decision.operationId} no longer exists`);
    const effect = effectOf(decision, now);
    const isSettled = effect !== 'waiting' && effect !== 'in_progress' && now.state !== 'running';
    if (isSettled || performance.now() >= giveUpAt)
      return {
        effect,
        now,
        ...(effect === 'applied' ? await foundInsteadOf(pool, decision) : {}),
        livingProcesses: await countLivingProcesses(pool),
      };
    await delay(followPollMs);
  }
}

/** The latest record about the operation, if the service made it. */
async function foundInsteadOf(
  pool: Pool,
  { operationId }: StoredDecision,
): Promise<Pick<Followed, 'effect' | 'found'> | undefined> {
  const { rows } = await pool.query<{ by: string; outcome: unknown }>(latestRecord, [operationId]);
  return rows[0]?.by === serviceAuthor ? { effect: 'overruled', found: rows[0].outcome } : undefined;
}

const latestRecord = `
  select decided_by as by, outcome from idempotency_decision where operation_id = $1 order by decision_id desc limit 1`;

export function effectOf(decision: StoredDecision, now: OperationSnapshot): Effect {
  if (now.state === 'done' || now.phase !== decision.phase || now.attempt !== decision.attempt)
    return 'applied';
  if (now.epoch === decision.epoch) return 'waiting';
  if (now.state === 'running') return 'in_progress';
  if (decision.kind === 'not_executed' && now.pendingDecision?.kind === 'not_executed') return 'postponed';
  return decision.kind === 'recheck' ? 'rechecked' : 'refused';
}
