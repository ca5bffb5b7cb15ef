import { type Pool } from 'pg';
import { type OperationSnapshot, type UnfinishedState, unfinishedStates } from './operation-snapshot.ts';

export interface UnfinishedFilter {
  /** Default: all except done. */
  readonly states?: readonly UnfinishedState[];
  /** Maximum number of operations: those that wait for an operator first, then the oldest. Default 100. */
  readonly limit?: number;
}

export interface UnfinishedOperations {
  /** The number of matching operations, whatever the limit. */
  readonly total: number;
  readonly operations: readonly OperationSnapshot[];
}

/** A recorded decision. */
export interface DecisionRecord {
  readonly kind: 'outcome' | 'not_executed' | 'recheck';
  readonly outcome: unknown;
  readonly phase: string;
  readonly attempt: number;
  readonly by: string;
  readonly at: Date;
}

export interface OperationDetails extends OperationSnapshot {
  /** The JSON input of the next call. May contain personal data. Undefined once the operation is done. */
  readonly input: string | undefined;
  /** Oldest first. */
  readonly decisions: readonly DecisionRecord[];
}

const columns = `
  k.operation_id, k.operation, k.caller, k.state, k.epoch, k.recovery_point, k.attempt, k.tries, k.reason, k.resolution, k.status,
  k.created_at, case when k.waits_until > clock_timestamp() then k.waits_until end as waits_until,
  extract(epoch from clock_timestamp() - k.created_at)::float8 * 1000 as age_ms,
  extract(epoch from clock_timestamp() - k.sent_at)::float8 * 1000 as sent_ms_ago,
  extract(epoch from k.drive_at - clock_timestamp())::float8 * 1000 as recheck_in_ms,
  extract(epoch from k.lease_until - clock_timestamp())::float8 * 1000 as takeover_in_ms,
  k.state = 'running' and k.lease_until > clock_timestamp() and idempotency_owner_lives(k.owner) as has_living_owner`;

const unfinished = `
  select ${columns}, count(*) over ()::integer as total from idempotency_key k
  where k.state <> 'done' and k.state = any($1::text[])
  order by k.state = 'review' desc, k.created_at limit $2`;

/**
 * There is no index on operation IDs: unfinished keys have a small one of their own, and a finished one is
 * found by the timestamp in its ID, which is the row's creation time give or take the application's clock.
 */
const byId = `
  select ${columns}, k.input from idempotency_key k where k.state <> 'done' and k.operation_id = $1
  union all
  select ${columns}, k.input from idempotency_key k
  where k.state = 'done' and k.operation_id = $1
    and k.created_at between $2::timestamptz - interval '1 hour' and $2::timestamptz + interval '1 hour'`;

const byKey = `select ${columns} from idempotency_key k where k.key_hash = $1`;

const decisionsOn = `
  select kind, outcome, phase, attempt, decided_by as by, decided_at as at from idempotency_decision
  where operation_id = $1 order by decision_id`;

interface SnapshotRow {
  readonly operation_id: string;
  readonly operation: string;
  readonly caller: string;
  readonly state: OperationSnapshot['state'];
  readonly epoch: number;
  readonly recovery_point: string | null;
  readonly attempt: number;
  readonly tries: number;
  readonly reason: string | null;
  readonly resolution: OperationSnapshot['pendingDecision'] | null;
  readonly status: number | null;
  readonly created_at: Date;
  readonly waits_until: Date | null;
  readonly age_ms: number;
  readonly sent_ms_ago: number | null;
  readonly recheck_in_ms: number | null;
  readonly takeover_in_ms: number | null;
  readonly has_living_owner: boolean;
}

/** Operations without a response. */
export async function listUnfinished(
  pool: Pool,
  { states = unfinishedStates, limit = 100 }: UnfinishedFilter = {},
): Promise<UnfinishedOperations> {
  const { rows } = await pool.query<SnapshotRow & { total: number }>(unfinished, [states, limit]);
  return { total: rows[0]?.total ?? 0, operations: rows.map(snapshotFrom) };
}

/**
 * One operation, finished or not; undefined if no key belongs to it. @throws Error if the ID is not a UUID.
 */
export async function findOperation(pool: Pool, operationId: string): Promise<OperationDetails | undefined> {
  const { rows } = await pool.query<SnapshotRow & { input: string | null }>(byId, [
    operationId,
    timeIn(operationId),
  ]);
  const [row] = rows;
  if (row === undefined) return undefined;
  const decisions = await pool.query<DecisionRecord>(decisionsOn, [operationId]);
  return { ...snapshotFrom(row), input: row.input ?? undefined, decisions: decisions.rows };
}

/** The operation of a key, finished or not. */
export async function snapshotOf(pool: Pool, keyHash: string): Promise<OperationSnapshot | undefined> {
  const { rows } = await pool.query<SnapshotRow>(byKey, [keyHash]);
  return rows[0] && snapshotFrom(rows[0]);
}

/** The number of living processes of the service; without one, nothing resumes. */
export async function countLivingProcesses(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::integer as count from idempotency_process where lease_until > clock_timestamp()',
  );
  return rows[0]?.count ?? 0;
}

function snapshotFrom(row: SnapshotRow): OperationSnapshot {
  return {
    operationId: row.operation_id,
    operation: row.operation,
    caller: row.caller.startsWith('session ') ? 'a session' : row.caller,
    state: row.state,
    phase: row.recovery_point ?? undefined,
    attempt: row.attempt,
    attemptKey:
      row.recovery_point === null ? undefined : `${row.operation_id}-${row.recovery_point}-${row.attempt}`,
    epoch: row.epoch,
    createdAt: row.created_at,
    waitsUntil: row.waits_until ?? undefined,
    ageMs: row.age_ms,
    sentMsAgo: row.sent_ms_ago ?? undefined,
    tries: row.tries,
    reason: row.reason ?? undefined,
    hasLivingOwner: row.has_living_owner,
    takeoverInMs: row.takeover_in_ms ?? undefined,
    recheckInMs: row.recheck_in_ms ?? undefined,
    pendingDecision: row.resolution ?? undefined,
    status: row.status ?? undefined,
  };
}

/** The timestamp of a UUIDv7. */
function timeIn(operationId: string): Date {
  return new Date(parseInt(operationId.replaceAll('-', '').slice(0, 12), 16));
}
