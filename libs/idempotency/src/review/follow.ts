import { setTimeout as delay } from 'node:timers/promises';
import { type Pool } from 'pg';
import { serviceAuthor } from './found-instead.ts';
import { countLivingProcesses, snapshotOf } from './find-operations.ts';
import { type OperationSnapshot } from './operation-snapshot.ts';
import { type StoredDecision } from './resolve.ts';

/** What has become of a decision. */
export type Effect =
  /** The service went on with it. */
  | 'applied'
  /** The service could not go on with it; the key's reason tells why, and the decision is spent. */
  | 'refused'
  /** The service read back what had become of the call, found otherwise, and went on with that: see `found`. */
  | 'overruled'
  /** It looked again, and knows no more. */
  | 'rechecked'
  /** A process is at it. */
  | 'in_progress'
  /** No process has taken it up yet. */
  | 'waiting';

export interface Followed {
  readonly effect: Effect;
  readonly now: OperationSnapshot;
  /** What was found, when the decision was overruled. */
  readonly found?: unknown;
  /** How many processes of the service live. */
  readonly livingProcesses: number;
}

/** 200 ms: a person waits for this, and it reads one row by its primary key. */
const pauseMs = 200;

/**
 * Waits until a living process took a decision up and let go of the key again, for `timeoutMs` at most.
 * @throws Error when the operation is gone.
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
    await delay(pauseMs);
  }
}

/** The last word about the operation, when that is the service's own. */
async function foundInsteadOf(
  pool: Pool,
  { operationId }: StoredDecision,
): Promise<Pick<Followed, 'effect' | 'found'> | undefined> {
  const { rows } = await pool.query<{ by: string; outcome: unknown }>(lastWord, [operationId]);
  return rows[0]?.by === serviceAuthor ? { effect: 'overruled', found: rows[0].outcome } : undefined;
}

const lastWord = `
  select decided_by as by, outcome from idempotency_decision where operation_id = $1 order by decision_id desc limit 1`;

export function effectOf(decision: StoredDecision, now: OperationSnapshot): Effect {
  if (now.state === 'done' || now.phase !== decision.phase || now.attempt !== decision.attempt)
    return 'applied';
  if (now.epoch === decision.epoch) return 'waiting';
  if (now.state === 'running') return 'in_progress';
  return decision.kind === 'recheck' ? 'rechecked' : 'refused';
}
