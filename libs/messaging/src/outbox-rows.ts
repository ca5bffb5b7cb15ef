import { randomUUID } from 'node:crypto';
import { backgroundComment } from '@holdfast/service-defaults';
import { type QueueGeneration } from './queue-generation.ts';

/** The database of a relay: TypeORM's `DataSource` fits. */
export interface OutboxDatabase {
  query<T>(text: string, values: unknown[]): Promise<T>;
}

export interface OutboxRow {
  readonly message_id: string;
  readonly queue: string;
  readonly name: string;
  readonly payload: unknown;
  readonly attempts: number;
  readonly traceparent: string | null;
  readonly aggregate: string | null;
}

/** A row, or none, with what is known of its lease. */
interface LeasedRow extends Omit<OutboxRow, 'message_id'> {
  readonly message_id: string | null;
  /** How many rows the lease searched. */
  readonly searched: number;
  readonly is_blocked: boolean;
}

/** Rows leased by one relay, in publishing order. */
export interface Batch {
  readonly rows: readonly OutboxRow[];
  /** The fence: rows can be marked or released only under their current lease. */
  readonly lease: string;
  /** When the lease was requested, by `performance.now()`. */
  readonly askedAt: number;
  readonly leaseMs: number;
  /** No more rows were ready at that time. */
  readonly isLast: boolean;
  /** Rows waited for the predecessor that another lease holds. Only known of the last batch. */
  readonly isBlocked: boolean;
}

/** A row that the queue server refused while it accepted others. */
export interface Refusal {
  readonly row: OutboxRow;
  readonly reason: string;
}

/** 10 s: how long the rows of a crashed relay stay leased by default. */
export const defaultLeaseMs = 10_000;
/**
 * The number of unblocked rows that a relay searches. Bounds the cost of a lease, however large the backlog.
 */
const horizon = 5_000;
/**
 * After 5 refusals, 1, 2, 4 and 8 s apart, a row is dead. A healthy server accepts its neighbors all that
 * time.
 */
const mostRefusals = 5;
const refusalPauseMs = 1_000;

const isWaiting = (row: string): string => `${row}.published_at is null and ${row}.dead_at is null`;
const isFree = (row: string): string =>
  `(${row}.leased_until is null or ${row}.leased_until < clock_timestamp())`;
/** Written like the condition of the index by aggregate, so that no other index matches. */
const isOfSame = (other: string, row: string): string =>
  `${other}.queue = ${row}.queue and ${other}.aggregate = ${row}.aggregate and coalesce(${other}.published_at, ${other}.dead_at) is null`;

/**
 * Commits without waiting for the disk. If the server crashes right after, a lease or mark may be lost; the
 * rows are then leased again and republished as the same jobs. No data of an app depends on it.
 */
const asyncCommit = `set_config('synchronous_commit', 'off', true)`;

/**
 * `locked`: unleased rows by position, up to the horizon, except those of an aggregate whose first row is
 * leased or was refused. `in_order`: of these, the rows that directly follow their predecessor in the
 * aggregate, starting at the first; another relay may have just locked a row in between. Its last round does
 * not see rows that are committed while it publishes, so `is_blocked` asks for another look. The scalar
 * subqueries are deliberate: each is one index lookup, whatever the statistics say. The plan of an anti-join
 * would depend on them.
 */
export const leaseStatement = `${backgroundComment}
with locked as materialized (
  select o.message_id, o.queue, o.aggregate, o.position from outbox o
  where ${isWaiting('o')} and ${isFree('o')}
    and o.position <= coalesce((select h.position from outbox h where ${isWaiting('h')} and ${isFree('h')}
                                order by h.position offset ${horizon} limit 1), 9223372036854775807)
    and (o.aggregate is null
         or (select ${isFree('e')} from outbox e where ${isOfSame('e', 'o')} order by e.position limit 1))
  order by o.position limit $1 for update skip locked
), in_order as (
  select message_id, bool_and(follows) over (partition by queue, aggregate order by position) as is_next
  from (select message_id, queue, aggregate, position, aggregate is null
          or (select e.position from outbox e where ${isOfSame('e', 'locked')} and e.position < locked.position
              order by e.position desc limit 1)
             is not distinct from lag(position) over (partition by queue, aggregate order by position) as follows
        from locked) chained
), leased as (
  update outbox o set lease = $2, leased_until = clock_timestamp() + $3::float8 * interval '1 millisecond'
  from in_order where o.message_id = in_order.message_id and is_next
  returning o.message_id, o.queue, o.name, o.payload, o.attempts, o.traceparent, o.aggregate, o.position
)
select l.message_id, l.queue, l.name, l.payload, l.attempts, l.traceparent, l.aggregate,
       (select count(*)::integer from locked) as searched,
       case when (select count(*) from locked) >= $1 then false
            else (select count(*) from leased) < (select count(*) from locked)
              or exists (select from outbox o where ${isWaiting('o')} and ${isFree('o')} and o.aggregate is not null
                         and not (select ${isFree('e')} from outbox e where ${isOfSame('e', 'o')} order by e.position limit 1))
       end as is_blocked,
       (select ${asyncCommit})
from (select) always left join leased l on true order by l.position`;

const mark = (which: string): string => `
with published as (
  update outbox set published_at = clock_timestamp(), queue_generation = $3, queue_run_id = $4, lease = null, leased_until = null, refusal = null
  where ${which} and lease = $2 returning queue
) select queue, count(*)::integer as rows, ${asyncCommit} from published group by queue`;
const markMany = mark('message_id = any($1::uuid[])');
/** Its plan is kept; that of an array, which may be long, is made anew each time. */
const markOne = mark('message_id = ($1::uuid[])[1]');

const releaseStatement = `
with released as (
  update outbox set lease = null, leased_until = null where message_id = any($1::uuid[]) and lease = $2 returning 1
) select count(*)::integer as rows from released`;

const refuseStatement = `
with refused as (
  update outbox o set lease = null, refusals = o.refusals + 1, refusal = r.reason,
    dead_at = case when o.refusals + 1 >= ${mostRefusals} then clock_timestamp() end,
    leased_until = case when o.refusals + 1 >= ${mostRefusals} then 'infinity'
                   else clock_timestamp() + ${refusalPauseMs} * 2 ^ o.refusals * interval '1 millisecond' end
  from unnest($1::uuid[], $3::text[]) as r(message_id, reason)
  where o.message_id = r.message_id and o.lease = $2 returning o.message_id, o.dead_at
) select message_id from refused where dead_at is not null`;

interface Count {
  readonly rows: number;
}

/** The number of rows of a queue that were marked as published. */
export interface Marked extends Count {
  readonly queue: string;
}

const idsOf = (rows: readonly OutboxRow[]): string[] => rows.map((row) => row.message_id);

/** True once another relay may take the rows, measured by this process's clock. */
export function isOver({ askedAt, leaseMs }: Batch): boolean {
  return performance.now() - askedAt >= leaseMs;
}

/** The rows of an outbox. A relay changes them only under a lease, by the database's clock. */
export class OutboxRows {
  constructor(
    private readonly database: OutboxDatabase,
    private readonly leaseMs = defaultLeaseMs,
  ) {}

  async lease(size: number): Promise<Batch> {
    const lease = randomUUID();
    const askedAt = performance.now();
    const values = [size, lease, this.leaseMs];
    const found = await this.database.query<LeasedRow[]>(leaseStatement, values);
    const rows = found.filter((row): row is LeasedRow & OutboxRow => row.message_id !== null);
    const [{ searched, is_blocked: isBlocked } = { searched: 0, is_blocked: false }] = found;
    // Rows between those of another relay may be searched and not leased.
    return { rows, lease, askedAt, leaseMs: this.leaseMs, isLast: searched < size, isBlocked };
  }

  /**
   * Returns how many rows of each queue this batch still held. The others belong to another relay, which
   * publishes the same jobs again.
   */
  async mark(
    { lease }: Batch,
    rows: readonly OutboxRow[],
    { generationId, runId }: QueueGeneration,
  ): Promise<readonly Marked[]> {
    if (rows.length === 0) return [];
    const statement = rows.length === 1 ? markOne : markMany;
    return this.database.query<Marked[]>(statement, [idsOf(rows), lease, generationId, runId]);
  }

  async release({ lease }: Batch, rows: readonly OutboxRow[]): Promise<number> {
    if (rows.length === 0) return 0;
    const [count] = await this.database.query<Count[]>(releaseStatement, [idsOf(rows), lease]);
    return count?.rows ?? 0;
  }

  /** Delays the rows that the server refused, and returns those that are dead after their fifth refusal. */
  async refuse({ lease }: Batch, refusals: readonly Refusal[]): Promise<Refusal[]> {
    if (refusals.length === 0) return [];
    const ids = idsOf(refusals.map(({ row }) => row));
    const reasons = refusals.map(({ reason }) => reason);
    const dead = await this.database.query<{ message_id: string }[]>(refuseStatement, [ids, lease, reasons]);
    return refusals.filter(({ row }) => dead.some(({ message_id }) => message_id === row.message_id));
  }
}
